using System.Globalization;
using System.Text;

namespace KLDiv.Benchmarks.Accuracy;

/// <summary>The table of docs/accuracy.md.</summary>
internal static class AccuracyTable
{
    private static readonly MarkedRegion s_region = new("accuracy");

    public static string Write(IEnumerable<AccuracyRow> rows)
    {
        StringBuilder text = new("| n | target | `KLDivergence.Loss` | float loop | composed `TensorPrimitives` |\n|--:|---|--:|--:|--:|\n");
        foreach (AccuracyRow row in rows)
        {
            text.Append(CultureInfo.InvariantCulture, $"| {row.Length:N0} | {Kind(row.LogTarget)} | {row.Ours:0.0e+0} | {row.FloatLoop:0.0e+0} | {row.Composed:0.0e+0} |\n");
        }

        return text.ToString();
    }

    /// <summary>The page with the table between its marks replaced.</summary>
    public static string Replace(string page, string table) => s_region.Replace(page, table);

    /// <summary>The rows that stand in the page.</summary>
    public static IReadOnlyList<AccuracyRow> Read(string page) =>
        [.. s_region.Read(page).Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(2).Select(ReadRow)];

    private static AccuracyRow ReadRow(string line)
    {
        string[] cells = line.Split('|', StringSplitOptions.TrimEntries);
        double[] errors = [.. cells[3..6].Select(cell => double.Parse(cell, CultureInfo.InvariantCulture))];
        int length = int.Parse(cells[1], NumberStyles.AllowThousands, CultureInfo.InvariantCulture);
        return new(length, string.Equals(cells[2], Kind(true), StringComparison.Ordinal), errors[0], errors[1], errors[2]);
    }

    private static string Kind(bool logTarget) => logTarget ? "log-probabilities" : "probabilities";
}
