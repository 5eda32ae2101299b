namespace KLDiv.Files.Columns;

/// <summary>The numbers in a file.</summary>
/// <param name="path">The file.</param>
/// <param name="dialect">How it is written if it is text; null: as is found.</param>
/// <param name="rowAxes">The axes of the rows that it has numbers for; none where they are not known.</param>
internal sealed class FileColumn(string path, TextDialect? dialect, nint[] rowAxes) : RowColumn(path)
{
    public override string FilePath => RowSource.FileOf(Name);

    public override RowColumn Beside(RowSource rows) => new FileColumn(Name, dialect, AxesOf(rows));

    private protected override void Walk(long rows, Action<double, long> visit)
    {
        using RowSource source = RowSource.Open(Name, dialect);
        MustBeOneARow(source, rowAxes, rows);
        SourceColumn.Walk(source, visit);
    }
}
