using KLDiv.Files;
using KLDiv.Simd;

namespace KLDiv.Reports.Finishing;

/// <summary>Where in the file the divergence is high.</summary>
internal static class ProfileBuilder
{
    private const int MostRuns = 240;

    /// <param name="first">The number of the first row.</param>
    /// <param name="divergences">The divergences of the rows, in their order.</param>
    /// <param name="weights">Their weights; null: all weigh 1.</param>
    public static ProfileRun[] Of(long first, double[] divergences, double[]? weights)
    {
        int count = Math.Min(MostRuns, divergences.Length);
        ProfileRun[] runs = new ProfileRun[count];
        for (int i = 0; i < count; i++)
        {
            RowRange range = new Shard(i + 1, count).RowsOf(divergences.Length);
            runs[i] = Run(first, range, divergences, weights);
        }

        return runs;
    }

    private static ProfileRun Run(long first, RowRange range, double[] divergences, double[]? weights)
    {
        ExactSum sum = default, total = default;
        double max = double.NaN;
        long infinite = 0;
        for (int i = (int)range.First; i < range.End; i++)
        {
            double weight = weights is null ? 1 : weights[i];
            if (weight > 0 && double.IsPositiveInfinity(divergences[i]))
            {
                infinite++;
            }
            else if (weight > 0)
            {
                sum.Add(weight * divergences[i]);
                total.Add(weight);
                max = divergences[i] > max || double.IsNaN(max) ? divergences[i] : max;
            }
        }

        double mean = sum.Value / total.Value;
        (double Mean, double Max) all = infinite > 0 ? (double.PositiveInfinity, double.PositiveInfinity) : (mean, max);
        return new ProfileRun(first + range.First, range.Count, all.Mean, all.Max, mean, max, total.Value, infinite);
    }
}
