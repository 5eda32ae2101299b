using System.Runtime.CompilerServices;

namespace KLDiv.Kernels;

/// <summary>
/// The exponential of floats: at most 1 ulp from the correctly rounded one, for every float.
/// With x = n ln 2 + r, |r| &lt;= ln 2 / 2, it is 2^n (1 + r + r² Q(r)).
/// </summary>
/// <remarks>
/// Q is the minimax polynomial of degree 4 of (e^r - 1 - r) / r² for the error relative to e^r, which is at most 2^-28.2 (Remez, as for <see cref="SingleLog"/>).
/// The power of two is applied in two steps, of which the second rounds to a subnormal number or overflows where the exponential does.
/// </remarks>
internal static class SingleExp
{
    /// <summary>Above it there is no saying e^x by a step down alone.</summary>
    public const double LargestModest = 43;

    /// <summary>Below it e^x rounds to 0.</summary>
    public const double Least = -128;

    /// <summary>Above it e^x is infinite.</summary>
    private const double Largest = 89;

    /// <summary>A float so large that its last bit is 1: what is added to it is rounded to an integer, which then stands in the lowest bits.</summary>
    private const double Rounder = 3 << 22;

    private const int ExponentBias = 127;

    private const int Step = 64;

    private const double StepUp = 18446744073709551616.0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Of<TVector, T>(TVector x)
        where TVector : unmanaged, IVector<TVector, T>
        where T : unmanaged
    {
        TVector isNegative = TVector.Less(x, TVector.Create(0));
        return Scaled<TVector, T>(
            TVector.AtMost(TVector.Create(Largest), TVector.AtLeast(TVector.Create(Least), x)),
            TVector.Select(isNegative, TVector.Create(Rounder + ExponentBias + Step), TVector.Create(Rounder + ExponentBias - Step)),
            TVector.Select(isNegative, TVector.Create(1 / StepUp), TVector.Create(StepUp)));
    }

    /// <summary>Of floats of at most <see cref="LargestModest"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector OfModest<TVector, T>(TVector x)
        where TVector : unmanaged, IVector<TVector, T>
        where T : unmanaged =>
        Scaled<TVector, T>(TVector.AtLeast(TVector.Create(Least), x), TVector.Create(Rounder + ExponentBias + Step), TVector.Create(1 / StepUp));

    /// <param name="x">What to raise e to.</param>
    /// <param name="rounder">Makes of a number the bits of an exponent, a step off.</param>
    /// <param name="step">That step.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Scaled<TVector, T>(TVector x, TVector rounder, TVector step)
        where TVector : unmanaged, IVector<TVector, T>
        where T : unmanaged
    {
        TVector shifted = TVector.MultiplyAdd(x, TVector.Create(1.4426950408889634), rounder);
        TVector n = shifted - rounder;
        TVector r = TVector.MultiplyAdd(n, TVector.Create(-LogOfTwoHigh), x);
        r = TVector.MultiplyAdd(n, TVector.Create(-LogOfTwoLow), r);
        TVector r2 = r * r;
        TVector q01 = TVector.MultiplyAdd(TVector.Create(0.166665206317), r, TVector.Create(0.499999934478));
        TVector q23 = TVector.MultiplyAdd(TVector.Create(0.00836871687973), r, TVector.Create(0.0416683880453));
        TVector q234 = TVector.MultiplyAdd(TVector.Create(0.00138145986467), r2, q23);
        TVector q = TVector.MultiplyAdd(q234, r2, q01);
        TVector scale = TVector.PowerOfTwo(shifted);
        TVector rest = TVector.MultiplyAdd(q, r2, r);
        return TVector.MultiplyAdd(scale, rest, scale) * step;
    }

    /// <summary>The first 15 bits of ln 2, which n multiplies exactly.</summary>
    private const double LogOfTwoHigh = 0.693145751953125;

    private const double LogOfTwoLow = 1.42860682030941723e-6;
}
