using KLDiv.Pages;

namespace KLDiv.Reports.ReportPages;

/// <summary>What the runs of a file show, in one sentence.</summary>
internal static class ProfileFinding
{
    /// <summary>How many times the median run a run must be apart to be named.</summary>
    private const double Outstanding = 3;

    /// <summary>How many runs that are not near the peak may lie between those that are.</summary>
    private const int MostBetween = 1;

    /// <summary>The part of the peak that a run must have at least to belong to its stretch.</summary>
    private const double LeastOfPeak = 0.1;

    /// <summary>The sentence.</summary>
    /// <param name="runs">The runs in which rows count.</param>
    /// <param name="run">What a run is called.</param>
    public static string Of(ProfileRun[] runs, string run)
    {
        if (runs.Any(one => one.InfiniteRows > 0))
        {
            return OfInfinite(runs);
        }

        double median = Median([.. runs.Select(one => one.Mean)]);
        ProfileRun peak = runs.MaxBy(one => one.Mean);
        if (peak.Mean <= Outstanding * Math.Max(0, median))
        {
            return $"No part of the file stands out: a {run} is {Numbers.Nats(median)} apart in the median and {Numbers.Of(peak.Mean)} at most";
        }

        // What is near the peak, not what is merely apart from the median: else the stretch would reach into parts that are far less apart.
        ProfileRun[] high = Around(runs, Array.IndexOf(runs, peak), Threshold(median, peak.Mean));
        long rows = high.Sum(one => one.Rows), all = runs.Sum(one => one.Rows);
        if (2 * rows >= all && high.Length > 1)
        {
            return $"High divergences are all over the file: a {run} is {Numbers.Nats(median)} apart in the median and {Numbers.Of(peak.Mean)} at most";
        }

        double weight = high.Sum(one => one.FiniteWeight), mean = high.Sum(one => one.FiniteWeight / weight * one.Mean);
        string times = median > 0 ? $", {Numbers.Of(mean / median, 2)} times as far as the median {run}" : "";
        return $"{Place(high, isToTheEnd: 3 * rows > all && high[^1] == runs[^1])} farthest apart: {Numbers.Nats(mean)}{times}";
    }

    /// <summary>The geometric mean of median and peak: what is above it is nearer to the peak.</summary>
    private static double Threshold(double median, double peak) => Math.Max(Math.Sqrt(Math.Max(0, median)) * Math.Sqrt(peak), LeastOfPeak * peak);

    private static string OfInfinite(ProfileRun[] runs)
    {
        ProfileRun[] infinite = [.. runs.Where(one => one.InfiniteRows > 0)];
        string first = Numbers.Count(infinite[0].FirstRow);
        return runs.All(one => one.Rows == 1)
            ? $"The divergence is infinite in {Numbers.Count(infinite.Length)} of {Numbers.Counted(runs.Length, "row")}, first in row {first}"
            : infinite.Length == runs.Length
            ? $"Infinite divergences are in every stretch of the file, in {Numbers.Counted(infinite.Sum(one => one.InfiniteRows), "row")} altogether"
            : $"Infinite divergences are in {Numbers.Count(infinite.Length)} of {Numbers.Count(runs.Length)} stretches of the file; the first such stretch begins at row {first}";
    }

    private static string Place(ProfileRun[] high, bool isToTheEnd)
    {
        (long from, long to) = (high[0].FirstRow, high[^1].FirstRow + high[^1].Rows - 1);
        return from == to ? $"Row {Numbers.Count(from)} is"
            : isToTheEnd ? $"From row {Numbers.Count(from)} on the rows are"
            : $"Rows {Numbers.Count(from)} to {Numbers.Count(to)} are";
    }

    /// <summary>The peak and the runs beside it that are near it.</summary>
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
