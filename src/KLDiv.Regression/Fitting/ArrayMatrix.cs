using System.Numerics;
using System.Numerics.Tensors;

namespace KLDiv.Regression.Fitting;

/// <summary>A matrix of its own, which outlives the memory that it was copied from.</summary>
/// <param name="values">[rows, columns].</param>
/// <param name="columns">The number of columns.</param>
internal sealed class ArrayMatrix<T>(T[] values, int columns) : IMatrixView
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public nint Rows => values.Length / columns;

    public int Columns => columns;

    public void CopyRow(nint row, Span<double> destination) =>
        TensorPrimitives.ConvertTruncating<T, double>(values.AsSpan(checked((int)(row * columns)), columns), destination);
}

/// <summary>Copies of rows.</summary>
internal static class ArrayMatrix
{
    public static ArrayMatrix<double> Of(RowSet rows)
    {
        double[] values = new double[checked(rows.Count * rows.Columns)];
        rows.CopyRows(0, checked((int)rows.Count), values);
        return new ArrayMatrix<double>(values, rows.Columns);
    }
}
