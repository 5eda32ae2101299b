using System.Collections.Concurrent;
using System.Globalization;
using System.Runtime;

namespace KLDiv.Tests;

/// <summary>
/// The public calls from many threads at once, on small stacks, while the collector moves what it can and some calls are refused: every result has the bits that
/// the call has alone. KLDIV_HAMMER says for how many seconds; 600 is what a release is hammered for.
/// </summary>
[Collection(Widths.Name)]
public sealed class HammerTests
{
    private const int Threads = 32;
    private const int StackBytes = 256 * 1024;
    private const int Rows = 37;
    private const int Support = 1003;

    private static readonly TimeSpan s_time = TimeSpan.FromSeconds(
        double.TryParse(Environment.GetEnvironmentVariable("KLDIV_HAMMER"), CultureInfo.InvariantCulture, out double seconds) ? seconds : 4);

    private static readonly float[] s_input = Numbers(1), s_target = Softmaxed(Numbers(2)), s_other = Numbers(3);

    private static readonly (string Name, Func<double[]> Call)[] s_calls =
    [
        ("Loss", () => [KLDivergence.Loss<float, float>(s_input, s_target, Reduction.BatchMean, lengths: [Rows, Support])]),
        (
            "LossAndGradient",
            () =>
            {
                float[] gradient = new float[Rows * Support], ofTarget = new float[Rows * Support];
                double loss = KLDivergence.LossAndGradient<float, float>(s_input, s_target, gradient, ofTarget, lengths: [Rows, Support]);
                return [loss, Digest(gradient), Digest(ofTarget)];
            }
        ),
        (
            "Pointwise",
            () =>
            {
                float[] losses = new float[Rows * Support];
                KLDivergence.Pointwise<float, float, float>(s_input, s_target, losses, lengths: [Rows, Support]);
                return [Digest(losses)];
            }
        ),
        (
            "PerRow",
            () =>
            {
                double[] rows = new double[Rows];
                KLDivergence.PerRow<float, float>(s_input, s_target, rows, lengths: [Rows, Support]);
                return rows;
            }
        ),
        (
            "Distillation",
            () =>
            {
                float[] gradient = new float[Rows * Support];
                double loss = Distillation.LossAndGradient<float, float>(s_input, s_other, gradient, lengths: [Rows, Support]);
                return [loss, Digest(gradient), Distillation.Loss<float, float>(s_other, s_input, lengths: [Rows, Support])];
            }
        ),
        (
            "Softmaxes",
            () =>
            {
                float[] first = new float[Rows * Support], second = new float[Rows * Support];
                Softmax.Forward<float>(s_input, first, lengths: [Rows, Support]);
                LogSoftmax.Forward<float>(s_input, second, temperature: 2, lengths: [Rows, Support]);
                return [Digest(first), Digest(second)];
            }
        ),
        (
            "an accumulator",
            () =>
            {
                KLDivAccumulator losses = new();
                for (int row = 0; row < Rows; row++)
                {
                    losses.Add<float, float>(s_input.AsSpan(row * Support, Support), s_target.AsSpan(row * Support, Support));
                }

                return [losses.Loss(Reduction.Sum)];
            }
        ),
    ];

    [Fact]
    public void From_many_threads_at_once_every_call_gives_what_it_gives_alone()
    {
        double[][] alone = [.. s_calls.Select(call => call.Call())];
        ConcurrentQueue<string> wrong = [];
        long done = 0;
        using CancellationTokenSource end = new(s_time);
        Thread[] threads = [.. Enumerable.Range(0, Threads).Select(number => new Thread(() => Hammer(number, alone, wrong, ref done, end.Token), StackBytes))];
        Array.ForEach(threads, thread => thread.Start());
        Stir(end.Token);
        Array.ForEach(threads, thread => thread.Join());
        Assert.Empty(wrong);
        Assert.InRange(Interlocked.Read(ref done), Threads, long.MaxValue);
    }

    private static void Hammer(int number, double[][] alone, ConcurrentQueue<string> wrong, ref long done, CancellationToken end)
    {
        Random random = new(number);
        while (!end.IsCancellationRequested && wrong.IsEmpty)
        {
            int which = random.Next(s_calls.Length);
            try
            {
                double[] found = s_calls[which].Call();
                if (!found.AsSpan().SequenceEqual(alone[which]))
                {
                    wrong.Enqueue($"{s_calls[which].Name} gave {string.Join(", ", found.Take(3))} and gives {string.Join(", ", alone[which].Take(3))} alone");
                }

                Assert.Throws<ArgumentException>(() => KLDivergence.Loss<float, float>(s_input.AsSpan(1), s_target));
                Assert.Throws<ArgumentException>(() => Distillation.Loss<float, float>(s_input, new float[Rows * Support].AsSpan(..^1), lengths: [Rows, Support]));
                Interlocked.Increment(ref done);
            }
            catch (Exception failure) when (failure is not OutOfMemoryException)
            {
                wrong.Enqueue($"{s_calls[which].Name}: {failure}");
            }
        }
    }

    /// <summary>Moves what is not pinned, and changes the number of threads that calls may take.</summary>
    private static void Stir(CancellationToken end)
    {
        int before = KLDivergence.MaxDegreeOfParallelism;
        try
        {
            for (int turn = 0; !end.IsCancellationRequested; turn++)
            {
                KLDivergence.MaxDegreeOfParallelism = 1 + (turn % 4);
                GCSettings.LargeObjectHeapCompactionMode = GCLargeObjectHeapCompactionMode.CompactOnce;
                GC.Collect(GC.MaxGeneration, GCCollectionMode.Forced, blocking: true, compacting: true);
                end.WaitHandle.WaitOne(5);
            }
        }
        finally
        {
            KLDivergence.MaxDegreeOfParallelism = before;
        }
    }

    private static float[] Numbers(int seed)
    {
        Random random = new(seed);
        float[] numbers = new float[Rows * Support];
        for (int i = 0; i < numbers.Length; i++)
        {
            numbers[i] = (8 * random.NextSingle()) - 10;
        }

        return numbers;
    }

    private static float[] Softmaxed(float[] logits)
    {
        Softmax.Forward<float>(logits, logits, lengths: [Rows, Support]);
        return logits;
    }

    /// <summary>A number that changes with any bit of any element.</summary>
    private static double Digest(float[] values)
    {
        HashCode hash = default;
        foreach (float value in values)
        {
            hash.Add(BitConverter.SingleToUInt32Bits(value));
        }

        return hash.ToHashCode();
    }
}
