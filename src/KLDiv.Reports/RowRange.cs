using KLDiv.Reports.Shards;

namespace KLDiv.Reports;

/// <summary>A run of the rows of a file.</summary>
/// <param name="First">The number of the first row.</param>
/// <param name="Count">How many rows.</param>
public readonly record struct RowRange(long First, long Count)
{
    /// <summary>The number of the row after the last one.</summary>
    public long End => First + Count;

    /// <summary>The I-th of N ranges that cover all rows and differ by at most one row in length.</summary>
    /// <param name="rows">How many rows there are.</param>
    /// <param name="index">I, from 1 to N.</param>
    /// <param name="count">N.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is negative, or I is not from 1 to N.</exception>
    public static RowRange Shard(long rows, int index, int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(rows);
        ArgumentOutOfRangeException.ThrowIfLessThan(index, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(index, count);
        long first = (long)((Int128)rows * (index - 1) / count);
        return new RowRange(first, (long)((Int128)rows * index / count) - first);
    }
}
