namespace KLDiv.Regression.Fitting;

/// <summary>A matrix of its own, which outlives the memory that it was copied from.</summary>
internal sealed class CopiedMatrix(double[] values, int columns) : IMatrixView
{
    public nint Rows => values.Length / columns;

    public int Columns => columns;

    public static CopiedMatrix Of(RowSet rows)
    {
        double[] values = new double[checked(rows.Count * rows.Columns)];
        rows.CopyRows(0, checked((int)rows.Count), values);
        return new CopiedMatrix(values, rows.Columns);
    }

    public void CopyRow(nint row, Span<double> destination) => values.AsSpan(checked((int)(row * columns)), columns).CopyTo(destination);
}
