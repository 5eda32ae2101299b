using KLDiv.Files.Elements;

namespace KLDiv.Files.InMemory;

/// <summary>The rows of flat memory.</summary>
internal sealed class MemoryRows<T> : TypedRows<T>
    where T : unmanaged
{
    private readonly ReadOnlyMemory<T> _values;

    public MemoryRows(ReadOnlyMemory<T> values, ReadOnlySpan<nint> lengths, RowSourceOptions options)
        : base(lengths, options)
    {
        _values = values;
        if (values.Length != Count)
        {
            throw new ArgumentException($"{Name} has {values.Length} elements, and its shape {TensorShape.Text(lengths)} has {Count}.", nameof(values));
        }
    }

    protected override void Fill(long start, Span<T> destination, RowBuffer buffer) =>
        _values.Span.Slice((int)start, destination.Length).CopyTo(destination);
}
