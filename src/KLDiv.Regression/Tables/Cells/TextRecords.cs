using KLDiv.Files;

namespace KLDiv.Regression.Tables.Cells;

/// <summary>The records of a table that is text.</summary>
internal sealed class TextRecords : TableRecords
{
    private readonly string? _path;
    private readonly TextTable _table;
    private readonly List<string> _notes = [];

    private TextRecords(string? path, TextTable table)
    {
        (_path, _table) = (path, table);
        SetNames(table.Names);
    }

    /// <summary>Opens a file and reads its header.</summary>
    /// <exception cref="DataFileException">The file cannot be read, is no text, or has no header.</exception>
    public static TextRecords Open(string path, TextDialect dialect) => new(path, TextTable.Open(path, dialect));

    /// <summary>Reads a stream from where it stands, which is left open.</summary>
    /// <exception cref="RegressionDataException">There is no header.</exception>
    public static TextRecords Of(Stream stream, TextDialect dialect) => new(
        path: null, TextTable.Of(stream, dialect, problem => new RegressionDataException(Fitting.DataChecks.TableName, problem)));

    public override string Unit => "line";

    /// <summary>The line in which the record starts.</summary>
    public override long Number => _table.Line;

    public override string Emptiness => "has a line of column names and no rows";

    public override char DecimalMark => _table.DecimalMark;

    public override IEnumerable<string> Notes => _table.Notes.Concat(_notes);

    /// <summary>A first line of numbers is the header where it has the names that are asked for, and else a row where its columns' places are.</summary>
    public override void Expect(IReadOnlyCollection<string> names)
    {
        if (!_table.MayLackHeader)
        {
            return;
        }

        string[] header = [.. Names];
        string places = $"1 to {_table.Names.Count}";
        if (names.Except(header, StringComparer.Ordinal).FirstOrDefault() is not { } missing)
        {
            _notes.Add($"line {Number} holds numbers like those below it: has the table no header? It is read as one; --no-header says that it is a row");
            return;
        }

        _table.TakeHeaderForRow();
        SetNames(_table.Names);
        if (names.Except(Names, StringComparer.Ordinal).Any())
        {
            throw Malformed($"has no column {CellText.Shown(missing)}: line {Number} holds numbers, {CellText.List(header)}; if it is no header, "
                + $"--no-header says so, and the columns are named {places}");
        }

        _notes.Add($"line {Number} holds numbers like those below it, so it is read as a row, and the columns are named {places}");
    }

    public override bool Next() => _table.Next();

    public override bool TryNumber(int field, out double number) => _table.TryNumber(field, out number);

    public override ReadOnlySpan<char> Word(int field) => _table.Field(field);

    public override bool IsText(int field) => !_table.HasUnknownBytes;

    public override Exception Malformed(string problem) => _path is null ? base.Malformed(problem) : new DataFileException(_path, problem);

    public override void Dispose() => _table.Dispose();

    protected override string? WithoutColumn(string name) => _table.WithoutColumn(name);
}
