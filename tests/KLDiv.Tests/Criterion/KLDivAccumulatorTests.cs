using System.Numerics.Tensors;
using System.Text.Json;

namespace KLDiv.Tests.Criterion;

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

    [Fact]
    public void The_weighted_mean_divides_by_the_sum_of_the_weights()
    {
        KLDivAccumulator accumulator = new();
        accumulator.Add<double, double>(s_x, s_t, rowWeights: [0.5, 0, 2], lengths: [3, 2]);
        double sum = accumulator.Loss(Reduction.Sum);
        Assert.Equal(sum / 2.5, accumulator.Loss(Reduction.WeightedMean));
        Assert.Equal(sum / 2.5, KLDivergence.Loss<double, double>(s_x, s_t, Reduction.WeightedMean, rowWeights: [0.5, 0, 2], lengths: [3, 2]));
        Assert.Equal(
            KLDivergence.Loss<double, double>(s_x, s_t, Reduction.Sum, lengths: [1, 3, 2]) / 3,
            KLDivergence.Loss<double, double>(s_x, s_t, Reduction.WeightedMean, lengths: [1, 3, 2]));
        Assert.Equal(double.NaN, KLDivergence.Loss<double, double>(s_x, s_t, Reduction.WeightedMean, rowWeights: [0, 0, 0], lengths: [3, 2]));
    }

    [Fact]
    public void Batches_in_any_order_merged_in_any_order_leave_the_same_bytes()
    {
        Random random = new(11);
        KLDivAccumulator[] parts = [.. Enumerable.Range(0, 40).Select(_ => Part(random))];
        KLDivAccumulator expected = parts.Aggregate(KLDivAccumulator.Combine);
        for (int round = 0; round < 20; round++)
        {
            random.Shuffle(parts);
            KLDivAccumulator left = parts[..15].Aggregate(KLDivAccumulator.Combine), right = parts[15..].Aggregate(KLDivAccumulator.Combine);
            Assert.Equal(expected.ToBytes(), (right + left).ToBytes());
            Assert.Equal(expected.Loss(Reduction.Mean), (right + left).Loss(Reduction.Mean));
        }
    }

    [Fact]
    public void It_is_read_back_exactly_from_bytes_and_from_JSON_and_goes_on_from_there()
    {
        Random random = new(12);
        KLDivAccumulator accumulator = Part(random), next = Part(random);
        KLDivAccumulator fromBytes = KLDivAccumulator.FromBytes(accumulator.ToBytes());
        KLDivAccumulator fromJson = JsonSerializer.Deserialize<Checkpoint>(JsonSerializer.Serialize(new Checkpoint(7, accumulator)))!.Losses;
        accumulator.Merge(next);
        foreach (KLDivAccumulator read in (KLDivAccumulator[])[fromBytes, fromJson])
        {
            read.Merge(next);
            Assert.Equal(Counts(accumulator), Counts(read));
            Assert.Equal(accumulator.Loss(Reduction.WeightedMean), read.Loss(Reduction.WeightedMean));
            Assert.Equal(accumulator.ToBytes(), read.ToBytes());
        }
    }

    [Fact]
    public void What_no_accumulator_wrote_is_refused()
    {
        byte[] bytes = new KLDivAccumulator().ToBytes();
        Assert.Equal(
            $"There are 3 bytes, which are no accumulator's: it writes {bytes.Length}, the first of them KLDivA1.",
            Assert.Throws<FormatException>(() => KLDivAccumulator.FromBytes([1, 2, 3])).Message);
        for (int i = 0; i < 40; i++)
        {
            byte[] wrong = (byte[])bytes.Clone();
            wrong[i] = 0xFF;
            bool isRefused = Record.Exception(() => KLDivAccumulator.FromBytes(wrong)) is FormatException;
            Assert.Equal(i < 8 || i is 15 or 23 or 31 or 32, isRefused);
        }

        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<KLDivAccumulator>("\"AAAA\""));
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<KLDivAccumulator>("{}"));
    }

    private static KLDivAccumulator Part(Random random)
    {
        double Value() => Math.ScaleB(random.NextDouble(), random.Next(-30, 10));
        KLDivAccumulator part = new();
        part.Add<double, double>([-Value(), -Value()], [Value(), Value()], rowWeights: [Value(), Value()], lengths: [2, 1]);
        return part;
    }

    private sealed record Checkpoint(int Step, KLDivAccumulator Losses);

    private static (long BatchSize, long Numel, long Rows, double TotalWeight) Counts(KLDivAccumulator accumulator) =>
        (accumulator.BatchSize, accumulator.Numel, accumulator.Rows, accumulator.TotalWeight);
}
