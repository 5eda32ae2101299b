using System.Globalization;
using KLDiv.Simd;

namespace KLDiv.Tests.Simd;

/// <summary>
/// The logarithm and the exponential of floats beside the correctly rounded ones, which those of double give: they err by far less than
/// the distance of two floats. A sample of all floats is tried; with KLDIV_LARGE=1, each.
/// </summary>
[Trait("Category", "EveryFloat")]
public sealed class ElementaryFunctionTests
{
    /// <summary>Between floats of the sample: a prime, so that it meets every pattern of the lowest bits.</summary>
    private const long SampleStep = 1021;

    public static TheoryData<int> Widths => [0, 128, 256, 512];

    [Theory]
    [MemberData(nameof(Widths))]
    public void The_logarithm_is_within_one_ulp_of_the_correctly_rounded_one(int width) =>
        ForWidth(width, new Comparison<Log>(float.NegativeInfinity, float.PositiveInfinity));

    [Theory]
    [MemberData(nameof(Widths))]
    public void The_exponential_is_within_one_ulp_of_the_correctly_rounded_one(int width) =>
        ForWidth(width, new Comparison<Exp>(float.NegativeInfinity, float.PositiveInfinity));

    [Theory]
    [MemberData(nameof(Widths))]
    public void The_logarithm_of_normal_floats_is_within_one_ulp_too(int width) =>
        ForWidth(width, new Comparison<LogOfNormal>(1.17549435e-38f, float.MaxValue));

    [Theory]
    [MemberData(nameof(Widths))]
    public void The_exponential_of_modest_floats_is_within_one_ulp_too(int width) =>
        ForWidth(width, new Comparison<ExpOfModest>(float.NegativeInfinity, (float)Exponential.LargestModest<float>()));

    private static void ForWidth<TFunction>(int width, Comparison<TFunction> comparison)
        where TFunction : struct, IFunction
    {
        switch (width)
        {
            case 512:
                comparison.Run<Vector512Of<float>>();
                break;
            case 256:
                comparison.Run<Vector256Of<float>>();
                break;
            case 128:
                comparison.Run<Vector128Of<float>>();
                break;
            default:
                comparison.Run<Vector1Of<float>>();
                break;
        }
    }

    private interface IFunction
    {
        static abstract TVector Of<TVector>(TVector value)
            where TVector : unmanaged, IVector<TVector, float>;

        static abstract double Exact(double value);
    }

    private readonly struct Log : IFunction
    {
        public static TVector Of<TVector>(TVector value)
            where TVector : unmanaged, IVector<TVector, float> => Logarithm.Of<TVector, float>(value);

        public static double Exact(double value) => Math.Log(value);
    }

    private readonly struct LogOfNormal : IFunction
    {
        public static TVector Of<TVector>(TVector value)
            where TVector : unmanaged, IVector<TVector, float> => Logarithm.OfNormal<TVector, float>(value);

        public static double Exact(double value) => Math.Log(value);
    }

    private readonly struct Exp : IFunction
    {
        public static TVector Of<TVector>(TVector value)
            where TVector : unmanaged, IVector<TVector, float> => Exponential.Of<TVector, float>(value);

        public static double Exact(double value) => Math.Exp(value);
    }

    private readonly struct ExpOfModest : IFunction
    {
        public static TVector Of<TVector>(TVector value)
            where TVector : unmanaged, IVector<TVector, float> => Exponential.OfModest<TVector, float>(value);

        public static double Exact(double value) => Math.Exp(value);
    }

    /// <summary>A function beside the exact one, of the floats from <paramref name="Least"/> to <paramref name="Largest"/>; from -infinity means that NaN is one of them.</summary>
    private sealed record Comparison<TFunction>(float Least, float Largest)
        where TFunction : struct, IFunction
    {
        /// <summary>Patterns of bits that are looked at in one go.</summary>
        private const long Chunk = 1L << 22;

        public void Run<TVector>()
            where TVector : unmanaged, IVector<TVector, float>
        {
            long step = Environment.GetEnvironmentVariable("KLDIV_LARGE") is "1" ? 1 : SampleStep;
            string[] failures = [.. ParallelEnumerable.Range(0, (int)((1L << 32) / Chunk))
                .Select(chunk => FirstFailure<TVector>(chunk * Chunk, step))
                .OfType<string>()];
            Assert.True(failures.Length == 0, string.Join('\n', failures.Take(10)));
        }

        private unsafe string? FirstFailure<TVector>(long start, long step)
            where TVector : unmanaged, IVector<TVector, float>
        {
            float* values = stackalloc float[TVector.Count];
            float* results = stackalloc float[TVector.Count];
            for (long pattern = start; pattern < start + Chunk; pattern += TVector.Count * step)
            {
                for (int i = 0; i < TVector.Count; i++)
                {
                    values[i] = BitConverter.UInt32BitsToSingle((uint)(pattern + (i * step)));
                }

                TVector.Store(TFunction.Of(TVector.Load(values)), results);
                for (int i = 0; i < TVector.Count; i++)
                {
                    if (Failure(values[i], results[i]) is string failure)
                    {
                        return failure;
                    }
                }
            }

            return null;
        }

        private string? Failure(float value, float result)
        {
            bool isMeant = (value >= Least && value <= Largest) || (float.IsNaN(value) && float.IsInfinity(Least));
            if (!isMeant)
            {
                return null;
            }

            float exact = (float)TFunction.Exact(value);
            bool isClose = float.IsNaN(exact)
                ? float.IsNaN(result)
                : result == exact || result == MathF.BitIncrement(exact) || result == MathF.BitDecrement(exact);
            return isClose
                ? null
                : string.Create(CultureInfo.InvariantCulture, $"of {value:R}: found {result:R}, the correctly rounded one is {exact:R}");
        }
    }
}
