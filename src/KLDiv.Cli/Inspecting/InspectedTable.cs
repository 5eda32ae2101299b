using KLDiv.Files;

namespace KLDiv.Cli.Inspecting;

/// <summary>What was found of a table, which is no tensor.</summary>
/// <param name="Columns">The names of its columns.</param>
/// <param name="First">The texts of its first rows.</param>
/// <param name="Notes">What was guessed of how it is written.</param>
internal sealed record InspectedTable(IReadOnlyList<string> Columns, IReadOnlyList<string[]> First, IReadOnlyList<string> Notes)
{
    private const int MostRows = 3;

    /// <summary>The types of its columns, where they have some.</summary>
    public IReadOnlyList<string>? Types { get; private init; }

    /// <summary>How many rows there are, where the file says it.</summary>
    public long? Rows { get; private init; }

    /// <summary>Of a table whose columns have types.</summary>
    /// <exception cref="DataFileException">The file is malformed.</exception>
    public static InspectedTable Of(TypedTable table)
    {
        List<string[]> first = [];
        while (first.Count < MostRows && table.Next())
        {
            first.Add([.. table.Columns.Select((column, place) => column.Kind == TypedCells.Unread ? "" : table.Text(place).ToString())]);
        }

        return new InspectedTable([.. table.Columns.Select(column => column.Name)], first, [])
        {
            Types = [.. table.Columns.Select(column => column.Type)],
            Rows = table.Rows,
        };
    }

    /// <exception cref="DataFileException">The file is no table either.</exception>
    public static InspectedTable Of(string file, TextDialect dialect)
    {
        using TextTable table = TextTable.Open(file, dialect);
        if (table.MayLackHeader)
        {
            table.TakeHeaderForRow();
        }

        List<string[]> first = [];
        while (first.Count < MostRows && table.Next())
        {
            first.Add([.. Enumerable.Range(0, table.Names.Count).Select(field => table.Field(field).ToString())]);
        }

        return new InspectedTable([.. table.Names.Select(name => name ?? "")], first, [.. table.Notes]);
    }
}
