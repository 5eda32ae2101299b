using KLDiv.Reports;

namespace KLDiv.Pages.ReportPages;

/// <summary>Where in a file the divergence is high, in one sentence.</summary>
internal static class ProfileSentence
{
    /// <summary>The sentence.</summary>
    /// <param name="runs">The runs in which rows count.</param>
    /// <param name="run">What a run is called.</param>
    public static string Of(ProfileRun[] runs, string run)
    {
        ProfileFinding finding = ProfileFinding.Of(runs);
        string apart = $"a {run} is {Numbers.Nats(finding.Median)} apart in the median and {Numbers.Of(finding.Peak)} at most";
        return finding.Shape switch
        {
            ProfileShape.Infinite => OfInfinite(runs),
            ProfileShape.Even => $"No part of the file stands out: {apart}",
            ProfileShape.HighAllOver => $"High divergences are all over the file: {apart}",
            _ => OfStretch([.. finding.Stretch], finding.Median, runs, run),
        };
    }

    private static string OfStretch(ProfileRun[] stretch, double median, ProfileRun[] runs, string run)
    {
        double mean = ProfileRun.Join(stretch).Mean;
        string times = median > 0 ? $", {Numbers.Of(mean / median, 2)} times as far as the median {run}" : "";
        bool isToTheEnd = 3 * stretch.Sum(one => one.Rows) > runs.Sum(one => one.Rows) && stretch[^1] == runs[^1];
        return $"{Place(stretch, isToTheEnd)} farthest apart: {Numbers.Nats(mean)}{times}";
    }

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
}
