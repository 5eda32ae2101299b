using KLDiv.Regression.Fitting.Dense;
using KLDiv.Simd;

namespace KLDiv.Regression.Tests.Fitting;

/// <summary>The kernels at every vector width, beside plain loops and beside each other.</summary>
public unsafe class DenseKernelsTests
{
    private static readonly DenseKernels[] s_all =
    [
        new DenseKernels<Vector1Of<double>>(), new DenseKernels<Vector128Of<double>>(), new DenseKernels<Vector256Of<double>>(), new DenseKernels<Vector512Of<double>>(),
    ];

    /// <summary>Whole numbers, so that the expected sums are exact in any order.</summary>
    [Fact]
    public void Every_small_shape_adds_the_product_of_a_matrix_or_its_transpose()
    {
        var random = new Random(7);
        for (int rows = 0; rows < 10; rows++)
        {
            for (int inner = 0; inner < 6; inner++)
            {
                for (int width = 8; width <= 64; width += 8)
                {
                    Check(random, rows, inner, width, transposed: false);
                    Check(random, rows, inner, width, transposed: true);
                }
            }
        }
    }

    [Fact]
    public void Results_are_the_same_bits_at_every_width_of_vectors()
    {
        const int Rows = 19;
        foreach (int width in new[] { 8, 24, 40, 56 })
        {
            double[][] results = [.. s_all.Select(kernels => All(kernels, Rows, width))];
            Assert.All(results[2..], result => Assert.Equal(results[1], result));

            // One element at a time rounds each product by itself.
            Assert.All(results[0].Zip(results[1]), pair => Assert.Equal(pair.First, pair.Second, 1e-10 * Math.Max(1, Math.Abs(pair.First))));
        }
    }

    [Fact]
    public void A_softmax_sums_to_the_mass_and_padding_gets_nothing()
    {
        foreach (DenseKernels kernels in s_all)
        {
            AlignedBuffer logits = Normal(1, 16 * 16), masses = new(16), logSums = new(16);
            double[] before = logits.Span.ToArray();
            for (int row = 0; row < 16; row++)
            {
                masses.Span[row] = row;
                logits.Span.Slice((row * 16) + 11, 5).Fill(double.NegativeInfinity);
            }

            kernels.Softmax(logits.Pointer, masses.Pointer, logSums.Pointer, 15, 16);
            for (int row = 0; row < 15; row++)
            {
                double sum = before.AsSpan(row * 16, 11).ToArray().Sum(Math.Exp);
                Assert.Equal(Math.Log(sum), logSums.Span[row], 1e-14);
                for (int column = 0; column < 16; column++)
                {
                    Assert.Equal(column < 11 ? row * Math.Exp(before[(row * 16) + column]) / sum : 0, logits.Span[(row * 16) + column], 1e-14);
                }
            }
        }
    }

    [Fact]
    public void The_hyperbolic_tangent_is_right_to_the_last_digits_of_1_anywhere()
    {
        double[] values = [0, -0.0, 1e-300, 1e-9, -1e-3, 0.5, -1, 3, -9, 18, -21, 300, -400, 1e300, -1e300, double.PositiveInfinity];
        foreach (DenseKernels kernels in s_all)
        {
            AlignedBuffer buffer = new(16);
            values.CopyTo(buffer.Span);
            kernels.Tanh(buffer.Pointer, 16);
            Assert.All(values.Zip(buffer.Span.ToArray()), pair => Assert.Equal(Math.Tanh(pair.First), pair.Second, 4e-16));
        }
    }

    private static void Check(Random random, int rows, int inner, int width, bool transposed)
    {
        (int rowStride, int innerStride) = transposed ? (1, rows) : (inner, 1);
        AlignedBuffer a = Whole(random, rows * inner), b = Whole(random, inner * width), start = Whole(random, width);
        foreach (DenseKernels kernels in s_all)
        {
            AlignedBuffer c = Whole(random, rows * width);
            double[] added = c.Span.ToArray(), begun = [.. Enumerable.Range(0, rows * width).Select(i => start.Span[i % width])];
            for (int i = 0; i < rows * width; i++)
            {
                for (int k = 0; k < inner; k++)
                {
                    double product = a.Span[(i / width * rowStride) + (k * innerStride)] * b.Span[(k * width) + (i % width)];
                    added[i] += product;
                    begun[i] += product;
                }
            }

            kernels.Multiply(a.Pointer, rowStride, innerStride, b.Pointer, c.Pointer, null, rows, inner, width);
            Assert.Equal(added, c.Span.ToArray());
            kernels.Multiply(a.Pointer, rowStride, innerStride, b.Pointer, c.Pointer, start.Pointer, rows, inner, width);
            Assert.Equal(begun, c.Span.ToArray());
        }
    }

    /// <summary>What each kernel makes of the same numbers, one behind the other.</summary>
    private static double[] All(DenseKernels kernels, int rows, int width)
    {
        AlignedBuffer a = Normal(2, rows * 8), b = Normal(3, 8 * width), c = Normal(4, rows * width), sums = Normal(5, 24), masses = Normal(6, 24);
        AlignedBuffer low = Normal(7, width), high = Normal(8, width), more = Normal(9, 2 * width);
        kernels.Multiply(a.Pointer, 8, 1, b.Pointer, c.Pointer, null, rows, 8, width);
        bool finite = kernels.Extremes(c.Pointer, low.Pointer, high.Pointer, rows, width);
        kernels.AddMoments(c.Pointer, low.Pointer, high.Pointer, masses.Pointer, more.Pointer, more.Pointer + width, rows, width);
        kernels.Standardise(c.Pointer, low.Pointer, high.Pointer, more.Pointer, more.Pointer + width, rows, width);
        kernels.ScaleRows(c.Pointer, masses.Pointer, rows, width);
        kernels.Tanh(c.Pointer, rows * width);
        kernels.AddRows(c.Pointer, low.Pointer, rows, width);
        AlignedBuffer rowSums = Normal(10, 24);
        kernels.RowSums(c.Pointer, rowSums.Pointer, rows, width);
        kernels.Softmax(c.Pointer, masses.Pointer, sums.Pointer, rows, width);
        kernels.TanhSlope(c.Pointer, b.Pointer, 8);
        return [finite ? 1 : 0, .. b.Span, .. c.Span, .. sums.Span[..rows], .. low.Span, .. high.Span, .. more.Span, .. rowSums.Span];
    }

    private static AlignedBuffer Whole(Random random, int length)
    {
        AlignedBuffer buffer = new(length);
        foreach (ref double value in buffer.Span)
        {
            value = random.Next(-9, 10);
        }

        return buffer;
    }

    private static AlignedBuffer Normal(int seed, int length)
    {
        AlignedBuffer buffer = new(length);
        Data.Values(Data.Normal(new Random(seed), 1, length)).CopyTo(buffer.Span);
        return buffer;
    }
}
