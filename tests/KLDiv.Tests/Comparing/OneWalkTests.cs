using KLDiv.Comparing;
using KLDiv.Simd;
using KLDiv.Tests.Support;

namespace KLDiv.Tests.Comparing;

/// <summary>Rows that are measured in one walk, from a guess of how far the logits of the two sides lie apart.</summary>
public sealed unsafe class OneWalkTests
{
    private const double Tolerance = 1e-6;

    public static TheoryData<int> Widths => [0, 128, 256, 512];

    [Theory]
    [MemberData(nameof(Widths))]
    public void The_kernel_gives_what_double_gives_at_every_length(int width)
    {
        delegate*<OneWalkRow*, void> kernel = width switch
        {
            512 => &OneWalkKernel<Vector512Of<float>>.Run,
            256 => &OneWalkKernel<Vector256Of<float>>.Run,
            128 => &OneWalkKernel<Vector128Of<float>>.Run,
            _ => &OneWalkKernel<Vector1Of<float>>.Run,
        };
        const double Shift = 0.75, Inverse = 0.5;
        for (int length = 1; length <= 600; length += length < 70 ? 1 : 53)
        {
            (float[] p, float[] q) = Rows(length, noise: 2, seed: length);
            double origin = p.Max();
            float[] a = new float[length], b = new float[length], terms = new float[length];
            fixed (float* atP = p, atQ = q, atA = a, atB = b, atTerms = terms)
            {
                OneWalkRow row = new()
                {
                    P = atP,
                    Q = atQ,
                    Length = length,
                    Origin = origin,
                    Shift = Shift,
                    InverseTemperature = Inverse,
                    ExponentialsP = atA,
                    ExponentialsQ = atB,
                    Terms = atTerms,
                };
                kernel(&row);
                double[] distances = [.. p.Zip(q, (x, y) => ((double)x - y - Shift) * Inverse)];
                double[] ofP = [.. p.Select(x => Math.Exp((x - origin) * Inverse))], ofQ = [.. ofP.Zip(distances, (one, d) => one * Math.Exp(-d))];
                double[] expected = [.. Enumerable.Range(0, length).Select(i => ofP[i] * (distances[i] + Math.Exp(-distances[i]) - 1))];
                for (int i = 0; i < length; i++)
                {
                    Assert.Equal(ofP[i], a[i], Tolerance * ofP[i]);
                    Assert.Equal(ofQ[i], b[i], Tolerance * (ofP[i] + ofQ[i]));
                    Assert.Equal(expected[i], terms[i], Tolerance * (expected[i] + (ofP[i] * Math.Abs(distances[i]))));
                }

                Assert.Equal(ofP.Sum(), row.Sums.P, Tolerance * ofP.Sum());
                Assert.Equal(ofQ.Sum(), row.Sums.Q, Tolerance * (ofP.Sum() + ofQ.Sum()));
                Assert.Equal(expected.Sum(), row.Sums.Terms, Tolerance * expected.Sum());
                Assert.Equal(distances.Min(), row.Sums.Least, Tolerance * Math.Max(1, -distances.Min()));
                double roots = ofP.Zip(ofQ, (x, y) => Math.Pow(Math.Sqrt(x) - Math.Sqrt(y), 2)).Sum();
                Assert.Equal(roots, row.Sums.RootDistance, Tolerance * roots);
            }
        }
    }

    [Theory]
    [InlineData(1000, 0.1, 0, 1)]
    [InlineData(997, 0.02, -2, 1)]
    [InlineData(50, 1, 3, 0.25)]
    [InlineData(1, 1, 3, 1)]
    [InlineData(2, 0.5, 0, 7)]
    [InlineData(5000, 3, 100, 2)]
    public void A_row_is_what_double_makes_of_it(int support, double noise, double offset, double temperature)
    {
        (float[] p, float[] q) = Rows(support, noise, seed: support);
        q = [.. q.Select(logit => (float)(logit + offset))];
        Assert.Equal(support > 1, Compare(p, q, temperature, weight: 0.75));
    }

    [Theory]
    [InlineData(-6)]
    [InlineData(6)]
    public void A_top_class_that_misleads_the_guess_costs_a_second_walk_and_no_digits(double misled)
    {
        (float[] p, float[] q) = Rows(1000, noise: 0.05, seed: 3);
        q[Array.IndexOf(p, p.Max())] += (float)misled;
        Assert.True(Compare(p, q, temperature: 1, weight: 1));
    }

    [Fact]
    public void A_guess_that_is_far_off_does_not_leave_the_smaller_sum_without_digits()
    {
        float[] p = new float[32_000], q = new float[32_000];
        (p[9], q[9]) = (0.01f, 16);
        Assert.True(Compare(p, q, temperature: 1, weight: 1));
    }

    [Fact]
    public void Rows_that_no_guess_can_serve_are_left_to_others()
    {
        (float[] p, float[] q) = Rows(1000, noise: 1e-4, seed: 4);
        Assert.False(Compare(p, q, temperature: 1, weight: 1));

        (p, q) = Rows(1000, noise: 0.1, seed: 5);
        q[7] = p[7] + 50;
        Assert.False(Compare(p, q, temperature: 1, weight: 1));

        (p, q) = Rows(1000, noise: 0.1, seed: 6);
        q = [.. q.Select(logit => logit + 550)];
        Assert.False(Compare(p, q, temperature: 1, weight: 1));
    }

    [Fact]
    public void Equal_rows_diverge_by_nothing()
    {
        (float[] p, _) = Rows(100, noise: 0, seed: 6);
        Assert.False(IsServed(p, p, temperature: 1));
        Assert.Equal(0, new Measured<float>(p, p, temperature: 1, weight: 1).Row.Forward);
    }

    /// <returns>Whether the row was measured in one walk.</returns>
    private static bool Compare(float[] p, float[] q, double temperature, double weight)
    {
        Measured<float> narrow = new(p, q, temperature, weight);
        Measured<double> wide = new([.. p.Select(x => (double)x)], [.. q.Select(x => (double)x)], temperature, weight);
        Assert.Equal(wide.Row.Forward, narrow.Row.Forward, 2e-5 * wide.Row.Forward);
        Assert.Equal(wide.Row.TotalVariation, narrow.Row.TotalVariation, 2e-5 * wide.Row.TotalVariation);
        Assert.Equal(wide.Row.HellingerSquared, narrow.Row.HellingerSquared, 2e-5 * wide.Row.HellingerSquared);
        for (int i = 0; i < p.Length; i++)
        {
            Assert.Equal(wide.Row.P.LogProbability(p[i]), narrow.Row.P.LogProbability(p[i]), Tolerance);
            Assert.Equal(wide.Row.Q.LogProbability(q[i]), narrow.Row.Q.LogProbability(q[i]), Tolerance);
            Assert.Equal(wide.P[i], narrow.P[i], Tolerance * weight);
            Assert.Equal(wide.Q[i], narrow.Q[i], Tolerance * weight);
            Assert.Equal(wide.Terms[i], narrow.Terms[i], 1e-5 * wide.Row.Forward * weight);
        }

        return IsServed(p, q, temperature);
    }

    private static bool IsServed(float[] p, float[] q, double temperature)
    {
        PreparedRow row = default;
        row.P.TopValue = p.Max();
        row.P.Top = Array.IndexOf(p, p.Max());
        return new OneWalk(temperature).TryMeasure(p, q, weight: 1, ref row, null);
    }

    private static (float[] P, float[] Q) Rows(int length, double noise, int seed)
    {
        Random random = new(seed);
        float[] p = [.. Enumerable.Range(0, length).Select(_ => (float)(3 * Normal.Draw(random)))];
        return (p, [.. p.Select(logit => (float)(logit + (noise * Normal.Draw(random))))]);
    }

    /// <summary>A row as a report compares it.</summary>
    private sealed class Measured<T>
        where T : unmanaged, System.Numerics.IFloatingPointIeee754<T>
    {
        public Measured(T[] p, T[] q, double temperature, double weight)
        {
            ClassTotals totals = new(p.Length);
            RowComparison[] rows = new RowComparison[1];
            new RowComparer(new() { Temperature = temperature, Divergence = DivergenceKind.Forward, IsFast = true }, totals)
                .Compare<T, T>(p, q, rows, [weight]);
            Row = rows[0];
            Terms = [.. totals.Terms.ToArray().Select(ClassTotals.Nats)];
            P = [.. totals.P.ToArray().Select(ClassTotals.Probability)];
            Q = [.. totals.Q.ToArray().Select(ClassTotals.Probability)];
        }

        public RowComparison Row { get; }

        public double[] Terms { get; }

        public double[] P { get; }

        public double[] Q { get; }
    }
}
