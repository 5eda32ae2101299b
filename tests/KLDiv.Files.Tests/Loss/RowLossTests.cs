using System.Numerics;

namespace KLDiv.Files.Tests;

/// <summary>The criterion over two sources of rows.</summary>
public sealed class RowLossTests : IDisposable
{
    private const int Rows = 300;
    private const int Support = 5000;

    private static readonly nint[] shape = [Rows / 3, 3, Support];

    private readonly TemporaryFolder _folder = new();

    public static TheoryData<Reduction> Reductions => [Reduction.Sum, Reduction.Mean, Reduction.BatchMean, Reduction.WeightedMean];

    [Theory]
    [MemberData(nameof(Reductions))]
    public void The_loss_and_the_gradients_are_those_of_the_criterion(Reduction reduction)
    {
        (float[] x, double[] t) = Distributions();
        double[] weights = [.. Enumerable.Range(0, Rows).Select(i => i % 7 / 4.0)];
        float[] dx = new float[x.Length];
        double[] dt = new double[t.Length];
        double expected = KLDivergence.LossAndGradient<float, double>(x, t, dx, dt, reduction, weights, shape);

        RowLossResult result = RowLoss.Evaluate(
            RowSource.FromArray(x, shape),
            RowSource.FromArray(t, shape),
            new() { InputGradient = _folder.File("dx.npy"), TargetGradient = _folder.File("dt.npy") },
            new() { Reduction = reduction, Weights = RowColumn.FromMemory(weights) });

        Assert.Equal(1, result.Loss!.Value / expected, 1e-15);
        Assert.Equal(dx, Read<float>("dx.npy"));
        Assert.Equal(dt, Read<double>("dt.npy"));
        Assert.Equal((null, RowKind.LogProbs, RowKind.Probs), (result.WhyNaN, result.InputKind, result.TargetKind));
    }

    [Fact]
    public void A_loss_has_the_same_bits_with_gradients_and_without()
    {
        (float[] x, double[] t) = Distributions();
        RowLossResult alone = RowLoss.Evaluate(RowSource.FromArray(x, shape), RowSource.FromArray(t, shape));
        RowLossResult both = RowLoss.Evaluate(
            RowSource.FromArray(x, shape), RowSource.FromArray(t, shape), new() { InputGradient = _folder.File("dx.npy"), TargetGradient = _folder.File("dt.npy") });
        Assert.Equal(alone.Loss, both.Loss);
        Assert.Equal((alone.InputFinding, alone.TargetFinding), (both.InputFinding, both.TargetFinding));
    }

    [Theory]
    [InlineData(RowKind.LogProbs, RowKind.Probs)]
    [InlineData(RowKind.Probs, RowKind.LogProbs)]
    [InlineData(RowKind.Logits, RowKind.Probs)]
    [InlineData(RowKind.Logits, RowKind.Logits)]
    public void Every_element_is_read_once_in_order_whatever_is_asked_for(RowKind inputKind, RowKind targetKind)
    {
        (float[] x, double[] t) = Distributions();
        using Counted<float> input = new(x);
        using Counted<double> target = new(t);
        RowLossOptions options = new() { Reduction = Reduction.BatchMean, InputKind = inputKind, TargetKind = targetKind };
        RowLoss.Evaluate(input, target, new() { InputGradient = _folder.File("dx.npy"), TargetGradient = _folder.File("dt.npy") }, options);
        Assert.Equal((x.Length, t.Length), (input.Read, target.Read));

        RowLossOutputs all = new() { Pointwise = _folder.File("l.npy"), InputGradient = _folder.File("dx.npy"), TargetGradient = _folder.File("dt.npy") };
        RowLoss.Evaluate(input, target, all, options with { Reduction = Reduction.None });
        Assert.Equal((2L * x.Length, 2L * t.Length), (input.Read, target.Read));
    }

    [Fact]
    public void Long_rows_have_the_weight_of_their_row_in_every_block()
    {
        float[] x = [.. Enumerable.Range(0, 2 * 1_500_000).Select(i => -1 - (i % 5f))];
        double[] weights = [2, 0.5];
        nint[] lengths = [2, 1_500_000];
        float[] t = Array.ConvertAll(x, value => value + 1);
        double expected = KLDivergence.Loss<float, float>(x, t, Reduction.Sum, logTarget: true, weights, lengths);
        RowLossResult result = RowLoss.Evaluate(
            RowSource.FromArray(x, lengths),
            RowSource.FromArray(t, lengths),
            null,
            new() { Reduction = Reduction.Sum, TargetKind = RowKind.LogProbs, Weights = RowColumn.FromMemory(weights) });
        Assert.Equal(1, result.Loss!.Value / expected, 1e-6);
    }

    [Fact]
    public void Without_a_reduction_the_losses_are_written_and_gradients_are_those_of_the_sum()
    {
        (float[] x, double[] t) = Distributions();
        float[] dx = new float[x.Length];
        double[] losses = new double[x.Length];
        KLDivergence.Pointwise<float, double, double>(x, t, losses);
        KLDivergence.InputGradient<float, double>(x, t, dx, Reduction.Sum);
        RowLossResult result = RowLoss.Evaluate(
            RowSource.FromArray(x, shape),
            RowSource.FromArray(t, shape),
            new() { Pointwise = _folder.File("l.npy"), InputGradient = _folder.File("dx.npy") },
            new() { Reduction = Reduction.None });
        Assert.Null(result.Loss);
        Assert.Equal(losses, Read<double>("l.npy"));
        Assert.Equal(dx, Read<float>("dx.npy"));
    }

    [Fact]
    public void Two_sides_of_logits_give_the_distillation_loss_and_gradients_of_log_probabilities_at_every_type()
    {
        (float[] x, _) = Distributions();
        float[] y = [.. x.Select((value, i) => value + (i % 3 * 0.01f))];
        Check(x, y);
        Check<Half, Half>([.. x.Select(value => (Half)value)], [.. y.Select(value => (Half)value)]);
        Check<float, double>(x, [.. y.Select(value => (double)value)]);

        void Check<TStudent, TTeacher>(TStudent[] student, TTeacher[] teacher)
            where TStudent : unmanaged, IFloatingPointIeee754<TStudent>
            where TTeacher : unmanaged, IFloatingPointIeee754<TTeacher>
        {
            double expected = Distillation.Loss<TStudent, TTeacher>(student, teacher, lengths: [Rows, Support]);
            RowLossOptions options = new() { Reduction = Reduction.BatchMean, InputKind = RowKind.Logits, TargetKind = RowKind.Logits };
            RowLossResult result = RowLoss.Evaluate(
                RowSource.FromArray(student, [Rows, Support]), RowSource.FromArray(teacher, [Rows, Support]), new() { TargetGradient = _folder.File("dt.npy") }, options);
            Assert.Equal(1, result.Loss!.Value / expected, 1e-15);
            Assert.Equal(Rows * Support, RowSource.Open(_folder.File("dt.npy")).Count);
        }
    }

    [Fact]
    public void A_live_function_gives_the_loss_of_its_rows()
    {
        (float[] x, double[] t) = Distributions();
        double expected = RowLoss.Evaluate(RowSource.FromArray(x, shape), RowSource.FromArray(t, shape)).Loss!.Value;
        long next = 0;
        using RowSource live = RowSource.FromFunction<float>(
            (first, rows) =>
            {
                Assert.Equal(next, first);
                next += rows.Length / Support;
                x.AsSpan((int)first * Support, rows.Length).CopyTo(rows);
            },
            shape);
        Assert.Equal(expected, RowLoss.Evaluate(live, RowSource.FromBlocks(t.Chunk(12345), shape)).Loss);
        Assert.Equal(Rows, next);
    }

    [Fact]
    public void Why_a_loss_is_NaN_is_told_by_the_name_of_the_source()
    {
        RowSource x = RowSource.FromArray([0f, float.NaN], [1, 2], new() { Name = "student" });
        RowSource t = RowSource.FromArray([0.5, 0.5], [1, 2], new() { Name = "teacher" });
        Assert.Equal("student: the loss is NaN because of NaN at [0, 1]", RowLoss.Evaluate(x, t).WhyNaN);
        Assert.Equal(
            "teacher: the loss is NaN because of -1 at [0, 1]",
            RowLoss.Evaluate(t, RowSource.FromArray([1f, -1], [1, 2], new() { Name = "teacher" })).WhyNaN);
        RowSource none = RowSource.FromArray(Array.Empty<float>(), [0, 2], new() { Name = "none" });
        Assert.Equal("none: the loss is NaN because there are no elements", RowLoss.Evaluate(none, none).WhyNaN);
        Assert.Equal(0, RowLoss.Evaluate(none, none, null, new() { Reduction = Reduction.Sum }).Loss);
    }

    [Fact]
    public void What_contradicts_itself_is_refused()
    {
        RowSource x = RowSource.FromArray([0f, 0], [1, 2], new() { Name = "x" }), other = RowSource.FromArray([0f, 0], [2, 1], new() { Name = "t", Kind = RowKind.Logits });
        Assert.Throws<ArgumentException>(() => RowLoss.Evaluate(x, x, null, new() { Reduction = Reduction.None }));
        Assert.Throws<ArgumentException>(() => RowLoss.Evaluate(x, x, new() { Pointwise = "l.npy" }));
        Assert.Throws<ArgumentOutOfRangeException>(() => RowLoss.Evaluate(x, x, null, new() { Reduction = (Reduction)99 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => RowLoss.Evaluate(x, x, null, new() { InputKind = (RowKind)99 }));
        Assert.Throws<ArgumentNullException>(() => RowLoss.Evaluate(null!, x));
        Assert.Equal("t: has shape [2, 1], and x has shape [1, 2]; they must be equal", Assert.Throws<DataFileException>(() => RowLoss.Evaluate(x, other)).Message);
        Assert.Equal(
            "t: holds logits by its format, and is said to hold probs",
            Assert.Throws<DataFileException>(() => RowLoss.Evaluate(other, other, null, new() { InputKind = RowKind.Probs })).Message);
    }

    [Fact]
    public void A_cancelled_loss_leaves_no_file_behind()
    {
        (float[] x, double[] t) = Distributions();
        using CancellationTokenSource cancel = new();
        Assert.Throws<OperationCanceledException>(() => RowLoss.Evaluate(
            RowSource.FromArray(x, shape), RowSource.FromArray(t, shape), new() { InputGradient = _folder.File("dx.npy") }, null, new Cancelling(cancel), cancel.Token));
        Assert.Empty(_folder.Names);
    }

    public void Dispose() => _folder.Dispose();

    /// <summary>More than one block of them.</summary>
    private static (float[] LogQ, double[] P) Distributions()
    {
        Random random = new(3);
        float[] x = new float[Rows * Support];
        double[] t = new double[x.Length];
        for (int i = 0; i < x.Length; i++)
        {
            (x[i], t[i]) = (-8 - random.NextSingle(), random.NextDouble() / Support);
        }

        return (x, t);
    }

    private T[] Read<T>(string name)
        where T : unmanaged
    {
        using RowSource source = RowSource.Open(_folder.File(name));
        Assert.Equal(shape, source.Lengths);
        return source.Read<T>(0, (int)source.Count, new RowBuffer()).ToArray();
    }

    private sealed class Cancelling(CancellationTokenSource source) : IProgress<double>
    {
        public void Report(double value) => source.Cancel();
    }

    /// <summary>Counts the elements that are read, and holds that they are read in order, from the first one anew.</summary>
    private sealed class Counted<T>(T[] values) : RowSource("counted", ElementTypes.Of<T>(), shape)
        where T : unmanaged
    {
        private long _next;

        public long Read { get; private set; }

        protected override void Fill<TElement>(long start, Span<TElement> destination, RowBuffer buffer)
        {
            Assert.Equal(_next % Count, start);
            _next = start + destination.Length;
            Read += destination.Length;
            System.Runtime.InteropServices.MemoryMarshal.Cast<T, TElement>(values.AsSpan((int)start, destination.Length)).CopyTo(destination);
        }
    }
}
