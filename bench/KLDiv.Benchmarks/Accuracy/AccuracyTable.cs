using System.Globalization;
using System.Text;

namespace KLDiv.Benchmarks.Accuracy;

/// <summary>The table of docs/accuracy.md.</summary>
internal static class AccuracyTable
{
    private const string Begin = "<!-- accuracy: begin -->\n", End = "<!-- accuracy: end -->";

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
    public static string Replace(string page, string table)
    {
        (int start, int end) = Between(page);
        return page[..start] + table + page[end..];
    }

    /// <summary>The rows that stand in the page.</summary>
    public static IReadOnlyList<AccuracyRow> Read(string page)
    {
        (int start, int end) = Between(page);
        return [.. page[start..end].Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(2).Select(ReadRow)];
    }

    private static AccuracyRow ReadRow(string line)
    {
        string[] cells = line.Split('|', StringSplitOptions.TrimEntries);
        double[] errors = [.. cells[3..6].Select(cell => double.Parse(cell, CultureInfo.InvariantCulture))];
        int length = int.Parse(cells[1], NumberStyles.AllowThousands, CultureInfo.InvariantCulture);
        return new(length, string.Equals(cells[2], Kind(true), StringComparison.Ordinal), errors[0], errors[1], errors[2]);
    }

    private static string Kind(bool logTarget) => logTarget ? "log-probabilities" : "probabilities";

    private static (int Start, int End) Between(string page)
    {
        int begin = page.IndexOf(Begin, StringComparison.Ordinal), end = page.IndexOf(End, StringComparison.Ordinal);
        return begin >= 0 && end > begin
            ? (begin + Begin.Length, end)
            : throw new FormatException($"The page has no table between {Begin.Trim()} and {End}.");
    }
}
