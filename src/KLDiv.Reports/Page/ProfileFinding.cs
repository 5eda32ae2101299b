using KLDiv.Pages;

namespace KLDiv.Reports;

/// <summary>What the runs of a file show, in one sentence.</summary>
internal static class ProfileFinding
{
    /// <summary>How many times the median run a run must be apart to be named.</summary>
    private const double Outstanding = 3;

    /// <summary>How many runs that do not stand out may lie between those that do.</summary>
    private const int MostBetween = 1;

    /// <summary>The sentence.</summary>
    /// <param name="runs">The runs in which rows count.</param>
    /// <param name="length">The number of rows of a run, at most.</param>
    public static string Of(ProfileRun[] runs, long length)
    {
        double median = Median([.. runs.Select(run => run.Mean)]);
        string run = length == 1 ? "row" : $"stretch of {Numbers.Count(length)} rows";
        int infinite = runs.Count(one => one.Mean == double.PositiveInfinity);
        if (infinite > 0)
        {
            long first = Array.Find(runs, one => one.Mean == double.PositiveInfinity).FirstRow;
            return length == 1
                ? $"The divergence is infinite in {Numbers.Count(infinite)} of {Numbers.Count(runs.Length)} rows, first in row {Numbers.Count(first)}"
                : $"Infinite divergences are in {Numbers.Count(infinite)} of {Numbers.Count(runs.Length)} stretches of the file; the first such stretch begins at row {Numbers.Count(first)}";
        }

        ProfileRun peak = runs.MaxBy(one => one.Mean);
        if (peak.Mean <= Outstanding * median)
        {
            return $"No part of the file stands out: a {run} is {Numbers.Of(median)} nats apart in the median and {Numbers.Of(peak.Mean)} at most";
        }

        ProfileRun[] high = Around(runs, Array.IndexOf(runs, peak), Outstanding * median);
        double mean = high.Sum(one => one.Mean * one.Rows) / high.Sum(one => (double)one.Rows);
        (long from, long to) = (high[0].FirstRow, high[^1].FirstRow + high[^1].Rows - 1);
        string rows = from == to ? $"Row {Numbers.Count(from)} is" : $"Rows {Numbers.Count(from)} to {Numbers.Count(to)} are";
        string times = median > 0 ? $", {Numbers.Of(mean / median, 2)} times as far as the median {run}" : "";
        return $"{rows} farthest apart: {Numbers.Of(mean)} nats{times}";
    }

    /// <summary>The peak and the runs beside it that stand out too.</summary>
    private static ProfileRun[] Around(ProfileRun[] runs, int peak, double threshold) =>
        runs[LastHigh(runs, peak, -1, threshold)..(LastHigh(runs, peak, 1, threshold) + 1)];

    private static int LastHigh(ProfileRun[] runs, int peak, int step, double threshold)
    {
        int last = peak;
        for (int i = peak + step; i >= 0 && i < runs.Length && Math.Abs(i - last) <= MostBetween + 1; i += step)
        {
            last = runs[i].Mean > threshold ? i : last;
        }

        return last;
    }

    private static double Median(double[] values)
    {
        Array.Sort(values);
        int half = values.Length / 2;
        return values.Length % 2 == 1 ? values[half] : (values[half - 1] / 2) + (values[half] / 2);
    }
}
