using KLDiv.Regression.Fitting;

namespace KLDiv.Regression.Tests.Fitting;

public class MatrixProductTests
{
    /// <summary>Whole numbers, so that the expected sums are exact in any order.</summary>
    [Fact]
    public void Every_small_shape_adds_the_product_of_a_matrix_or_its_transpose()
    {
        var random = new Random(7);
        for (int rows = 0; rows < 10; rows++)
        {
            for (int inner = 0; inner < 6; inner++)
            {
                for (int columns = 0; columns < 20; columns++)
                {
                    Check(random, rows, inner, columns, transposed: false);
                    Check(random, rows, inner, columns, transposed: true);
                }
            }
        }
    }

    private static void Check(Random random, int rows, int inner, int columns, bool transposed)
    {
        (int rowStride, int innerStride) = transposed ? (1, rows) : (inner, 1);
        double[] a = Whole(random, rows * inner);
        double[] b = Whole(random, inner * columns);
        double[] c = Whole(random, rows * columns);
        double[] expected = [.. c];
        for (int i = 0; i < rows * columns; i++)
        {
            for (int k = 0; k < inner; k++)
            {
                expected[i] += a[(i / columns * rowStride) + (k * innerStride)] * b[(k * columns) + (i % columns)];
            }
        }

        MatrixProduct.Accumulate(a, rowStride, innerStride, b, c, rows, inner, columns);
        Assert.Equal(expected, c);
    }

    private static double[] Whole(Random random, int length) => [.. Enumerable.Range(0, length).Select(_ => (double)random.Next(-9, 10))];
}
