namespace KLDiv.Files.Columns;

/// <summary>The elements of a source as the numbers of rows.</summary>
internal sealed class SourceColumn(RowSource source) : RowColumn(source.Name)
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

    private protected override void Walk(long rows, Action<double, long> visit)
    {
        MustBeOneARow(source.Count, rows);
        Walk(source, visit);
    }
}
