using System.Numerics.Tensors;

namespace KLDiv.Tests.Softmaxes;

/// <summary>The softmax, and what it shares with its logarithm, whose values have their own tests.</summary>
public sealed class SoftmaxTests
{
    /// <summary>Around the blocks of 1024 in which rows are worked through.</summary>
    public static TheoryData<int> Lengths => [1, 2, 7, 1023, 1024, 1025, 2500];

    [Theory]
    [MemberData(nameof(Lengths))]
    public void The_softmax_is_the_exponential_of_its_logarithm_at_any_temperature(int length)
    {
        foreach (double temperature in (double[])[0.1, 1, 30])
        {
            double[] logits = LogitsBatch.Draw([3, length], seed: length).Student, probabilities = new double[3 * length], logarithms = new double[3 * length];
            Softmax.Forward<double>(logits, probabilities, temperature, [3, length]);
            LogSoftmax.Forward<double>(logits, logarithms, temperature, [3, length]);
            Close.Equal([.. logarithms.Select(Math.Exp)], probabilities, i => 1e-13 * probabilities[i], "softmax");
            Assert.All(probabilities.Chunk(length), row => Close.Equal(1, row.Sum(), 1e-14, "sum"));
            Close.Equal((logits[^1] - logits[^length]) / temperature, logarithms[^1] - logarithms[^length], 1e-12, "difference");
        }
    }

    [Fact]
    public void Suppressed_classes_have_probability_0_and_large_logits_do_not_overflow()
    {
        float[] row = [1000, float.NegativeInfinity, 1000, -1e9f];
        Softmax.Forward<float>(row, row);
        Assert.Equal([0.5f, 0, 0.5f, 0], row);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(1100)]
    public void The_gradients_are_central_differences(int length)
    {
        const double Temperature = 1.7;
        double[] logits = LogitsBatch.Draw([1, length], seed: 2).Student, upstream = LogitsBatch.Draw([1, length], seed: 3).Student;
        double[] p = new double[length], x = new double[length], ofP = new double[length], ofX = new double[length];
        Softmax.Forward<double>(logits, p, Temperature);
        LogSoftmax.Forward<double>(logits, x, Temperature);
        Softmax.Backward<double>(p, upstream, ofP, Temperature);
        LogSoftmax.Backward<double>(x, upstream, ofX, Temperature);
        for (int i = 0; i < length; i += 1 + (length / 10))
        {
            Close.Equal(Slope(i, row => Softmax.Forward<double>(row, row, Temperature)), ofP[i], 1e-8, $"softmax, {i}");
            Close.Equal(Slope(i, row => LogSoftmax.Forward<double>(row, row, Temperature)), ofX[i], 1e-7 * length, $"log-softmax, {i}");
        }

        double Slope(int i, Action<double[]> forward)
        {
            double Moved(double step)
            {
                double[] row = [.. logits];
                row[i] += step;
                forward(row);
                return row.Zip(upstream, (value, g) => value * g).Sum();
            }

            return (Moved(1e-5) - Moved(-1e-5)) / 2e-5;
        }
    }

    [Fact]
    public void Tensors_strided_views_and_operands_as_destinations_give_the_same()
    {
        double[] logits = LogitsBatch.Draw([6, 40], seed: 4).Student, expected = new double[240];
        Softmax.Forward<double>(logits, expected, 2, [6, 40]);
        Tensor<double> tensor = Tensor.Create(logits, [6, 40]);
        Assert.Equal(expected, Softmax.Forward(tensor, 2).ToDoubles());
        double[] spread = new double[480], inPlace = [.. logits];
        Softmax.Forward(tensor.AsReadOnlyTensorSpan(), new TensorSpan<double>(spread, [6, 40], [2, 12]), 2);
        Assert.Equal(expected, Enumerable.Range(0, 240).Select(i => spread[(i / 40 * 2) + (i % 40 * 12)]));
        Softmax.Forward<double>(inPlace, inPlace, 2, [6, 40]);
        Assert.Equal(expected, inPlace);

        double[] upstream = LogitsBatch.Draw([6, 40], seed: 5).Student, gradient = new double[240];
        Softmax.Backward<double>(expected, upstream, gradient, 2, [6, 40]);
        Tensor<double> probabilities = Tensor.Create(expected, [6, 40]);
        Assert.Equal(gradient, Softmax.Backward(probabilities, Tensor.Create(upstream, [6, 40]), 2).ToDoubles());
        double[] overGradient = [.. upstream], overResult = [.. expected];
        Softmax.Backward<double>(expected, overGradient, overGradient, 2, [6, 40]);
        Softmax.Backward<double>(overResult, upstream, overResult, 2, [6, 40]);
        Assert.Equal(gradient, overGradient);
        Assert.Equal(gradient, overResult);
        Assert.Equal(LogSoftmax.Forward(tensor).ToDoubles(), LogSoftmax.Backward(LogSoftmax.Forward(tensor), Tensor.Create(new double[240], [6, 40])).ToDoubles().Zip(LogSoftmax.Forward(tensor).ToDoubles(), (zero, x) => zero + x));
    }

    [Fact]
    public void What_cannot_be_is_refused()
    {
        double[] row = [1, 2];
        Assert.Throws<ArgumentOutOfRangeException>(() => Softmax.Forward<double>(row, row, temperature: 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => LogSoftmax.Backward<double>(row, row, row, temperature: double.NaN));
        Assert.Throws<ArgumentNullException>(() => Softmax.Forward<double>(null!));
        Assert.Equal(
            "Row 1 has no finite logit. (Parameter 'logits')",
            Assert.Throws<ArgumentException>(() => Softmax.Forward(Tensor.Create([0, double.NegativeInfinity], [2, 1]))).Message);
    }
}
