namespace KLDiv.Files.Columns;

/// <summary>Whole numbers in memory, one for each row.</summary>
internal sealed class IntegersColumn(ReadOnlyMemory<long> numbers, string name) : RowColumn(name)
{
    private protected override long[] LabelsOf(long rows, RowRange range)
    {
        MustBeOneARow(numbers.Length, rows);
        return numbers.Slice((int)range.First, (int)range.Count).ToArray();
    }

    private protected override void Walk(long rows, Action<double, long> visit)
    {
        MustBeOneARow(numbers.Length, rows);
        for (int i = 0; i < numbers.Length; i++)
        {
            visit(numbers.Span[i], i);
        }
    }
}
