using KLDiv.Files.Elements;

namespace KLDiv.Files.Sharded;

/// <summary>The rows of a tensor that is cut over several files: those of one after those of the other.</summary>
internal sealed class ShardedRows : RowSource
{
    private readonly RowSource[] _parts;
    private readonly long[] _starts;

    private ShardedRows(string filePath, string name, RowSource[] parts, nint[] lengths)
        : base(name, parts[0].ElementType, lengths)
    {
        FilePath = filePath;
        _parts = parts;
        _starts = new long[parts.Length];
        for (int i = 1; i < parts.Length; i++)
        {
            _starts[i] = _starts[i - 1] + parts[i - 1].Count;
        }
    }

    public override string FilePath { get; }

    public override string StoredAs => _parts[0].StoredAs;

    public override bool HoldsIntegers => _parts[0].HoldsIntegers;

    public override RowKind? Kind => _parts[0].Kind;

    public override bool IsSequential => _parts.Any(part => part.IsSequential);

    /// <param name="filePath">The file that stands for all of them.</param>
    /// <param name="name">What messages call the tensor.</param>
    /// <param name="parts">The parts, owned from now on; at least one.</param>
    /// <exception cref="DataFileException">The parts are of several types, or of shapes that differ in more than the first length.</exception>
    public static RowSource Join(string filePath, string name, RowSource[] parts)
    {
        nint[] lengths = parts[0].Lengths.ToArray();
        lengths[0] = 0;
        foreach (RowSource part in parts)
        {
            if (part.ElementType != parts[0].ElementType || part.HoldsIntegers != parts[0].HoldsIntegers || !part.Lengths[1..].SequenceEqual(lengths.AsSpan(1)))
            {
                throw new DataFileException(
                    part.Name,
                    $"has shape {TensorShape.Text(part.Lengths)} of {part.StoredAs}, and {parts[0].Name} has {TensorShape.Text(parts[0].Lengths)} of {parts[0].StoredAs}; parts of one tensor may differ in their first length alone");
            }

            lengths[0] = checked(lengths[0] + part.Lengths[0]);
        }

        return TensorShape.TryByteCount(sizeof(double), lengths, out _)
            ? new ShardedRows(filePath, name, parts, lengths)
            : throw new DataFileException(name, $"has the shape {TensorShape.Text(lengths)}, whose size overflows");
    }

    protected override void Dispose(bool disposing)
    {
        foreach (RowSource part in _parts)
        {
            part.Dispose();
        }

        base.Dispose(disposing);
    }

    protected override void Fill<T>(long start, Span<T> destination, RowBuffer buffer)
    {
        for (int i = Array.FindLastIndex(_starts, first => first <= start); !destination.IsEmpty; i++)
        {
            Span<T> piece = destination[..(int)Math.Min(destination.Length, _starts[i] + _parts[i].Count - start)];
            if (!piece.IsEmpty)
            {
                _parts[i].ReadInto(start - _starts[i], piece, buffer);
            }

            destination = destination[piece.Length..];
            start += piece.Length;
        }
    }
}
