using System.Numerics;
using System.Numerics.Tensors;

namespace KLDiv.Regression.Fitting;

/// <summary>The rows of a matrix as doubles, whatever its element type and strides.</summary>
/// <remarks>
/// The optimiser keeps its objective on the heap, where no tensor span may live. So the memory is pinned for the time of a fit and named by its
/// address; who makes a <see cref="MatrixView{T}"/> must hold the pin for as long as it is used.
/// </remarks>
internal interface IMatrixView
{
    nint Rows { get; }

    int Columns { get; }

    void CopyRow(nint row, Span<double> destination);

    /// <summary>Copies rows that follow each other to places <paramref name="stride"/> apart; what is between them stays as it is.</summary>
    void CopyRows(nint start, int count, Span<double> destination, int stride)
    {
        for (int i = 0; i < count; i++)
        {
            CopyRow(start + i, destination.Slice(i * stride, Columns));
        }
    }
}

/// <inheritdoc />
internal sealed unsafe class MatrixView<T> : IMatrixView
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly T* _values;
    private readonly nint _rowStride;
    private readonly nint _columnStride;

    /// <param name="tensor">Of two dimensions.</param>
    /// <param name="pinned">The address of its first element.</param>
    public MatrixView(in ReadOnlyTensorSpan<T> tensor, T* pinned)
    {
        _values = pinned;
        Rows = tensor.Lengths[0];
        Columns = checked((int)tensor.Lengths[1]);
        _rowStride = tensor.Strides[0];
        _columnStride = tensor.Strides[1];
    }

    public nint Rows { get; }

    public int Columns { get; }

    public void CopyRow(nint row, Span<double> destination)
    {
        T* source = _values + (row * _rowStride);
        if (_columnStride == 1)
        {
            TensorPrimitives.ConvertTruncating(new ReadOnlySpan<T>(source, Columns), destination);
            return;
        }

        for (int column = 0; column < Columns; column++)
        {
            destination[column] = double.CreateTruncating(source[column * _columnStride]);
        }
    }

    public void CopyRows(nint start, int count, Span<double> destination, int stride)
    {
        if (_columnStride == 1 || typeof(T) != typeof(double))
        {
            for (int i = 0; i < count; i++)
            {
                Span<double> row = destination.Slice(i * stride, Columns);
                if (typeof(T) == typeof(double))
                {
                    new ReadOnlySpan<double>(_values + ((start + i) * _rowStride), Columns).CopyTo(row);
                }
                else
                {
                    CopyRow(start + i, row);
                }
            }

            return;
        }

        // Column by column, as a matrix in Fortran's order lies.
        for (int column = 0; column < Columns; column++)
        {
            double* source = (double*)_values + (start * _rowStride) + (column * _columnStride);
            for (int i = 0; i < count; i++)
            {
                destination[(i * stride) + column] = source[i * _rowStride];
            }
        }
    }
}
