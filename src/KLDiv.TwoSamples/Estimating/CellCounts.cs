namespace KLDiv.TwoSamples.Estimating;

/// <summary>How many rows of each of two samples are in each of the same cells: bins of a number, or levels of a category.</summary>
internal sealed class CellCounts
{
    public CellCounts(long[] reference, long[] current)
    {
        (Reference, Current) = (reference, current);
        (ReferenceRows, CurrentRows) = (reference.Sum(), current.Sum());
    }

    public long[] Reference { get; }

    public long[] Current { get; }

    public long ReferenceRows { get; }

    public long CurrentRows { get; }

    public int Count => Reference.Length;

    /// <summary>The same with the samples in each other's place.</summary>
    public CellCounts Swapped => new(Current, Reference);

    public long Total(int cell) => Reference[cell] + Current[cell];
}
