using System.Numerics.Tensors;
using KLDiv.Regression.Fitting;
using KLDiv.Regression.Fitting.Dense;

namespace KLDiv.Regression.Tests.Fitting;

public class StandardFeaturesTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public unsafe void Columns_have_a_mean_square_of_1_and_with_a_bias_a_mean_of_0(bool centred)
    {
        double[] values = Data.Values(Data.Normal(new Random(8), 500, 4));
        double[] scales = [1e-200, 1, 1e200, 3];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = (values[i] + (i % 4 == 3 ? 1e9 : 1)) * scales[i % 4];
        }

        fixed (double* x = values)
        {
            var matrix = new MatrixView<double>(new ReadOnlyTensorSpan<double>(values, [500, 4], []), x);
            var rowSet = new RowSet(matrix);
            var standard = new StandardFeatures(new FitRows(rowSet, rowSet, rowWeights: null), centred, threads: 0, CancellationToken.None);
            AlignedBuffer buffer = new(500 * standard.Stride);
            var block = new ReadOnlySpan<double>(standard.Block(0, 500, buffer.Pointer), buffer.Length);
            double[][] rows = [.. block.ToArray().Chunk(standard.Stride)];
            for (int column = 0; column < 4; column++)
            {
                Assert.Equal(1, rows.Average(row => row[column] * row[column]), 1e-12);
                if (centred)
                {
                    Assert.Equal(0, rows.Average(row => row[column]), 1e-12);
                }
            }
        }
    }
}
