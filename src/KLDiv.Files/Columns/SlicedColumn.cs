namespace KLDiv.Files.Columns;

/// <summary>The numbers of a run of the rows that another column has numbers for.</summary>
internal sealed class SlicedColumn(RowColumn column, long all, RowRange range) : RowColumn(column.Name)
{
    public override string? FilePath => column.FilePath;

    private protected override void Walk(long rows, Action<double, long> visit)
    {
        MustBeOneARow(range.Count, rows);
        column.WalkAll(all, (number, row) =>
        {
            if (row >= range.First && row < range.End)
            {
                visit(number, row - range.First);
            }
        });
    }
}
