using System.Numerics;
using System.Numerics.Tensors;
using KLDiv.Criterion;
using KLDiv.Memory;
using KLDiv.Simd;
using KLDiv.Tests.Support;

namespace KLDiv.Tests.Memory;

[Collection(Widths.Name)]
public sealed class ThreadCountTests
{
    /// <summary>Where several threads begin to share the work.</summary>
    private const int Threshold = 1 << 17;

    public static TheoryData<int, int> Shapes => new()
    {
        { 1, Threshold - 1 },
        { 1, Threshold },
        { 1, Threshold + 1 },
        { 3, 70_001 },
        { 700, 300 },
        { 70_001, 3 },
        { 1, Far },
        { Far / 1000, 1000 },
    };

    /// <summary>Far above the threshold; not so far where vectors are emulated.</summary>
    private static int Far { get; } = VectorWidth.Widest == 0 ? 400_000 : 2_000_000;

    [Theory]
    [MemberData(nameof(Shapes))]
    public void One_two_and_eight_threads_give_the_same_bits(int rows, int support)
    {
        new SameBits([rows, support], Transposed: false).Run<float, float>();
        if (rows > 1 && rows * support < Far)
        {
            new SameBits([rows, support], Transposed: false).Run<Half, double>();
            new SameBits([rows, support], Transposed: true).Run<double, float>();
        }
    }

    [Fact]
    public async Task Calls_from_many_threads_at_once_give_what_each_gives_alone()
    {
        using Settings settings = Settings.Threads(4);
        Caller[] callers = [.. Enumerable.Range(0, 8).Select(number => new Caller(number))];
        await Task.WhenAll(callers.Select(caller => Task.Factory.StartNew(
            caller.Run, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)));

        Assert.All(callers, caller => Assert.Equal(0, caller.Wrong));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public void The_number_of_threads_must_be_positive(int degree) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => KLDivergence.MaxDegreeOfParallelism = degree);

    /// <summary>Runs every operation on 1, 2 and 8 threads.</summary>
    private sealed record SameBits(nint[] Lengths, bool Transposed)
    {
        public void Run<TInput, TTarget>()
            where TInput : unmanaged, IFloatingPointIeee754<TInput>
            where TTarget : unmanaged, IFloatingPointIeee754<TTarget>
        {
            bool weighted = Transposed, logTarget = Lengths[0] % 2 == 0;
            Sample<TInput, TTarget> sample = new(Lengths, logTarget, weighted);
            foreach (Operation operation in Operations.All)
            {
                Outcome<TInput, TTarget> alone = Run(sample, operation, 1);
                AssertSame(alone, Run(sample, operation, 2), $"{operation}, 2 threads");
                AssertSame(alone, Run(sample, operation, 8), $"{operation}, 8 threads");
            }
        }

        private static void AssertSame<TInput, TTarget>(Outcome<TInput, TTarget> expected, Outcome<TInput, TTarget> actual, string context)
        {
            Assert.True(BitConverter.DoubleToInt64Bits(expected.Loss) == BitConverter.DoubleToInt64Bits(actual.Loss), $"{context}: the loss differs");
            Assert.True(expected.Pointwise.AsSpan().SequenceEqual(actual.Pointwise), $"{context}: the losses differ");
            Assert.True(expected.InputGradient.AsSpan().SequenceEqual(actual.InputGradient), $"{context}: the input gradient differs");
            Assert.True(expected.TargetGradient.AsSpan().SequenceEqual(actual.TargetGradient), $"{context}: the target gradient differs");
            Assert.True(expected.RowSums.AsSpan().SequenceEqual(actual.RowSums), $"{context}: the losses of the rows differ");
        }

        private Outcome<TInput, TTarget> Run<TInput, TTarget>(Sample<TInput, TTarget> sample, Operation operation, int threads)
            where TInput : unmanaged, IFloatingPointIeee754<TInput>
            where TTarget : unmanaged, IFloatingPointIeee754<TTarget>
        {
            using Settings settings = Settings.Threads(threads);
            nint[] strides = Transposed ? [1, Lengths[0]] : [];
            Outcome<TInput, TTarget> outcome = new(sample.Count, sample.Rows);
            double loss = new TensorOperands<TInput, TTarget>
            {
                Input = new ReadOnlyTensorSpan<TInput>(sample.Input, Lengths, strides),
                Target = new ReadOnlyTensorSpan<TTarget>(sample.Target, Lengths, strides),
                Upstream = new ReadOnlyTensorSpan<TTarget>(sample.Upstream, Lengths),
                RowWeights = sample.RowWeights,
                Pointwise = new TensorSpan<TInput>(outcome.Pointwise, Lengths),
                InputGradient = new TensorSpan<TInput>(outcome.InputGradient, Lengths),
                TargetGradient = new TensorSpan<TTarget>(outcome.TargetGradient, Lengths),
                RowSums = outcome.RowSums,
                LogTarget = sample.LogTarget,
            }.Run(operation);
            return outcome with { Loss = loss };
        }
    }

    private sealed record Outcome<TInput, TTarget>(int Count, int Rows)
    {
        public double Loss { get; init; }

        public TInput[] Pointwise { get; } = new TInput[Count];

        public TInput[] InputGradient { get; } = new TInput[Count];

        public TTarget[] TargetGradient { get; } = new TTarget[Count];

        public double[] RowSums { get; } = new double[Rows];
    }

    /// <summary>One of many callers: the same problem of its own again and again, in turn with small ones.</summary>
    private sealed class Caller(int number)
    {
        private const int Rounds = 30;

        /// <summary>The number of answers that were not the one that one thread gives.</summary>
        public int Wrong { get; private set; }

        public void Run()
        {
            Sample<float, float> sample = new([300 + number, 500], logTarget: number % 2 == 0);
            float[] gradient = new float[sample.Count];
            double[] rows = new double[sample.Rows];
            double loss = sample.Loss;
            for (int round = 0; round < Rounds; round++)
            {
                Array.Clear(gradient);
                double found = KLDivergence.LossAndGradient<float, float>(
                    sample.Input, sample.Target, gradient, default, new(Reduction.BatchMean, sample.LogTarget, Operations.Upstream), lengths: sample.Lengths);
                KLDivergence.PerRow<float, float>(sample.Input, sample.Target, rows, sample.LogTarget, lengths: sample.Lengths);
                sample.CheckInputGradient(gradient, Operation.LossAndInputGradient, $"caller {number}, round {round}");
                double mean = rows.Sum() / sample.Rows;
                Wrong += Close.Are(loss, found, sample.LossTolerance) && Close.Are(loss, mean, sample.LossTolerance) ? 0 : 1;
            }
        }
    }
}
