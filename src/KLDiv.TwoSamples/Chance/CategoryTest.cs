using KLDiv.TwoSamples.Estimating;
using MathNet.Numerics;

namespace KLDiv.TwoSamples.Chance;

/// <summary>
/// Whether two samples of categories come from one distribution: Pearson's X², whose mean and variance with both margins fixed are exact, beside a chi-square
/// distribution that is scaled to have them; so rare levels do no harm.
/// </summary>
internal static class CategoryTest
{
    /// <summary>The probability of an X² as great as this or greater, if both samples come from one distribution.</summary>
    public static double P(CellCounts cells)
    {
        double n = cells.ReferenceRows, rows = n + cells.CurrentRows, factor = rows / n * (rows / cells.CurrentRows);
        int count = 0;
        double statistic = 0, others = 0, squares = 0, own = 0;

        // E of Σ a²/t and of its square, by factorial moments: E (a)_r (b)_s = (n)_(r + s) (t)_r (u)_s / (N)_(r + s).
        double f1 = n / rows, f2 = f1 * (n - 1) / (rows - 1), f3 = f2 * Ratio(n - 2, rows - 2), f4 = f3 * Ratio(n - 3, rows - 3);
        for (int cell = 0; cell < cells.Count; cell++)
        {
            double total = cells.Total(cell);
            if (total == 0)
            {
                continue;
            }

            count++;
            double expected = total * f1;
            statistic += (cells.Reference[cell] - expected) * (cells.Reference[cell] - expected) / total;
            (double one, double two, double three) = (total - 1, (total - 1) * (total - 2), (total - 1) * (total - 2) * (total - 3));
            others += one;
            squares += one * one;

            // E a⁴ / t² of the same cell, by (a)₄ + 6 (a)₃ + 7 (a)₂ + a.
            own += ((f4 * three) + (6 * f3 * two) + (7 * f2 * one) + f1) / total;
        }

        if (count < 2)
        {
            return 1;
        }

        double mean = (f2 * others) + (f1 * count);
        double pairs = (f4 * ((others * others) - squares)) + (2 * f3 * (count - 1) * others) + (f2 * count * (count - 1));
        double variance = (own + pairs - (mean * mean)) * factor * factor;
        double center = (mean - (f1 * f1 * rows)) * factor;
        return variance > 0 ? SpecialFunctions.GammaUpperRegularized(center * center / variance, statistic * factor * center / variance) : 1;
    }

    private static double Ratio(double of, double by) => by > 0 ? of / by : 0;
}
