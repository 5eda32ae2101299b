using System.Numerics.Tensors;
using System.Text.Json;
using KLDiv.Tests.Support;

namespace KLDiv.Tests.Distilling;

public sealed class DistillationAccumulatorTests
{
    private static readonly DistillationOptions s_options = new(temperature: 2, beta: 0.25);

    private static readonly LogitsBatch s_batch = LogitsBatch.Draw([12, 9], seed: 60) with { RowWeights = [1, 2, 0, 0.5, 3, 1, 1, 0.1, 7, 1e-8, 1e8, 1] };

    [Fact]
    public void Batches_have_the_mean_and_the_sum_of_one_pass()
    {
        DistillationAccumulator accumulator = Of(0, 12);
        double sum = Distillation.Loss<double, double>(
            s_batch.Student, s_batch.Teacher, s_options with { Reduction = RowReduction.Sum }, s_batch.RowWeights, s_batch.Lengths);
        double mean = Distillation.Loss<double, double>(s_batch.Student, s_batch.Teacher, s_options, s_batch.RowWeights, s_batch.Lengths);
        Assert.Equal((sum, mean, 12), (accumulator.Sum, accumulator.Mean, accumulator.Rows));
        Assert.Equal(s_batch.RowWeights!.Sum(), accumulator.TotalWeight, 1e-7);
        DistillationAccumulator parts = Of(0, 5) + Of(5, 12);
        Close.Equal(sum, parts.Sum, 1e-15 * sum, "in two batches");
        Assert.Equal((double.NaN, 0), (new DistillationAccumulator().Mean, new DistillationAccumulator().Rows));
    }

    [Fact]
    public void Accumulators_merge_in_any_order_to_the_same_bytes()
    {
        DistillationAccumulator[] rows = [.. Enumerable.Range(0, 12).Select(row => Of(row, row + 1))];
        byte[] forwards = rows.Aggregate((left, right) => left + right).ToBytes();
        byte[] backwards = rows.Reverse().Aggregate((left, right) => left + right).ToBytes();
        byte[] nested = (rows[3] + (rows[0] + rows[7]) + (rows[1] + (rows[2] + rows[11]) + rows[4]) + (rows[5] + rows[6]) + (rows[10] + (rows[9] + rows[8]))).ToBytes();
        Assert.Equal(forwards, backwards);
        Assert.Equal(forwards, nested);
    }

    [Fact]
    public void An_accumulator_survives_bytes_and_json_and_goes_on()
    {
        DistillationAccumulator half = Of(0, 7), whole = Of(0, 7) + Of(7, 12);
        DistillationAccumulator ofBytes = DistillationAccumulator.FromBytes(half.ToBytes());
        DistillationAccumulator ofJson = JsonSerializer.Deserialize<DistillationAccumulator>(JsonSerializer.Serialize(half))!;
        Assert.Equal(s_options, ofBytes.Options);
        foreach (DistillationAccumulator read in (DistillationAccumulator[])[ofBytes, ofJson])
        {
            read.Merge(Of(7, 12));
            Assert.Equal(whole.ToBytes(), read.ToBytes());
        }

        byte[] bytes = half.ToBytes();
        Assert.Throws<FormatException>(() => DistillationAccumulator.FromBytes(bytes.AsSpan(1)));
        bytes.AsSpan(8, 8).Fill(0xFF);
        Assert.Throws<FormatException>(() => DistillationAccumulator.FromBytes(bytes));
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<DistillationAccumulator>("{}"));
    }

    [Fact]
    public void Spans_tensor_spans_and_tensors_along_any_axis_add_the_same()
    {
        double[] turnedStudent = Turned(s_batch.Student), turnedTeacher = Turned(s_batch.Teacher);
        DistillationAccumulator spans = new(), tensorSpans = new(), tensors = new();
        spans.Add<double, double>(s_batch.Student, s_batch.Teacher, s_batch.RowWeights, s_batch.Lengths);
        tensorSpans.Add(new ReadOnlyTensorSpan<double>(turnedStudent, [9, 12]), new ReadOnlyTensorSpan<double>(turnedTeacher, [9, 12]), s_batch.RowWeights, axis: 0);
        tensors.Add(Tensor.Create(turnedStudent, [9, 12]), Tensor.Create(turnedTeacher, [9, 12]), s_batch.RowWeights, axis: 0);
        Assert.Equal(spans.ToBytes(), tensorSpans.ToBytes());
        Assert.Equal(spans.ToBytes(), tensors.ToBytes());

        static double[] Turned(double[] rows) => [.. Enumerable.Range(0, rows.Length).Select(i => rows[(i % 12 * 9) + (i / 12)])];
    }

    [Fact]
    public void What_does_not_go_together_is_refused_and_nothing_is_added()
    {
        DistillationAccumulator accumulator = Of(0, 3);
        byte[] before = accumulator.ToBytes();
        Assert.Throws<ArgumentException>(() => accumulator.Merge(new DistillationAccumulator()));
        Assert.Throws<ArgumentException>(() => accumulator.Add<double, double>([double.NegativeInfinity], [1]));
        Assert.Throws<ArgumentException>(() => accumulator.Add<double, double>([1, 2], [1]));
        Assert.Throws<ArgumentNullException>(() => accumulator.Merge(null!));
        Assert.Throws<ArgumentOutOfRangeException>(() => new DistillationAccumulator(new(temperature: 0)));
        Assert.Equal(before, accumulator.ToBytes());
    }

    private static DistillationAccumulator Of(int from, int to)
    {
        DistillationAccumulator accumulator = new(s_options);
        accumulator.Add<double, double>(
            s_batch.Student.AsSpan(from * 9, (to - from) * 9), s_batch.Teacher.AsSpan(from * 9, (to - from) * 9), s_batch.RowWeights.AsSpan(from, to - from), [to - from, 9]);
        return accumulator;
    }
}
