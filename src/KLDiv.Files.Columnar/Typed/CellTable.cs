namespace KLDiv.Files.Columnar.Typed;

/// <summary>The table in a file. A column is opened when something in it is asked for.</summary>
/// <param name="file">The file, owned from now on.</param>
/// <param name="columns">Its columns.</param>
/// <param name="rows">How many rows it has.</param>
/// <param name="open">Opens a column, by its number and what messages call it.</param>
internal sealed class CellTable(ByteSource file, IReadOnlyList<TypedColumn> columns, long rows, Func<int, string, CellColumn> open) : TypedTable(columns, Checked(file, columns.Count, rows))
{
    /// <summary>A table may have so many cells, or so many for each byte of its file: one of some bytes takes no memory without an end.</summary>
    private const long MostCells = 1L << 22, MostCellsOfByte = 1L << 12;

    private const int MostName = 40;

    private readonly CellColumn?[] _columns = new CellColumn?[columns.Count];

    public override bool TryNumber(int column, out double number) => ColumnAt(column).TryNumber(Row - 1, out number);

    public override ReadOnlySpan<char> Text(int column) => ColumnAt(column).Text(Row - 1);

    protected override void Dispose(bool disposing) => file.Dispose();

    private CellColumn ColumnAt(int column) =>
        _columns[column] ??= LibraryFormat.Guarded(file.Path, () => open(column, $"{file.Path}#{VisibleText.Shortened(Columns[column].Name, MostName)}"));

    private static long Checked(ByteSource file, int columns, long rows) => (Int128)rows * Math.Max(1, columns) <= Int128.Max(MostCells, (Int128)file.Length * MostCellsOfByte)
        ? rows
        : throw file.Malformed($"is said to have {rows} rows of {columns} columns, in {file.Length} bytes");
}
