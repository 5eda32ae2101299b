using System.Numerics.Tensors;

namespace KLDiv.Tests;

public sealed class KLDivAccumulatorTests
{
    private static readonly double[] s_x = [-1, -0.5, -2, -0.2, -3, -0.75];
    private static readonly double[] s_t = [0.4, 0.6, 0.1, 0.9, 0.5, 0.5];

    [Fact]
    public void It_counts_batches_elements_rows_and_weights()
    {
        KLDivAccumulator accumulator = new();
        accumulator.Add<double, double>(s_x, s_t, lengths: [3, 2]);
        Assert.Equal((3, 6, 3, 3), Counts(accumulator));

        accumulator.Add<double, double>(s_x, s_t, rowWeights: [0.5, 0, 2.25, 0, 1, 1], lengths: [1, 6, 1]);
        Assert.Equal((4, 12, 9, 7.75), Counts(accumulator));

        accumulator.Add<double, double>(s_x, s_t);
        Assert.Equal((10, 18, 10, 8.75), Counts(accumulator));
    }

    [Fact]
    public void Its_reductions_are_those_of_all_batches_together()
    {
        KLDivAccumulator accumulator = new();
        accumulator.Add<double, double>(s_x.AsSpan(0, 2), s_t.AsSpan(0, 2), lengths: [1, 2]);
        accumulator.Add<double, double>(s_x.AsSpan(2), s_t.AsSpan(2), lengths: [2, 2]);
        foreach (Reduction reduction in (Reduction[])[Reduction.Sum, Reduction.Mean, Reduction.BatchMean])
        {
            double expected = KLDivergence.Loss<double, double>(s_x, s_t, reduction, lengths: [3, 2]);
            Close.Equal(expected, accumulator.Loss(reduction), 1e-15 * Math.Abs(expected), $"{reduction}");
        }
    }

    [Fact]
    public void Spans_tensors_and_tensor_spans_add_the_same()
    {
        KLDivAccumulator spans = new(), tensors = new(), tensorSpans = new();
        double[] weights = [1, 0, 0.5];
        Tensor<float> x = s_x.To<float>([3, 2]);
        Tensor<Half> t = s_t.To<Half>([3, 2]);
        spans.Add<float, Half>(s_x.To<float>(), s_t.To<Half>(), logTarget: true, weights, [3, 2]);
        tensors.Add(x, t, logTarget: true, weights);
        tensorSpans.Add<float, Half>(x.AsReadOnlyTensorSpan(), t.AsReadOnlyTensorSpan(), logTarget: true, weights);
        Assert.Equal(spans.Loss(Reduction.Sum), tensors.Loss(Reduction.Sum));
        Assert.Equal(spans.Loss(Reduction.Sum), tensorSpans.Loss(Reduction.Sum));
        Assert.Equal(Counts(spans), Counts(tensors));
        Assert.Equal(Counts(spans), Counts(tensorSpans));
    }

    [Fact]
    public void Combining_leaves_both_as_they_are_and_merging_leaves_the_other()
    {
        KLDivAccumulator left = new(), right = new();
        left.Add<double, double>(s_x, s_t, lengths: [3, 2]);
        right.Add<double, double>(s_t, s_x, logTarget: true, [0.25], [1, 6]);
        double sum = left.Loss(Reduction.Sum) + right.Loss(Reduction.Sum);

        Assert.Equal((4, 12, 4, 3.25), Counts(left + right));
        Close.Equal(sum, (left + right).Loss(Reduction.Sum), 1e-15 * sum, "the sum of both");
        Assert.Equal((left + right).Loss(Reduction.Sum), KLDivAccumulator.Combine(left, right).Loss(Reduction.Sum));
        Assert.Equal((3, 6, 3, 3), Counts(left));
        Assert.Equal((1, 6, 1, 0.25), Counts(right));

        left.Merge(right);
        Assert.Equal((4, 12, 4, 3.25), Counts(left));
        Assert.Equal((1, 6, 1, 0.25), Counts(right));

        right.Merge(right);
        Assert.Equal((2, 12, 2, 0.5), Counts(right));
    }

    [Fact]
    public void An_infinite_row_makes_it_infinite_and_a_missing_number_NaN()
    {
        KLDivAccumulator accumulator = new();
        accumulator.Add<double, double>([double.NegativeInfinity, -1], [0.5, 0.5]);
        accumulator.Add<double, double>(s_x, s_t);
        Assert.Equal(double.PositiveInfinity, accumulator.Loss(Reduction.Sum));
        Assert.Equal(double.PositiveInfinity, (new KLDivAccumulator() + accumulator).Loss(Reduction.BatchMean));
        accumulator.Add<double, double>([double.NaN], [0.5]);
        Assert.Equal(double.NaN, accumulator.Loss(Reduction.Sum));
    }

    private static (long BatchSize, long Numel, long Rows, double TotalWeight) Counts(KLDivAccumulator accumulator) =>
        (accumulator.BatchSize, accumulator.Numel, accumulator.Rows, accumulator.TotalWeight);
}
