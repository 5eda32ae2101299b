using System.Runtime.InteropServices;

namespace KLDiv.Files.InMemory;

/// <summary>Rows of which a program says what they are.</summary>
/// <typeparam name="T">The type of the elements.</typeparam>
internal abstract class TypedRows<T> : RowSource
    where T : unmanaged
{
    private readonly RowSourceOptions _options;

    /// <exception cref="ArgumentException">The options do not fit the shape.</exception>
    protected TypedRows(ReadOnlySpan<nint> lengths, RowSourceOptions options)
        : base(options.Name, ElementTypes.Of<T>(), lengths)
    {
        _options = options;
        if (options.Labels is not { } labels)
        {
            return;
        }

        if (labels.Count != Rows)
        {
            throw new ArgumentException($"{Name} has {labels.Count} labels for {Rows} rows; there must be one for each.", nameof(options));
        }

        foreach (int label in labels)
        {
            if (label < 0 || label >= Support)
            {
                throw new ArgumentException($"{Name} has the label {label}; it must be from 0 to {Support - 1}.", nameof(options));
            }
        }
    }

    public sealed override RowKind? Kind => _options.Kind;

    public sealed override bool HasLabels => _options.Labels is not null;

    protected sealed override void Fill<TElement>(long start, Span<TElement> destination, RowBuffer buffer) =>
        Fill(start, MemoryMarshal.Cast<TElement, T>(destination), buffer);

    /// <summary>Fills the destination with the elements from a place on.</summary>
    protected abstract void Fill(long start, Span<T> destination, RowBuffer buffer);

    protected sealed override void FillLabels(long first, Span<int> labels)
    {
        for (int i = 0; i < labels.Length; i++)
        {
            labels[i] = _options.Labels![(int)first + i];
        }
    }
}
