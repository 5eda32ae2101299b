using System.Globalization;
using System.Text;

namespace KLDiv.Benchmarks.Accuracy;

/// <summary>The table of docs/accuracy.md of divergences from logits.</summary>
internal static class NearTable
{
    private static readonly MarkedRegion s_region = new("near");

    public static string Write(IEnumerable<NearRow> rows)
    {
        StringBuilder text = new("| divergence | `Distillation.Loss`, float | `Distillation.Loss`, double | composed in float |\n|--:|--:|--:|--:|\n");
        foreach (NearRow row in rows)
        {
            text.Append(CultureInfo.InvariantCulture, $"| {row.Divergence:0e-0} | {row.Float:0.0e+0} | {row.Double:0.0e+0} | {row.Composed:0.0e+0} |\n");
        }

        return text.ToString();
    }

    /// <summary>The page with the table between its marks replaced.</summary>
    public static string Replace(string page, string table) => s_region.Replace(page, table);

    /// <summary>The rows that stand in the page.</summary>
    public static IReadOnlyList<NearRow> Read(string page) =>
        [.. s_region.Read(page).Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(2).Select(ReadRow)];

    private static NearRow ReadRow(string line)
    {
        double[] cells = [.. line.Split('|', StringSplitOptions.TrimEntries)[1..5].Select(cell => double.Parse(cell, CultureInfo.InvariantCulture))];
        return new(cells[0], cells[1], cells[2], cells[3]);
    }
}
