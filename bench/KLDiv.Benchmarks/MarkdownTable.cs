using System.Text;

namespace KLDiv.Benchmarks;

/// <summary>Tables of the pages.</summary>
internal static class MarkdownTable
{
    /// <summary>A table in Markdown; the columns from the given one on hold numbers.</summary>
    public static string Of(string[] header, IReadOnlyList<string[]> rows, int numbersFrom = int.MaxValue)
    {
        StringBuilder table = new();
        table.Append("| ").AppendJoin(" | ", header).Append(" |\n|");
        table.AppendJoin('|', header.Select((_, column) => column >= numbersFrom ? "--:" : "---")).Append("|\n");
        foreach (string[] row in rows)
        {
            table.Append("| ").AppendJoin(" | ", row).Append(" |\n");
        }

        return table.ToString();
    }
}
