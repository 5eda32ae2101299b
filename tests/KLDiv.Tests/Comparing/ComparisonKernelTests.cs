using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;
using KLDiv.Comparing;
using KLDiv.Distilling;
using KLDiv.Simd;
using KLDiv.Tests.Support;

namespace KLDiv.Tests.Comparing;

/// <summary>The kernels at every width, and the sums of the classes.</summary>
public sealed unsafe class ComparisonKernelTests
{
    public static TheoryData<int> Widths => [0, 128, 256, 512];

    [Theory]
    [MemberData(nameof(Widths))]
    public void Floats_and_suppressed_classes_give_what_double_gives(int width)
    {
        for (int length = 1; length <= 70; length++)
        {
            double[] p = Row(length, length), q = [.. Row(length, length + 1000).Zip(p, (a, b) => (0.1 * a) + b)];
            Check(p, q, FloatKernel(width), 2e-6);
            Check(p, q, DoubleKernel(width, isMixture: false), 1e-12);
            CheckMixture(p, q, DoubleKernel(width, isMixture: true));
            if (length == 1)
            {
                continue;
            }

            p[length / 2] = double.NegativeInfinity;
            CheckMixture(p, q, DoubleKernel(width, isMixture: true));
            Check(p, q, DoubleKernel(width, isMixture: false), 1e-12);
            (p, q) = (q, p);
            Check(p, q, DoubleKernel(width, isMixture: false), 1e-12);
        }
    }

    [Theory]
    [MemberData(nameof(Widths))]
    public void Sums_of_exponentials_are_those_of_double(int width)
    {
        delegate*<ExponentialSums<float>*, void> kernel = width switch
        {
            512 => &ExponentialSumsKernel<Vector512Of<float>, float>.Run,
            256 => &ExponentialSumsKernel<Vector256Of<float>, float>.Run,
            128 => &ExponentialSumsKernel<Vector128Of<float>, float>.Run,
            _ => &ExponentialSumsKernel<Vector1Of<float>, float>.Run,
        };
        for (int length = 1; length <= 600; length += 7)
        {
            float[] p = [.. Row(length, length).Select(value => (float)value)], q = [.. Row(length, 1 + length).Select(value => (float)value)];
            fixed (float* atP = p, atQ = q)
            {
                ExponentialSums<float> rows = new() { P = atP, Q = atQ, Length = length, OriginP = p.Max(), OriginQ = q.Max(), InverseTemperature = 0.5 };
                kernel(&rows);
                double[] ofP = [.. p.Select(value => Math.Exp((value - p.Max()) / 2.0))], ofQ = [.. q.Select(value => Math.Exp((value - q.Max()) / 2.0))];
                Assert.Equal(ofP.Sum(), rows.SumP, 1e-6 * ofP.Sum());
                Assert.Equal(ofQ.Sum(), rows.SumQ, 1e-6 * ofQ.Sum());
                double distance = ofP.Zip(ofQ, (a, b) => Math.Abs(a - b)).Sum();
                Assert.Equal(distance, rows.Distance, 1e-6 * ofP.Sum());
            }
        }
    }

    [Theory]
    [InlineData(1e-20, 1e-4)]
    [InlineData(1e-12, 1e-9)]
    [InlineData(1e-5, 1e-9)]
    [InlineData(0.3, 1e-9)]
    [InlineData(3000, 1e-9)]
    public void Sums_of_terms_of_any_size_keep_their_digits_and_their_bits_in_any_order(double size, double tolerance)
    {
        const int Rows = 300, Support = 45;
        Random random = new(4);
        float[][] terms = [.. Enumerable.Range(0, Rows).Select(_ => Enumerable.Range(0, Support).Select(_ => (float)(size * random.NextDouble())).ToArray())];
        double[] weights = [.. Enumerable.Range(0, Rows).Select(_ => random.NextDouble())];
        (Int128[] sums, long[] infinite) = Add(terms, weights, [.. Enumerable.Range(0, Rows)]);
        (Int128[] others, _) = Add(terms, weights, [.. Enumerable.Range(0, Rows).Reverse()]);
        Assert.Equal(sums, others);
        Assert.All(infinite, count => Assert.Equal(0, count));
        for (int i = 0; i < Support; i++)
        {
            double expected = Enumerable.Range(0, Rows).Sum(row => weights[row] * terms[row][i]);
            Assert.Equal(expected, Math.ScaleB((double)sums[i], -ClassTotals.TermBits), tolerance * expected);
        }
    }

    [Fact]
    public void Classes_are_added_to_the_same_sums_at_every_width()
    {
        for (int length = 1; length <= 70; length++)
        {
            float[] p = [.. Row(length, length).Select(value => (float)Math.Exp(value))], q = [.. Row(length, 1 + length).Select(value => (float)Math.Exp(value))];
            (long[] Sums, double Distance) expected = Add<Vector1Of<float>>(p, q);
            foreach ((long[] sums, double distance) in (ReadOnlySpan<(long[], double)>)[Add<Vector128Of<float>>(p, q), Add<Vector256Of<float>>(p, q), Add<Vector512Of<float>>(p, q)])
            {
                // Where the processor does not fuse multiplication and addition, vectors round the product between them; single elements do not.
                long rounding = Fma.IsSupported || AdvSimd.IsSupported ? 0 : 1L << 20;
                Assert.All(expected.Sums.Zip(sums), pair => Assert.InRange(pair.Second, pair.First - rounding, pair.First + rounding));
                Assert.Equal(expected.Distance, distance, 1e-6 * expected.Distance);
            }

            double sumP = p.Sum(value => (double)value), sumQ = q.Sum(value => (double)value);
            Assert.Equal(p.Zip(q, (a, b) => Math.Abs((a / sumP) - (b / sumQ))).Sum(), expected.Distance, 1e-6);
            Assert.Equal(0.5 * p[^1] / sumP, Math.ScaleB(expected.Sums[length - 1], -40), 1e-9);
        }
    }

    /// <summary>Two adds of the same row: as one that was computed in one walk, and as what a kernel wrote for a block.</summary>
    private static (long[] Sums, double Distance) Add<TVector>(float[] p, float[] q)
        where TVector : unmanaged, IVector<TVector, float>
    {
        const double Rounder = 1.5 * (1L << 12);
        int length = p.Length;
        long[] ofP = new long[length], ofQ = new long[length], ofTerms = new long[length];
        float[] terms = [.. p.Zip(q, (a, b) => (a * MathF.Log(a / b)) - a + b)];
        fixed (float* a = p, b = q, t = terms)
        fixed (long* sumsP = ofP, sumsQ = ofQ, sumsT = ofTerms)
        {
            OneWalkRow row = new() { Length = length, ExponentialsP = a, ExponentialsQ = b, Terms = t };
            row.Sums = new() { P = p.Sum(value => (double)value), Difference = q.Zip(p, (y, x) => (double)y - x).Sum() };
            ClassUnits units = new() { P = sumsP, Q = sumsQ, Terms = sumsT, Weight = 0.5, RounderOfProbabilities = Rounder, RounderOfTerms = Rounder };
            double distance = OneWalkClassesKernel<TVector, Yes>.Add(row, units), alone = OneWalkClassesKernel<TVector, No>.Add(row, default);
            Assert.Equal(distance, alone);
            long[] once = [.. ofP];
            ClassSumsKernel<TVector, float>.Add(a, length, 0.5 / row.Sums.P, Rounder, sumsP);
            Assert.Equal(once.Select(sum => 2 * sum), ofP);
            return ([.. once, .. ofQ, .. ofTerms], distance);
        }
    }

    [Fact]
    public void Terms_that_are_infinite_or_too_large_to_be_added_are_counted_apart()
    {
        float[][] terms = [[1, float.PositiveInfinity, 0.5f], [1, 1e6f, 2]];
        (Int128[] sums, long[] infinite) = Add(terms, [1, 1], [0, 1]);
        Assert.Equal([0, 2, 0], infinite);
        Assert.Equal([2, 0, 2.5], sums.Select(sum => Math.ScaleB((double)sum, -ClassTotals.TermBits)));
    }

    private static (Int128[] Terms, long[] Infinite) Add(float[][] terms, double[] weights, int[] order)
    {
        int support = terms[0].Length;
        ClassSums sums = new(support);
        sums.TryTake(order.Length);
        float[] probabilities = new float[support];
        foreach (int row in order)
        {
            float[] own = [.. terms[row]];
            fixed (float* values = own, zeros = probabilities)
            {
                ComparedBlock<float> block = new() { Length = support, Terms = values, ProbabilitiesP = zeros, ProbabilitiesQ = zeros };
                block.Sums.Terms = own.Sum(value => (double)value);
                sums.Add(block, 0, weights[row]);
            }
        }

        Int128[] total = new Int128[support];
        long[] infinite = new long[support];
        sums.Flush(total, infinite, new Int128[support], new Int128[support]);
        return (total, infinite);
    }

    private static double[] Row(int length, int seed)
    {
        Random random = new(seed);
        return [.. Enumerable.Range(0, length).Select(_ => (double)(float)(2 * Normal.Draw(random)))];
    }

    private static void Check(double[] p, double[] q, Func<double[], double[], (ComparedSums Sums, double[] Terms, double[] P, double[] Q)> run, double tolerance)
    {
        (ComparedSums sums, double[] terms, double[] ofP, double[] ofQ) = run(p, q);
        double scale = 1 / p.Sum(Math.Exp);
        double[] expectedP = [.. p.Select(value => Math.Exp(value) * scale)], expectedQ = [.. q.Select(value => Math.Exp(value) * scale)];
        double[] expected = [.. expectedP.Zip(expectedQ, (a, b) => a == 0 ? b : (a * (Math.Log(a) - Math.Log(b))) - a + b)];
        for (int i = 0; i < p.Length; i++)
        {
            Assert.Equal(expectedP[i], ofP[i], tolerance * expectedP[i]);
            Assert.Equal(expectedQ[i], ofQ[i], tolerance * expectedQ[i]);
            Assert.True(expected[i] == terms[i] || Math.Abs(expected[i] - terms[i]) <= 5 * tolerance * (expectedP[i] + expectedQ[i]), $"{expected[i]} {terms[i]}");
        }

        double size = expectedP.Sum() + expectedQ.Sum();
        Assert.Equal(expected.Sum(), sums.Terms, double.IsInfinity(expected.Sum()) ? 0 : 5 * tolerance * size);
        Assert.Equal(expectedQ.Sum() - expectedP.Sum(), sums.Difference, tolerance * size);
        Assert.Equal(expectedP.Zip(expectedQ, (a, b) => Math.Abs(a - b)).Sum(), sums.Distance, tolerance * size);
        Assert.Equal(expectedP.Zip(expectedQ, (a, b) => Math.Pow(Math.Sqrt(a) - Math.Sqrt(b), 2)).Sum(), sums.RootDistance, tolerance * size);
    }

    private static void CheckMixture(double[] p, double[] q, Func<double[], double[], (ComparedSums Sums, double[] Terms, double[] P, double[] Q)> run)
    {
        (_, double[] terms, double[] ofP, double[] ofQ) = run(p, q);
        for (int i = 0; i < p.Length; i++)
        {
            double m = (0.3 * ofP[i]) + (0.7 * ofQ[i]);
            double Relative(double a) => a == 0 ? 0 : a * Math.Log(a / m);
            Assert.Equal((0.3 * Relative(ofP[i])) + (0.7 * Relative(ofQ[i])), terms[i], 1e-14);
        }
    }

    private static Func<double[], double[], (ComparedSums Sums, double[] Terms, double[] P, double[] Q)> FloatKernel(int width) => (p, q) =>
    {
        delegate*<ComparedBlock<float>*, void> kernel = width switch
        {
            512 => &ComparisonKernel<Vector512Of<float>, float, No, No, No>.Run,
            256 => &ComparisonKernel<Vector256Of<float>, float, No, No, No>.Run,
            128 => &ComparisonKernel<Vector128Of<float>, float, No, No, No>.Run,
            _ => &ComparisonKernel<Vector1Of<float>, float, No, No, No>.Run,
        };
        float[] narrowP = [.. p.Select(value => (float)value)], narrowQ = [.. q.Select(value => (float)value)];
        double[] wideP = [.. narrowP.Select(value => (double)value)];
        return Run(narrowP, narrowQ, wideP, kernel);
    };

    private static Func<double[], double[], (ComparedSums Sums, double[] Terms, double[] P, double[] Q)> DoubleKernel(int width, bool isMixture) => (p, q) =>
    {
        delegate*<ComparedBlock<double>*, void> kernel = (width, isMixture) switch
        {
            (512, false) => &ComparisonKernel<Vector512Of<double>, double, No, No, Yes>.Run,
            (256, false) => &ComparisonKernel<Vector256Of<double>, double, No, No, Yes>.Run,
            (128, false) => &ComparisonKernel<Vector128Of<double>, double, No, No, Yes>.Run,
            (_, false) => &ComparisonKernel<Vector1Of<double>, double, No, No, Yes>.Run,
            (512, _) => &ComparisonKernel<Vector512Of<double>, double, Yes, No, Yes>.Run,
            (256, _) => &ComparisonKernel<Vector256Of<double>, double, Yes, No, Yes>.Run,
            (128, _) => &ComparisonKernel<Vector128Of<double>, double, Yes, No, Yes>.Run,
            _ => &ComparisonKernel<Vector1Of<double>, double, Yes, No, Yes>.Run,
        };
        return Run(p, q, p, kernel);
    };

    /// <summary>Runs a kernel with exponents counted from 0, so that the exponentials over P's sum come out.</summary>
    private static (ComparedSums Sums, double[] Terms, double[] P, double[] Q) Run<T>(T[] p, T[] q, double[] wideP, delegate*<ComparedBlock<T>*, void> kernel)
        where T : unmanaged, System.Numerics.INumberBase<T>
    {
        T[] terms = new T[p.Length], ofP = new T[p.Length], ofQ = new T[p.Length];
        fixed (T* atP = p, atQ = q, atTerms = terms, atOfP = ofP, atOfQ = ofQ)
        {
            ComparedBlock<T> block = new()
            {
                Length = p.Length,
                P = atP,
                Q = atQ,
                Origins = ExponentOrigins.Of<T>(1),
                Normaliser = 1 / wideP.Sum(Math.Exp),
                Beta = 0.3,
                Terms = atTerms,
                ProbabilitiesP = atOfP,
                ProbabilitiesQ = atOfQ,
            };
            kernel(&block);
            return (block.Sums, Wide(terms), Wide(ofP), Wide(ofQ));
        }
    }

    private static double[] Wide<T>(T[] values)
        where T : unmanaged, System.Numerics.INumberBase<T> => [.. values.Select(double.CreateTruncating)];
}
