namespace KLDiv.Files.Columns;

/// <summary>The numbers in a file.</summary>
internal sealed class FileColumn(string path) : RowColumn(path)
{
    public override string FilePath => RowSource.FileOf(Name);

    private protected override void Walk(long rows, Action<double, long> visit)
    {
        using RowSource source = RowSource.Open(Name);
        MustBeOneARow(source.Count, rows);
        SourceColumn.Walk(source, visit);
    }
}
