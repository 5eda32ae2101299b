namespace KLDiv.Files.Columns;

/// <summary>Numbers in memory, one for each row.</summary>
internal sealed class NumbersColumn(ReadOnlyMemory<double> numbers, string name) : RowColumn(name)
{
    private protected override void Walk(long rows, Action<double, long> visit)
    {
        MustBeOneARow(numbers.Length, rows);
        for (int i = 0; i < numbers.Length; i++)
        {
            visit(numbers.Span[i], i);
        }
    }
}
