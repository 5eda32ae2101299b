using System.Numerics;
using KLDiv.Distilling;
using KLDiv.Simd;
using KLDiv.Tests.Support;

namespace KLDiv.Tests.Distilling;

/// <summary>Each kernel over two rows of logits at each width, whether the hardware has it or the runtime makes it of narrower ones.</summary>
public sealed unsafe class DistillationKernelTests
{
    private const double Beta = 0.3, Scale = 1.5;

    public static TheoryData<int> Lengths => [1, 3, 7, 15, 16, 17, 64, 129, 1000, 4096];

    [Theory]
    [MemberData(nameof(Lengths))]
    public void Kernels_of_every_width_give_what_the_formulas_give(int length)
    {
        Agree<float>(length, 2e-6);
        Agree<double>(length, 1e-13);
    }

    private static void Agree<T>(int length, double tolerance)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Random random = new(length);
        T[] p = [.. Enumerable.Range(0, length).Select(_ => T.CreateTruncating(2 * Normal.Draw(random)))];
        T[] q = [.. p.Select(logit => logit + T.CreateTruncating(0.3 * Normal.Draw(random)))];
        Agree<Vector1Of<T>, T>(p, q, tolerance);
        Agree<Vector128Of<T>, T>(p, q, tolerance);
        Agree<Vector256Of<T>, T>(p, q, tolerance);
        Agree<Vector512Of<T>, T>(p, q, tolerance);
    }

    private static void Agree<TVector, T>(T[] p, T[] q, double tolerance)
        where TVector : unmanaged, IVector<TVector, T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Exponentials expected = new([.. p.Select(double.CreateTruncating)], [.. q.Select(double.CreateTruncating)]);
        double size = tolerance * (expected.P.Sum() + expected.Q.Sum()), each = tolerance * expected.Largest;

        LogitsBlock<T> scanned = Run(p, q, &LogitsScan<TVector, T>.Run).Block;
        Assert.Equal((double.CreateTruncating(p.Max()), double.CreateTruncating(q.Max())), (scanned.Sums.LargestP, scanned.Sums.LargestQ));
        Assert.True(scanned.Sums.IsOrdinary);

        foreach (LogitsSums sums in (LogitsSums[])[
            Run(p, q, &DivergenceSumsKernel<TVector, T, LogitsOutputs<Yes, Yes, No>>.Sum).Block.Sums,
            Run(p, q, &DivergenceSumsKernel<TVector, T, LogitsOutputs<Yes, Yes, Yes>>.Sum).Block.Sums])
        {
            Assert.Equal(expected.P.Sum(), sums.P, size);
            Assert.Equal(expected.Q.Sum() - expected.P.Sum(), sums.Difference, size);
            Assert.Equal(expected.Forward.Sum(), sums.Forward, size);
            Assert.Equal(expected.Reverse.Sum(), sums.Reverse, size);
        }

        Written<T> gradients = Run(p, q, &DivergenceGradientKernel<TVector, T, LogitsOutputs<Yes, Yes, No>>.Write);
        Close(expected.P.Zip(expected.Distance, (a, d) => Scale * a * (d - 0.25)), gradients.P);
        Close(expected.P.Zip(expected.Q, (a, b) => Scale * (b - a)), gradients.Q);

        Written<T> kept = Run(p, q, &DivergenceSumsKernel<TVector, T, SumsAndKept>.Sum);
        Close(expected.P.Zip(expected.Q, (a, b) => b - a), kept.Q);
        Close(expected.Q, kept.Kept);
        Close(expected.P.Zip(expected.Q, (a, b) => (Scale * (b - a)) + (0.125 * b)), Rescaled<TVector, T>(kept));

        LogitsSums mixed = Run(p, q, &MixtureKernel<TVector, T, LogitsOutputs<No, No, No>>.Sum).Block.Sums;
        Assert.Equal(expected.FromMixture(expected.P).Sum(), mixed.Forward + Rest(expected, Beta, ofP: true), 4 * size);
        Assert.Equal(expected.FromMixture(expected.Q).Sum(), mixed.Reverse + Rest(expected, Beta, ofP: false), 4 * size);

        Written<T> ofMixture = Run(p, q, &MixtureKernel<TVector, T, LogitsOutputs<Yes, Yes, No>>.Write);
        Close(expected.FromMixture(expected.P).Zip(expected.P, (term, a) => Scale * Beta * (term - (0.25 * a))), ofMixture.P);
        Close(expected.FromMixture(expected.Q).Zip(expected.Q, (term, b) => Scale * (1 - Beta) * (term - (0.5 * b))), ofMixture.Q);

        void Close(IEnumerable<double> wanted, double[] found) =>
            Assert.All(wanted.Zip(found), pair => Assert.Equal(pair.First, pair.Second, 8 * each));
    }

    /// <summary>What the terms of the kernel leave out of p ln(p / m), or of q ln(q / m), because it vanishes over whole rows: their differences from the mixture.</summary>
    private static double Rest(Exponentials of, double beta, bool ofP)
    {
        double p = of.P.Sum(), q = of.Q.Sum(), m = (beta * p) + ((1 - beta) * q);
        return (ofP ? p : q) - m;
    }

    private static double[] Rescaled<TVector, T>(Written<T> kept)
        where TVector : unmanaged, IVector<TVector, T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        T[] gradient = [.. kept.Q.Select(T.CreateTruncating)], exponentials = [.. kept.Kept.Select(T.CreateTruncating)];
        fixed (T* atGradient = gradient, atKept = exponentials)
        {
            LogitsBlock<T> block = new() { Length = gradient.Length, GradientQ = atGradient, Kept = atKept, GradientScale = Scale, KeptScale = 0.125 };
            KeptGradientKernel<TVector, T>.Write(&block);
        }

        return [.. gradient.Select(double.CreateTruncating)];
    }

    private static Written<T> Run<T>(T[] p, T[] q, delegate*<LogitsBlock<T>*, void> kernel)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        T[] ofP = new T[p.Length], ofQ = new T[p.Length], kept = new T[p.Length];
        fixed (T* atP = p, atQ = q, gradientP = ofP, gradientQ = ofQ, atKept = kept)
        {
            LogitsBlock<T> block = new()
            {
                Length = p.Length,
                P = atP,
                Q = atQ,
                GradientP = gradientP,
                GradientQ = gradientQ,
                Kept = atKept,
                Origins = ExponentOrigins.Of<T>(1),
                GradientScale = Scale,
                DivergenceP = 0.25,
                DivergenceQ = 0.5,
                Beta = Beta,
            };
            kernel(&block);
            return new(block, Wide(ofP), Wide(ofQ), Wide(kept));
        }

        static double[] Wide(T[] values) => [.. values.Select(double.CreateTruncating)];
    }

    private sealed record Written<T>(LogitsBlock<T> Block, double[] P, double[] Q, double[] Kept)
        where T : unmanaged;

    /// <summary>Exponentials counted from 0, and what the formulas make of them.</summary>
    private sealed record Exponentials(double[] LogitsP, double[] LogitsQ)
    {
        public double[] P { get; } = Array.ConvertAll(LogitsP, Math.Exp);

        public double[] Q { get; } = Array.ConvertAll(LogitsQ, Math.Exp);

        public double Largest => Math.Max(P.Max(), Q.Max());

        public IEnumerable<double> Distance => LogitsP.Zip(LogitsQ, (x, y) => x - y);

        /// <summary>e^a h(d), h(d) = d + e^-d - 1.</summary>
        public IEnumerable<double> Forward => P.Zip(Distance, (a, d) => a * (d + Math.Exp(-d) - 1));

        public IEnumerable<double> Reverse => Q.Zip(Distance, (b, d) => b * (-d + Math.Exp(d) - 1));

        public IEnumerable<double> FromMixture(double[] side) =>
            side.Select((one, i) => one * Math.Log(one / ((Beta * P[i]) + ((1 - Beta) * Q[i]))));
    }
}
