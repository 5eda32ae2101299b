using KLDiv.Files;

namespace KLDiv.Regression.Tables.Cells;

/// <summary>The rows of a file whose columns have types.</summary>
internal sealed class TypedRecords : TableRecords
{
    private const int MostListed = 20;

    private readonly string _path;
    private readonly TypedTable _table;
    private readonly TypedColumn[] _unread;

    private TypedRecords(string path, TypedTable table)
    {
        (_path, _table) = (path, table);
        _unread = [.. table.Columns.Where(column => column.Kind == TypedCells.Unread)];
        SetNames([.. table.Columns.Select(column => column.Kind == TypedCells.Unread ? null : column.Name)]);
    }

    /// <summary>Opens a file, if a format in <see cref="FileFormats.Default"/> knows it as such a table.</summary>
    /// <returns>Null where none does: the file may be text.</returns>
    /// <exception cref="DataFileException">The file cannot be read, is malformed, has no columns that are read, or was said to be written as text is.</exception>
    public static TypedRecords? Open(string path, TextDialect dialect)
    {
        TypedTable? table = FileFormats.Default.OpenTable(path);
        if (table is null)
        {
            return null;
        }

        var records = new TypedRecords(path, table);
        string? problem = dialect != TextDialect.Found ? "says itself how its table is written; leave away what says that of text: --separator, --decimal, --encoding, --no-header"
            : records.Names.Count == 0 ? $"has no column of numbers, texts or times{Passed(records._unread)}"
            : null;
        if (problem is not null)
        {
            table.Dispose();
            throw records.Malformed(problem);
        }

        return records;
    }

    public override string Unit => "row";

    public override long Number => _table.Row;

    public override IEnumerable<string> Notes => _unread.Length == 0 ? [] : [$"columns that a table cannot hold are passed over{Passed(_unread)}"];

    public override bool Next() => _table.Next();

    public override bool TryNumber(int field, out double number) => _table.TryNumber(field, out number);

    public override ReadOnlySpan<char> Word(int field) => _table.Text(field).Trim();

    public override bool HasNumbers(int field) => _table.Columns[field].Kind == TypedCells.Number;

    public override bool HasLevels(int field) => _table.Columns[field].Kind == TypedCells.Level;

    public override Exception Malformed(string problem) => new DataFileException(_path, problem);

    public override void Dispose() => _table.Dispose();

    protected override string? WhyUnread(string name) => Array.Find(_unread, column => string.Equals(column.Name, name, StringComparison.Ordinal)) is { } column
        ? $"has {column.Type} in column {CellText.Shown(name)}; a column of a table holds numbers, texts or times: write what is wanted of it as columns of its own"
        : null;

    private static string Passed(TypedColumn[] columns) => columns.Length == 0 ? ""
        : $": {string.Join(", ", columns.Take(MostListed).Select(column => $"{CellText.Shown(column.Name)} ({column.Type})"))}{(columns.Length > MostListed ? $" and {columns.Length - MostListed} more" : "")}";
}
