using KLDiv.TwoSamples.Estimating;

namespace KLDiv.TwoSamples.Chance;

/// <summary>
/// Whether two samples of numbers come from one distribution: the greatest |F - G| / √(h (1 - h)) over the boundaries of cells, with F and G the shares of both
/// samples below a boundary and h that of all rows, beside what it is when the rows are divided anew.
/// </summary>
internal static class OrderedTest
{
    private const int Draws = 999;

    /// <summary>Nothing is impossible, though its probability may be less than a double holds.</summary>
    private const double Least = 1e-300;

    /// <summary>So many divisions that are as far apart settle it.</summary>
    private const int Enough = 50;

    /// <summary>The probability of rows as far apart as these, or farther, if both samples come from one distribution.</summary>
    public static double P(CellCounts cells, Random random)
    {
        if (cells.Count < 2)
        {
            return 1;
        }

        (double observed, int boundary) = Greatest(cells);
        int draws = 0, exceeding = 0;
        while (draws < Draws && exceeding < Enough)
        {
            draws++;
            exceeding += Greatest(Permutation.Draw(cells, random)).Value >= observed * (1 - 1e-12) ? 1 : 0;
        }

        double share = (exceeding + 1.0) / (draws + 1);
        return exceeding > 0 ? share : Math.Min(share, Bound(cells, boundary));
    }

    private static (double Value, int Boundary) Greatest(CellCounts cells)
    {
        double n = cells.ReferenceRows, m = cells.CurrentRows, greatest = 0;
        (long below, long belowCurrent, int boundary) = (0, 0, 0);
        for (int cell = 0; cell + 1 < cells.Count; cell++)
        {
            below += cells.Reference[cell];
            belowCurrent += cells.Current[cell];
            double share = (below + belowCurrent) / (n + m);
            double value = share is > 0 and < 1 ? Math.Abs((below / n) - (belowCurrent / m)) / Math.Sqrt(share * (1 - share)) : 0;
            (greatest, boundary) = value > greatest ? (value, cell) : (greatest, boundary);
        }

        return (greatest, boundary);
    }

    /// <summary>Where no division came as far: no more than the boundaries times the exact probability at the one of the greatest difference, on either side.</summary>
    private static double Bound(CellCounts cells, int boundary)
    {
        long below = 0, total = 0;
        for (int cell = 0; cell <= boundary; cell++)
        {
            below += cells.Reference[cell];
            total += cells.Total(cell);
        }

        Hypergeometric chance = new(cells.ReferenceRows + cells.CurrentRows, total, cells.ReferenceRows);
        return Math.Clamp(2 * (cells.Count - 1) * Math.Exp(chance.LogTail(below, isLower: below < chance.Mean)), Least, 1);
    }
}
