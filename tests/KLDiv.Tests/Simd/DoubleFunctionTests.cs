using KLDiv.Benchmarks.Accuracy;
using KLDiv.Simd;

namespace KLDiv.Tests.Simd;

/// <summary>The logarithm and the exponential of doubles beside those in double-double arithmetic, over every size of argument.</summary>
public sealed class DoubleFunctionTests
{
    private const int Count = 20_000;

    public static TheoryData<int> Widths => [0, 128, 256, 512];

    [Theory]
    [MemberData(nameof(Widths))]
    public void The_logarithm_is_within_one_ulp(int width) => ForWidth(width, Logarithms(), logarithm: true);

    [Theory]
    [MemberData(nameof(Widths))]
    public void The_exponential_is_within_one_ulp(int width) => ForWidth(width, Exponents(), logarithm: false);

    [Theory]
    [MemberData(nameof(Widths))]
    public void Subnormal_results_and_operands_are_within_one_ulp_of_the_systems(int width)
    {
        Random random = new(3);
        double[] exponents = [.. Enumerable.Range(0, 2000).Select(_ => -708 - (37.1 * random.NextDouble()))];
        double[] subnormals = [.. Enumerable.Range(0, 2000).Select(_ => 2.2e-308 * random.NextDouble()), double.Epsilon];
        AssertClose(exponents, Run(width, exponents, logarithm: false), Math.Exp);
        AssertClose(subnormals, Run(width, subnormals, logarithm: true), Math.Log);
    }

    /// <summary>Numbers of every exponent that the reference takes, and many near 1.</summary>
    private static double[] Logarithms()
    {
        Random random = new(1);
        return [.. Enumerable.Range(0, Count).Select(i => i % 2 == 0
            ? Math.ScaleB(1 + random.NextDouble(), random.Next(-1000, 1000))
            : 1 + (Math.ScaleB(random.NextDouble() - 0.5, -random.Next(0, 40))))];
    }

    private static double[] Exponents()
    {
        Random random = new(2);
        return [.. Enumerable.Range(0, Count).Select(i => i % 2 == 0
            ? 1400 * (random.NextDouble() - 0.5)
            : Math.ScaleB(random.NextDouble() - 0.5, -random.Next(0, 60)))];
    }

    private static void ForWidth(int width, double[] values, bool logarithm) =>
        AssertClose(values, Run(width, values, logarithm), value => (logarithm ? DoubleDouble.Log(value) : DoubleDouble.Exp(value)).High);

    private static void AssertClose(double[] values, double[] results, Func<double, double> exact)
    {
        for (int i = 0; i < values.Length; i++)
        {
            double expected = exact(values[i]);
            Assert.True(
                results[i] == expected || results[i] == Math.BitIncrement(expected) || results[i] == Math.BitDecrement(expected),
                $"of {values[i]:R}: found {results[i]:R}, the correctly rounded one is {expected:R}");
        }
    }

    private static double[] Run(int width, double[] values, bool logarithm) => width switch
    {
        512 => Run<Vector512Of<double>>(values, logarithm),
        256 => Run<Vector256Of<double>>(values, logarithm),
        128 => Run<Vector128Of<double>>(values, logarithm),
        _ => Run<Vector1Of<double>>(values, logarithm),
    };

    private static unsafe double[] Run<TVector>(double[] values, bool logarithm)
        where TVector : unmanaged, IVector<TVector, double>
    {
        double[] results = new double[values.Length];
        double* buffer = stackalloc double[TVector.Count];
        Span<double> elements = new(buffer, TVector.Count);
        for (int i = 0; i < values.Length; i += TVector.Count)
        {
            int count = Math.Min(TVector.Count, values.Length - i);
            values.AsSpan(i, count).CopyTo(elements);
            TVector vector = TVector.Load(buffer);
            TVector.Store(logarithm ? Logarithm.Of<TVector, double>(vector) : Exponential.Of<TVector, double>(vector), buffer);
            elements[..count].CopyTo(results.AsSpan(i));
        }

        return results;
    }
}
