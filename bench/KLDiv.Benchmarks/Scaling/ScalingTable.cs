using System.Globalization;
using KLDiv.Benchmarks.Peers;

namespace KLDiv.Benchmarks.Scaling;

/// <summary>The table of docs/performance.md, of which the picture is drawn.</summary>
internal static class ScalingTable
{
    public static MarkedRegion Region { get; } = new("scaling");

    /// <param name="rows">The figures.</param>
    /// <param name="remark">On what they were measured; stands below the table.</param>
    public static string Write(IEnumerable<ScalingRow> rows, string remark) => MarkdownTable.Of(
        ["elements", "threads", "KLDiv, ns an element", "Dot", "x Dot"],
        [.. rows.Select(row => (string[])
        [
            $"{row.Length:N0}", $"{row.Threads}", Words.Number(row.Ours), Words.Number(row.Dot), Words.Number(row.Ours / row.Dot),
        ])],
        numbersFrom: 0) + $"\n{remark}\n";

    /// <summary>The rows that stand in a page.</summary>
    public static IReadOnlyList<ScalingRow> Read(string page) =>
        [.. Region.Read(page).Split('\n').Where(line => line.StartsWith('|')).Skip(2).Select(ReadRow)];

    private static ScalingRow ReadRow(string line)
    {
        string[] cells = line.Split('|', StringSplitOptions.TrimEntries);
        double[] numbers = [.. cells[1..5].Select(cell => double.Parse(cell, NumberStyles.Number, CultureInfo.InvariantCulture))];
        return new((long)numbers[0], (int)numbers[1], numbers[2], numbers[3]);
    }
}
