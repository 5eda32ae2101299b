namespace KLDiv.Memory;

/// <summary>Work cut into parts that depend on the shape alone, so that results have the same bits on any number of threads.</summary>
internal readonly unsafe struct Partition
{
    /// <summary>Fewer elements than this are not worth waking a thread for.</summary>
    private const int SmallestShared = 1 << 17;

    private const int ElementsPerPart = 1 << 15;

    private const int Most = 256;

    private readonly nint _pieces;

    /// <param name="numel">The number of elements.</param>
    /// <param name="pieces">The number of rows, or of other pieces that must stay whole.</param>
    public Partition(nint numel, nint pieces)
    {
        _pieces = pieces;
        Count = numel < SmallestShared ? 1 : (int)nint.Min(nint.Min(Most, numel / ElementsPerPart), pieces);
    }

    /// <summary>The number of parts.</summary>
    public int Count { get; }

    /// <summary>The first piece of a part; of the part behind the last one, the number of pieces.</summary>
    public nint Start(int part) => (nint)((Int128)_pieces * part / Count);

    /// <summary>The first row at which a part failed, each of them having left its own or -1; -1 where none did.</summary>
    public nint FirstFailure(nint* failures)
    {
        int part = new ReadOnlySpan<nint>(failures, Count).IndexOfAnyExcept(-1);
        return part < 0 ? -1 : failures[part];
    }
}
