using System.Numerics;
using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Configs;
using KLDiv.Benchmarks.Works;

namespace KLDiv.Benchmarks.Micro;

/// <summary>Every work on one thread, beside the dot product of the same operands.</summary>
/// <typeparam name="T">The element type.</typeparam>
[GenericTypeArguments(typeof(float))]
[GenericTypeArguments(typeof(double))]
[GenericTypeArguments(typeof(Half))]
[MemoryDiagnoser]
[GroupBenchmarksBy(BenchmarkLogicalGroupRule.ByParams)]
public class MicroBenchmarks<T> : IDisposable
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private const int LongestRow = 1_000;

    private Operands<T>? _operands;
    private Work<T>? _work;

    /// <summary>The names of the works.</summary>
    public static IEnumerable<string> Works => WorkTable.Of<T>().Select(work => work.Name);

    /// <summary>The number of elements, in rows of up to 1,000.</summary>
    [Params(10, 1_000, 32_000, 1_000_000, 32_000_000)]
    public int N { get; set; }

    /// <summary>The name of the work.</summary>
    [ParamsSource(nameof(Works))]
    public string Work { get; set; } = "";

    /// <summary>Makes the operands.</summary>
    [GlobalSetup]
    public void MakeOperands()
    {
        KLDivergence.MaxDegreeOfParallelism = 1;
        int columns = Math.Min(N, LongestRow);
        _operands = new Operands<T>(new Shape(N / columns, columns));
        _work = WorkTable.Of<T>().Single(work => string.Equals(work.Name, Work, StringComparison.Ordinal));
    }

    /// <summary>Gives the memory back.</summary>
    [GlobalCleanup]
    public void Dispose()
    {
        _operands?.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>What reads both operands and does next to nothing.</summary>
    [Benchmark(Baseline = true)]
    public double Dot() => LimitCalls<T>.Dot.Run(_operands!);

    /// <summary>This library.</summary>
    [Benchmark]
    public double KLDiv() => _work!.Ours.Run(_operands!);
}
