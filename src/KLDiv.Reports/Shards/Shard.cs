using System.Globalization;
using KLDiv.Files;

namespace KLDiv.Reports;

/// <summary>Which of N equal ranges of the rows a part of a report is about, as users type it: <c>I/N</c>.</summary>
public readonly record struct Shard
{
    /// <summary>The I-th of N shards.</summary>
    /// <param name="index">I, from 1 to N.</param>
    /// <param name="count">N.</param>
    /// <exception cref="ArgumentOutOfRangeException">I is not from 1 to N.</exception>
    public Shard(int index, int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(index, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(index, count);
        (Index, Count) = (index, count);
    }

    /// <summary>I, from 1 to N.</summary>
    public int Index { get; }

    /// <summary>N.</summary>
    public int Count { get; }

    /// <summary>Reads <c>I/N</c>: digits alone, I from 1 to N.</summary>
    /// <param name="text">The text.</param>
    /// <param name="shard">The shard that it names.</param>
    /// <returns>Whether it names one.</returns>
    public static bool TryParse(string? text, out Shard shard)
    {
        shard = default;
        if (text?.Split('/') is not [string first, string second]
            || !NumberText.TryParse(first, out int index)
            || !NumberText.TryParse(second, out int count)
            || index < 1
            || index > count)
        {
            return false;
        }

        shard = new Shard(index, count);
        return true;
    }

    /// <summary>The rows of the shard: all shards together cover all rows, and differ by at most one row in length.</summary>
    /// <param name="rows">How many rows there are in all.</param>
    /// <returns>The range.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="rows"/> is negative.</exception>
    public RowRange RowsOf(long rows)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(rows);
        long first = (long)((Int128)rows * (Index - 1) / Count);
        return new RowRange(first, (long)((Int128)rows * Index / Count) - first);
    }

    /// <summary>The text <c>I/N</c>.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Index}/{Count}");
}
