using System.Numerics;
using System.Numerics.Tensors;
using KLDiv.Tests.Support;

namespace KLDiv.Tests.Memory;

[Collection(Widths.Name)]
public sealed class AllocationTests
{
    private const int Small = 300;

    /// <summary>More than is worked on by one thread.</summary>
    private const int Large = 400_000;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void No_operation_on_spans_allocates(bool logTarget) => ElementPairs.ForEach(new SpanPaths([10, Small / 10], logTarget));

    [Fact]
    public void No_operation_on_spans_that_several_threads_share_allocates()
    {
        using Settings settings = Settings.Threads(4);
        ElementPairs.ForSome(new SpanPaths([Large / 100, 100], LogTarget: false));
    }

    [Theory]
    [InlineData(Small)]
    [InlineData(Large)]
    public void No_operation_on_strided_tensor_spans_copies_them(int count)
    {
        using Settings settings = Settings.Threads(4);
        nint[] lengths = [2, 3, 1, 2, count / 12];
        Sample<Half, float> sample = new(lengths, logTarget: false);
        Half[] halves = new Half[4 * count];
        float[] floats = new float[4 * count];
        double[] rows = new double[sample.Rows];
        nint[] strides = [2, count, 0, 4, 12];
        Assert.All(Operations.All, operation => AssertNone(operation.ToString(), () => new TensorOperands<Half, float>
        {
            Input = new ReadOnlyTensorSpan<Half>(halves, lengths, strides),
            Target = new ReadOnlyTensorSpan<float>(floats, lengths, strides),
            Upstream = new ReadOnlyTensorSpan<float>(sample.Upstream, lengths),
            Pointwise = new TensorSpan<Half>(sample.Input, lengths),
            InputGradient = new TensorSpan<Half>(halves, lengths, strides),
            TargetGradient = new TensorSpan<float>(floats, lengths, strides),
            RowSums = rows,
        }.Run(operation)));
    }

    [Fact]
    public void Adding_a_batch_to_an_accumulator_does_not_allocate()
    {
        Sample<float, float> sample = new([10, Small / 10], logTarget: false, weighted: true);
        KLDivAccumulator accumulator = new();
        AssertNone("Add", () => accumulator.Add<float, float>(
            sample.Input, sample.Target, rowWeights: sample.RowWeights, lengths: sample.Lengths));
        AssertNone("Loss", () => accumulator.Loss(Reduction.BatchMean));
    }

    [Fact]
    public void The_logarithm_of_the_softmax_does_not_allocate()
    {
        float[] logits = new Sample<float, float>([Small], logTarget: false).Input;
        float[] values = new float[Small];
        AssertNone("Forward", () => LogSoftmax.Forward<float>(logits, values));
        AssertNone("Backward", () => LogSoftmax.Backward<float>(logits, values, values));
    }

    [Theory]
    [InlineData(Small)]
    [InlineData(Large)]
    public void The_divergences_from_logits_do_not_allocate(int count)
    {
        using Settings settings = Settings.Threads(4);
        nint[] lengths = [10, count / 10];
        float[] student = new Sample<float, float>([count], logTarget: false).Input, teacher = [.. student.Reverse()], gradient = new float[count];
        double[] rows = new double[10];
        DistillationState[] states = new DistillationState[10];
        foreach (double beta in (double[])[0, 0.5, 1])
        {
            AssertNone("Loss", () => Distillation.Loss<float, float>(student, teacher, new(beta: beta), lengths: lengths));
            AssertNone("LossAndGradient", () => Distillation.LossAndGradient<float, float>(student, teacher, gradient, options: new(beta: beta), lengths: lengths));
            AssertNone("PerRow", () => Distillation.PerRow<float, float>(student, teacher, rows, options: new(beta: beta), lengths: lengths));
        }

        ShardedDistillation sharded = new();
        AssertNone("States", () => sharded.States<float, float>(student, teacher, states, lengths: lengths));
        AssertNone("Softmax", () => Softmax.Forward<float>(student, gradient, 2, lengths));
        AssertNone("Smooth", () => LabelSmoothing.Smooth<float>(gradient, gradient, 0.1, lengths));
    }

    [Fact]
    public void The_measure_sees_an_allocation()
    {
        Assert.NotEqual(0, Allocated(() => GC.KeepAlive(new byte[1])));
        Assert.True(AllocatedByAll(() => Task.Run(() => GC.KeepAlive(new byte[Large])).Wait()) > Large);
    }

    private static void AssertNone(string name, Action call)
    {
        long bytes = Allocated(call), all = AllocatedByAll(call);
        Assert.True(bytes == 0, $"{name} allocates {bytes} bytes on the calling thread");
        Assert.True(all < Large, $"{name} allocates {all} bytes");
    }

    /// <summary>Bytes a call allocates on its own thread, once warm; the least of some, since a new thread of the pool is an object too.</summary>
    private static long Allocated(Action call) => Least(call, GC.GetAllocatedBytesForCurrentThread, enough: 0);

    /// <summary>Bytes that all threads of the process allocate during a call; the test runner's are among them.</summary>
    private static long AllocatedByAll(Action call) => Least(call, () => GC.GetTotalAllocatedBytes(precise: true), enough: Large - 1);

    private static long Least(Action call, Func<long> allocated, long enough)
    {
        call();
        long least = long.MaxValue;
        for (int attempt = 0; attempt < 5 && least > enough; attempt++)
        {
            long before = allocated();
            call();
            least = Math.Min(least, allocated() - before);
        }

        return least;
    }

    private sealed record SpanPaths(nint[] Lengths, bool LogTarget) : IPairAction
    {
        public void Run<TInput, TTarget>()
            where TInput : unmanaged, IFloatingPointIeee754<TInput>
            where TTarget : unmanaged, IFloatingPointIeee754<TTarget>
        {
            Sample<TInput, TTarget> sample = new(Lengths, LogTarget, weighted: true);
            var inputs = new TInput[2 * sample.Count];
            var targets = new TTarget[sample.Count];
            double[] rows = new double[sample.Rows];
            Assert.All(Operations.All, operation => AssertNone($"{operation}, {typeof(TInput).Name}/{typeof(TTarget).Name}", () => new SpanOperands<TInput, TTarget>
            {
                Input = sample.Input,
                Target = sample.Target,
                Upstream = sample.Upstream,
                RowWeights = sample.RowWeights,
                Pointwise = inputs.AsSpan(0, sample.Count),
                InputGradient = inputs.AsSpan(sample.Count),
                TargetGradient = targets,
                RowSums = rows,
                Lengths = Lengths,
                LogTarget = LogTarget,
            }.Run(operation)));
        }
    }
}
