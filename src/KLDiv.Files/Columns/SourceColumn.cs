namespace KLDiv.Files.Columns;

/// <summary>The elements of a source as the numbers of rows.</summary>
/// <param name="source">The source.</param>
/// <param name="rowAxes">The axes of the rows that it has numbers for; none where they are not known.</param>
internal sealed class SourceColumn(RowSource source, nint[] rowAxes) : RowColumn(source.Name)
{
    private const int MostElements = 1 << 16;

    public override string? FilePath => source.FilePath;

    /// <summary>Visits all elements in their order.</summary>
    public static void Walk(RowSource source, Action<double, long> visit)
    {
        RowBuffer buffer = new();
        double[] numbers = new double[Math.Min(MostElements, source.Count)];
        for (long start = 0; start < source.Count; start += MostElements)
        {
            Span<double> piece = numbers.AsSpan(0, (int)Math.Min(MostElements, source.Count - start));
            source.ReadDoubles(start, piece, buffer);
            for (int i = 0; i < piece.Length; i++)
            {
                visit(piece[i], start + i);
            }
        }
    }

    public override RowColumn Beside(RowSource rows) => new SourceColumn(source, AxesOf(rows));

    private protected override void Walk(long rows, Action<double, long> visit)
    {
        MustBeOneARow(source, rowAxes, rows);
        Walk(source, visit);
    }
}
