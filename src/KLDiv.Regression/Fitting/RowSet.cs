namespace KLDiv.Regression.Fitting;

/// <summary>Rows of a matrix, all of them or a choice: those that a fold leaves for training, say.</summary>
/// <param name="matrix">The matrix.</param>
/// <param name="choice">The rows in the order in which they come; null: all.</param>
internal sealed class RowSet(IMatrixView matrix, int[]? choice = null)
{
    /// <summary>About as many elements as three buffers of doubles may have and stay in a processor's second cache.</summary>
    private const int BlockElements = 8192;

    public nint Count => choice?.Length ?? matrix.Rows;

    public int Columns => matrix.Columns;

    /// <summary>The rows of a block whose buffers are this wide. A function of the width alone, so that sums are the same on every machine.</summary>
    public static int BlockRows(int width) => Math.Max(1, BlockElements / width);

    /// <summary>The number that the row has in the matrix.</summary>
    public nint RowOf(nint index) => choice is null ? index : choice[index];

    public void CopyRow(nint index, Span<double> destination) => matrix.CopyRow(RowOf(index), destination);

    /// <summary>Copies rows, one behind the other.</summary>
    public void CopyRows(nint start, int count, Span<double> destination) => CopyRows(start, count, destination, Columns);

    /// <summary>Copies rows to places <paramref name="stride"/> apart.</summary>
    public void CopyRows(nint start, int count, Span<double> destination, int stride)
    {
        if (choice is null)
        {
            matrix.CopyRows(start, count, destination, stride);
            return;
        }

        for (int i = 0; i < count; i++)
        {
            CopyRow(start + i, destination.Slice(i * stride, Columns));
        }
    }

    /// <summary>Some of these rows.</summary>
    /// <param name="rows">Their numbers among these rows.</param>
    public RowSet Choose(int[] rows) => new(matrix, Array.ConvertAll(rows, row => checked((int)RowOf(row))));
}
