using KLDiv.Cli.Terminal;
using KLDiv.Files;
using KLDiv.Regression;

namespace KLDiv.Cli.Fit;

/// <summary>The columns of a table, a line each: what it is, its levels or range, what it is used for, and why.</summary>
internal static class ColumnsTable
{
    /// <summary>More columns, and levels, than anybody reads are counted.</summary>
    private const int MostColumns = 40, MostLevels = 4, LongestLevel = 16, LongestName = 30;

    /// <summary>Prints the columns that a table has.</summary>
    public static void Print(TextWriter output, IReadOnlyList<TableColumn> columns)
    {
        string[][] lines = [["column", "what it is", "levels or range", "use"], .. columns.Take(MostColumns).Select(Line)];
        int[] widths = [.. Enumerable.Range(0, 3).Select(i => lines.Max(line => line[i].Length))];
        foreach (string[] line in lines)
        {
            output.WriteLine($"{line[0].PadRight(widths[0])}  {line[1].PadRight(widths[1])}  {line[2].PadRight(widths[2])}  {line[3]}");
        }

        if (columns.Count > MostColumns)
        {
            output.WriteLine($"and {columns.Count - MostColumns} more columns");
        }
    }

    /// <summary>What a column is, in a word.</summary>
    public static string Sort(TableColumn column) => column.Sort switch
    {
        ColumnSort.Unread => "not read",
        ColumnSort.Empty => "empty",
        ColumnSort.Date => "dates",
        ColumnSort.Time => column.Kind == FeatureKind.Cyclic ? "cyclic times" : "times",
        ColumnSort.Levels => column.Kind == FeatureKind.Ordinal ? "ordered levels" : "levels",
        _ => column.Kind == FeatureKind.Cyclic ? "cyclic numbers" : "numbers",
    };

    /// <summary>What a column is used for, in a word.</summary>
    public static string Use(TableColumn column) => column.Use switch
    {
        ColumnUse.Feature => "feature",
        ColumnUse.Value => "value",
        ColumnUse.Target => "target",
        ColumnUse.Weight => "weight",
        _ => "left out",
    };

    private static string[] Line(TableColumn column) =>
    [
        Cut(column.Name, LongestName),
        Sort(column),
        Range(column),
        $"{Use(column)}{(column.Why.Length > 0 ? $": {VisibleText.Of(column.Why)}" : "")}{(column.Missing > 0 && column.Sort is not (ColumnSort.Unread or ColumnSort.Empty) ? $", missing in {Number.Counted(column.Missing, "row")}" : "")}",
    ];

    private static string Range(TableColumn column)
    {
        if (column.Levels.Count == 0)
        {
            return column.LowText.Length == 0 ? "" : $"{column.LowText} to {column.HighText}";
        }

        string shown = string.Join(", ", column.Levels.Take(MostLevels).Select(level => Cut(level, LongestLevel)));
        return column.Levels.Count > MostLevels ? $"{column.Levels.Count}: {shown}, ..." : $"{column.Levels.Count}: {shown}";
    }

    private static string Cut(string text, int length) => VisibleText.Of(text) is var visible && visible.Length > length ? $"{visible[..(length - 3)]}..." : visible;
}
