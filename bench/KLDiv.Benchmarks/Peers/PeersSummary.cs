using KLDiv.Benchmarks.Works;

namespace KLDiv.Benchmarks.Peers;

/// <summary>The part of a page of results that the README repeats.</summary>
internal static class PeersSummary
{
    private static readonly string[] s_works = [WorkNames.Forward, WorkNames.LogTarget, WorkNames.Gradient, WorkNames.Distillation, WorkNames.DistillationGradient];

    private static readonly string[] s_facts = ["processor", "vectors", "runtime", "PyTorch", "date"];

    /// <summary>Where it stands, in the page of results and in the README.</summary>
    public static MarkedRegion Region { get; } = new("peers");

    public static string Write(PeerResults results)
    {
        string table = MarkdownTable.Of(
            ["shape", "threads", "work", "KLDiv, ns an element", "read limit", "x limit", "composed", "PyTorch", "faster than PyTorch"],
            [.. results.Rows.Where(IsOfInterest).Select(row => (string[])
            [
                $"{row.Shape}", $"{row.Threads}", row.Work, Median(row, row.Ours)!, Median(row, row.Limit)!, Words.Number(row.TimesLimit),
                Median(row, row.Composed) ?? "", PeersPage.TorchCell(results, Median(row, row.Torch)),
                row.FasterThanTorch is { } faster ? Words.Number(faster) : "",
            ])],
            numbersFrom: 3);
        string exactness = PeersPage.ExactnessTable(results);
        return $"{table}\n{exactness}\n{string.Join("; ", s_facts.Select(results.Fact))}.\n";
    }

    /// <summary>The page of results that a README's table is a part of, as its link names it.</summary>
    public static string Source(string readme)
    {
        string region = Region.Read(readme);
        int start = region.IndexOf("](", StringComparison.Ordinal) + 2;
        return region[start..region.IndexOf(')', start)];
    }

    /// <summary>What stands in the README, given a page of results and the link to it.</summary>
    public static string ForReadme(string page, string link) => $"From [{link}]({link}):\n\n{Region.Read(page)}";

    private static bool IsOfInterest(PeerRow row) => string.Equals(row.Type, "float", StringComparison.Ordinal)
        && s_works.Contains(row.Work, StringComparer.Ordinal)
        && (row.Threads == 1 || row.Shape == Shape.OutOfCache)
        && row.Shape != Shape.OneBatch;

    private static string? Median(PeerRow row, Measuring.Samples? samples) =>
        samples is null ? null : Words.Number(samples.Median / row.Shape.Elements);
}
