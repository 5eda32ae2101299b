using KLDiv.Benchmarks.Measuring;
using KLDiv.Benchmarks.Works;

namespace KLDiv.Benchmarks.Scaling;

/// <summary>Measures the forward loss and the dot product over lengths and numbers of threads.</summary>
internal static class ScalingRun
{
    private const int Columns = 1_000;

    /// <summary>1 and 3 times the powers of 10: 1,000, 3,000, ... 300,000,000.</summary>
    public static IReadOnlyList<int> Lengths { get; } =
        [.. Enumerable.Range(3, 6).SelectMany(power => new[] { 1, 3 }.Select(factor => factor * (int)Math.Pow(10, power)))];

    /// <summary>1, 2, 4, ... and the number of processors.</summary>
    public static IReadOnlyList<int> ThreadCounts { get; } =
        [.. Enumerable.Range(0, 31).Select(power => 1 << power).Where(count => count < Environment.ProcessorCount).Append(Environment.ProcessorCount)];

    /// <summary>The longest length whose operands fit into half of the free memory, so that the system is not pressed.</summary>
    public static long LongestThatFits() => Machine.FreeMemory() / 2 / BytesAnElement;

    /// <summary>Two operands, each with room for rows that are a quarter longer.</summary>
    private static int BytesAnElement => 2 * sizeof(float) * 5 / 4;

    public static void WarmUp()
    {
        using Operands<float> operands = new(Shape.Shared);
        Interleaved.WarmUp(Contenders(operands), TimeSpan.FromSeconds(1));
    }

    public static IEnumerable<ScalingRow> Measure(int length, Interleaved plan)
    {
        using Operands<float> operands = new(new Shape(length / Columns, Columns));
        OnThreads[] contenders = Contenders(operands);

        // Short lengths take other ways through the code than long ones.
        Interleaved.WarmUp(contenders, TimeSpan.FromMilliseconds(20));
        Samples[] samples = [.. plan.Measure(contenders).Select(sample => sample.AnElement(length))];
        return ThreadCounts.Select((threads, index) => new ScalingRow(length, threads, samples[2 * index].Median, samples[(2 * index) + 1].Median));
    }

    /// <summary>For each number of threads the loss, and the dot product.</summary>
    private static OnThreads[] Contenders(Operands<float> operands)
    {
        IContender ours = KLDivCalls<float>.Forward.On(operands), dot = LimitCalls<float>.Dot.On(operands);
        return [.. ThreadCounts.SelectMany(threads => new[] { new OnThreads(threads, ours), new OnThreads(threads, dot) })];
    }

    /// <summary>A contender that may use so many threads.</summary>
    private sealed class OnThreads(int threads, IContender contender) : IContender
    {
        public double Time(long calls)
        {
            KLDivergence.MaxDegreeOfParallelism = threads;
            return contender.Time(calls);
        }
    }
}
