using KLDiv.Benchmarks.Peers;

namespace KLDiv.Benchmarks.Fits;

/// <summary>The table of the fits, in docs/performance.md and in the page of results.</summary>
internal static class FitTable
{
    private const double Mebibyte = 1 << 20;

    public static MarkedRegion Region { get; } = new("fits");

    /// <param name="rows">The figures.</param>
    /// <param name="remark">On what they were measured; stands below the table.</param>
    public static string Write(IEnumerable<FitRow> rows, string remark) => MarkdownTable.Of(
        ["problem", "divergence", "KLDiv, ms", "passes", "MiB", "SciPy, ms", "passes", "MiB", "faster than SciPy"],
        [.. rows.Select(row => (string[])
        [
            row.Problem, $"{row.Loss:G10}",
            Milliseconds(row.Ours), $"{row.Ours.Passes}", Mebibytes(row.Ours),
            row.SciPy is { } other ? Milliseconds(other) : "absent", $"{row.SciPy?.Passes}", row.SciPy is { } peer ? Mebibytes(peer) : "",
            row.SciPy is { } slower ? Words.Number(slower.Time.Median / row.Ours.Time.Median) : "",
        ])],
        numbersFrom: 1) + $"\n{remark}\n";

    private static string Milliseconds(FitSide side) =>
        $"{Words.Number(side.Time.Median / 1e6)} ({Words.Number(side.Time.Min / 1e6)} to {Words.Number(side.Time.Max / 1e6)})";

    private static string Mebibytes(FitSide side) => side.Memory is { } bytes ? Words.Number(bytes / Mebibyte) : "";
}
