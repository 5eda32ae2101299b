using KLDiv.Criterion;
using KLDiv.Simd;

namespace KLDiv.Tests.Criterion;

/// <summary>Each kernel at each width, whether the hardware has it or the runtime makes it of narrower ones.</summary>
public sealed unsafe class KernelTests
{
    public static TheoryData<int> Lengths => [1, 3, 7, 15, 16, 17, 64, 129, 1000, 1024];

    [Theory]
    [MemberData(nameof(Lengths))]
    public void Kernels_of_every_width_give_what_one_element_at_a_time_gives(int length)
    {
        Agree<ProbabilityTarget>(length, t => t);
        Agree<LogTarget>(length, Math.Log);
    }

    private static void Agree<TDivergence>(int length, Func<double, double> target)
        where TDivergence : struct, IDivergence
    {
        Random random = new(length);
        double[] x = [.. Enumerable.Range(0, length).Select(_ => -5 * random.NextDouble())];
        double[] t = [.. Enumerable.Range(0, length).Select(_ => target(0.01 + random.NextDouble()))];
        Agree<TDivergence, double>(x, t, 1e-12);
        Agree<TDivergence, float>([.. x.Select(value => (float)value)], [.. t.Select(value => (float)value)], 1e-5);
    }

    private static void Agree<TDivergence, T>(T[] x, T[] t, double tolerance)
        where TDivergence : struct, IDivergence
        where T : unmanaged, System.Numerics.INumber<T>
    {
        double[] expected = Run<TDivergence, Vector1Of<T>, T>(x, t, isCareful: true);
        foreach (bool isCareful in (bool[])[true, false])
        {
            Close(expected, Run<TDivergence, Vector1Of<T>, T>(x, t, isCareful));
            Close(expected, Run<TDivergence, Vector128Of<T>, T>(x, t, isCareful));
            Close(expected, Run<TDivergence, Vector256Of<T>, T>(x, t, isCareful));
            Close(expected, Run<TDivergence, Vector512Of<T>, T>(x, t, isCareful));
        }

        void Close(double[] wanted, double[] found) =>
            Assert.All(wanted.Zip(found), pair => Assert.Equal(pair.First, pair.Second, tolerance * x.Length));
    }

    /// <returns>The sum, and both gradients.</returns>
    private static double[] Run<TDivergence, TVector, T>(T[] x, T[] t, bool isCareful)
        where TDivergence : struct, IDivergence
        where TVector : unmanaged, IVector<TVector, T>
        where T : unmanaged, System.Numerics.INumber<T>
    {
        T[] dx = new T[x.Length], dt = new T[x.Length], transforms = new T[x.Length], upstream = new T[64 / sizeof(T)];
        Array.Fill(upstream, T.CreateTruncating(0.75));
        fixed (T* input = x, targets = t, inputGradient = dx, targetGradient = dt, transform = transforms, g = upstream)
        {
            LossBlock<T> block = new()
            {
                Length = x.Length,
                Input = input,
                Target = targets,
                Upstream = g,
                HasFiniteUpstream = true,
                Transform = transform,
                InputGradient = inputGradient,
                TargetGradient = targetGradient,
            };
            double sum = isCareful
                ? CarefulKernel<TDivergence, TVector, T, Outputs<Yes, No, Yes, Yes>>.Run(&block)
                : OrdinaryKernel<TDivergence, TVector, T, Outputs<Yes, No, Yes, Yes>>.Run(&block);
            return [sum, .. dx.Select(double.CreateTruncating), .. dt.Select(double.CreateTruncating)];
        }
    }
}
