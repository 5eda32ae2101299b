namespace KLDiv.Files.Columnar.Typed;

/// <summary>Some cells of a column that follow each other, as the file stores them; which of the arrays has them, the column's type knows.</summary>
/// <param name="first">The row of the first cell, from 0.</param>
/// <param name="count">How many cells.</param>
internal sealed class CellBlock(long first, int count)
{
    public static CellBlock None { get; } = new(0, 0);

    public long First => first;

    public int Count => count;

    /// <summary>Whether a cell has no value; empty where all have one.</summary>
    public bool[] AreMissing { get; init; } = [];

    /// <summary>Whole numbers, truths, and what is counted since a beginning: days, microseconds.</summary>
    public long[] Wholes { get; init; } = [];

    public double[] Reals { get; init; } = [];

    /// <summary>Texts in UTF-8.</summary>
    public ReadOnlyMemory<byte>[] Texts { get; init; } = [];

    public bool IsMissing(int at) => AreMissing.Length > 0 && AreMissing[at];
}
