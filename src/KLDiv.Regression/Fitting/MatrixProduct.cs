using System.Diagnostics;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace KLDiv.Regression.Fitting;

/// <summary>The one matrix product that the regression needs, small enough to stay in cache: C += A B.</summary>
/// <remarks>
/// A is named by its strides, so that the same loops serve x W (rows by features) and xᵀ G (features by rows). Four rows of C are built at once,
/// so that every vector of B is loaded once for four; each element of C sums in the order of the inner index, whatever the vector width.
/// </remarks>
internal static class MatrixProduct
{
    private const int StripRows = 4;

    /// <param name="a">A, of rows x inner elements at the strides given.</param>
    /// <param name="rowStride">From one row of A to the next.</param>
    /// <param name="innerStride">From one column of A to the next.</param>
    /// <param name="b">B, inner x columns, dense.</param>
    /// <param name="c">C, rows x columns, dense.</param>
    /// <param name="rows">The rows of A and C.</param>
    /// <param name="inner">The columns of A, the rows of B.</param>
    /// <param name="columns">The columns of B and C.</param>
    public static void Accumulate(
        ReadOnlySpan<double> a, int rowStride, int innerStride, ReadOnlySpan<double> b, Span<double> c, int rows, int inner, int columns)
    {
        if (rows == 0 || inner == 0 || columns == 0)
        {
            return;
        }

        Debug.Assert(a.Length > ((rows - 1) * rowStride) + ((inner - 1) * innerStride), "A is shorter than its shape.");
        Debug.Assert(b.Length >= inner * columns && c.Length >= rows * columns, "B or C is shorter than its shape.");
        ref double left = ref MemoryMarshal.GetReference(a);
        ref double right = ref MemoryMarshal.GetReference(b);
        ref double sums = ref MemoryMarshal.GetReference(c);
        int row = 0;
        for (; row <= rows - StripRows; row += StripRows)
        {
            FourRows(ref Unsafe.Add(ref left, row * rowStride), rowStride, innerStride, ref right, ref Unsafe.Add(ref sums, row * columns), inner, columns);
        }

        for (; row < rows; row++)
        {
            OneRow(ref Unsafe.Add(ref left, row * rowStride), innerStride, ref right, ref Unsafe.Add(ref sums, row * columns), inner, columns);
        }
    }

    private static void FourRows(ref double a, int rowStride, int innerStride, ref double b, ref double c, int inner, int columns)
    {
        int column = 0;
        for (; column <= columns - Vector<double>.Count; column += Vector<double>.Count)
        {
            ref double target = ref Unsafe.Add(ref c, column);
            Vector<double> sum0 = Vector.LoadUnsafe(ref target);
            Vector<double> sum1 = Vector.LoadUnsafe(ref target, (nuint)columns);
            Vector<double> sum2 = Vector.LoadUnsafe(ref target, 2 * (nuint)columns);
            Vector<double> sum3 = Vector.LoadUnsafe(ref target, 3 * (nuint)columns);
            for (int k = 0; k < inner; k++)
            {
                Vector<double> right = Vector.LoadUnsafe(ref b, (nuint)((k * columns) + column));
                ref double left = ref Unsafe.Add(ref a, k * innerStride);
                sum0 = Vector.MultiplyAddEstimate(new Vector<double>(left), right, sum0);
                sum1 = Vector.MultiplyAddEstimate(new Vector<double>(Unsafe.Add(ref left, rowStride)), right, sum1);
                sum2 = Vector.MultiplyAddEstimate(new Vector<double>(Unsafe.Add(ref left, 2 * rowStride)), right, sum2);
                sum3 = Vector.MultiplyAddEstimate(new Vector<double>(Unsafe.Add(ref left, 3 * rowStride)), right, sum3);
            }

            sum0.StoreUnsafe(ref target);
            sum1.StoreUnsafe(ref target, (nuint)columns);
            sum2.StoreUnsafe(ref target, 2 * (nuint)columns);
            sum3.StoreUnsafe(ref target, 3 * (nuint)columns);
        }

        for (; column < columns; column++)
        {
            for (int row = 0; row < StripRows; row++)
            {
                OneElement(ref Unsafe.Add(ref a, row * rowStride), innerStride, ref b, ref Unsafe.Add(ref c, row * columns), column, inner, columns);
            }
        }
    }

    private static void OneRow(ref double a, int innerStride, ref double b, ref double c, int inner, int columns)
    {
        int column = 0;
        for (; column <= columns - Vector<double>.Count; column += Vector<double>.Count)
        {
            Vector<double> sum = Vector.LoadUnsafe(ref c, (nuint)column);
            for (int k = 0; k < inner; k++)
            {
                Vector<double> right = Vector.LoadUnsafe(ref b, (nuint)((k * columns) + column));
                sum = Vector.MultiplyAddEstimate(new Vector<double>(Unsafe.Add(ref a, k * innerStride)), right, sum);
            }

            sum.StoreUnsafe(ref c, (nuint)column);
        }

        for (; column < columns; column++)
        {
            OneElement(ref a, innerStride, ref b, ref c, column, inner, columns);
        }
    }

    private static void OneElement(ref double a, int innerStride, ref double b, ref double c, int column, int inner, int columns)
    {
        double sum = Unsafe.Add(ref c, column);
        for (int k = 0; k < inner; k++)
        {
            sum = double.MultiplyAddEstimate(Unsafe.Add(ref a, k * innerStride), Unsafe.Add(ref b, (k * columns) + column), sum);
        }

        Unsafe.Add(ref c, column) = sum;
    }
}
