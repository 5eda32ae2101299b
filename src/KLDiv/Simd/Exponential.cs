using System.Runtime.CompilerServices;

namespace KLDiv.Simd;

/// <summary>
/// The exponential of float and double, at most 1 ulp from the correctly rounded one: with x = n ln 2 + r, |r| &lt;= ln 2 / 2,
/// 2^n (1 + r + r² Q(r)).
/// </summary>
/// <remarks>
/// Q is a minimax polynomial, as those of <see cref="Logarithm"/> are; it leaves an error of at most 2^-28.2 of the exponential in float, of 2^-57.9 in double.
/// The power of two is applied in two steps, of which the second rounds to a subnormal number or overflows where the exponential does.
/// </remarks>
internal static class Exponential
{
    /// <summary>Of any value.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Of<TVector, T>(TVector x)
        where TVector : unmanaged, IVector<TVector, T>
        where T : unmanaged
    {
        TVector largest = TVector.Create(IsFloat<T>() ? 89 : 710);
        TVector isNegative = TVector.Less(x, TVector.Create(0));
        TVector rounder = TVector.Select(isNegative, TVector.Create(Rounder<T>() + Step<T>()), TVector.Create(Rounder<T>() - Step<T>()));
        TVector step = TVector.Select(isNegative, TVector.Create(StepDown<T>()), TVector.Create(1 / StepDown<T>()));
        return Scaled<TVector, T>(TVector.AtMost(largest, TVector.AtLeast(TVector.Create(Least<T>()), x)), rounder, step);
    }

    /// <summary>Of values of at most <see cref="LargestModest"/>, -infinity included.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector OfModest<TVector, T>(TVector x)
        where TVector : unmanaged, IVector<TVector, T>
        where T : unmanaged =>
        Scaled<TVector, T>(
            TVector.AtLeast(TVector.Create(Least<T>()), x), TVector.Create(Rounder<T>() + Step<T>()), TVector.Create(StepDown<T>()));

    /// <summary>Of the sum of a value of at most <see cref="LargestModest"/> and a rest that rounding took from it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector OfModest<TVector, T>(TVector x, TVector rest)
        where TVector : unmanaged, IVector<TVector, T>
        where T : unmanaged =>
        Scaled<TVector, T>(
            TVector.AtLeast(TVector.Create(Least<T>()), x), TVector.Create(Rounder<T>() + Step<T>()), TVector.Create(StepDown<T>()), rest, hasRest: true);

    /// <summary>Below it the exponential is 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Least<T>() => IsFloat<T>() ? -128 : -800;

    /// <summary>Up to it a step down is enough: 2^n times the step is a number.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double LargestModest<T>() => IsFloat<T>() ? 43 : 350;

    /// <summary>
    /// A number so large that its last bit counts 1, with the exponent's bias in its lowest bits: what is added to it is rounded to
    /// an integer, which then stands there as the exponent of a power of two.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Rounder<T>() => IsFloat<T>() ? (3 << 22) + 127 : (3L << 51) + 1023;

    /// <summary>How far the first power of two is from the right one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static double Step<T>() => IsFloat<T>() ? 64 : 512;

    /// <summary>2^-Step.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static double StepDown<T>() => IsFloat<T>() ? 5.421010862427522e-20 : 7.458340731200207e-155;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Scaled<TVector, T>(TVector x, TVector rounder, TVector step, TVector rest = default, bool hasRest = false)
        where TVector : unmanaged, IVector<TVector, T>
        where T : unmanaged
    {
        TVector shifted = TVector.MultiplyAdd(x, TVector.Create(1.4426950408889634), rounder);
        TVector n = shifted - rounder;

        // The first part of ln 2 has so few bits that n times it is exact.
        TVector r = TVector.MultiplyAdd(n, TVector.Create(IsFloat<T>() ? -0.693145751953125 : -6.93147180369123816490e-01), x);
        TVector low = TVector.Create(IsFloat<T>() ? -1.42860682030941723e-6 : -1.90821492927058770002e-10);
        r = hasRest ? TVector.MultiplyAdd(n, low, rest) + r : TVector.MultiplyAdd(n, low, r);
        TVector r2 = r * r;
        TVector quotient = TVector.MultiplyAdd(IsFloat<T>() ? QOfFloats<TVector, T>(r, r2) : QOfDoubles<TVector, T>(r, r2), r2, r);
        TVector scale = TVector.PowerOfTwo(shifted);
        return TVector.MultiplyAdd(scale, quotient, scale) * step;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector QOfFloats<TVector, T>(TVector r, TVector r2)
        where TVector : unmanaged, IVector<TVector, T>
        where T : unmanaged
    {
        TVector q01 = TVector.MultiplyAdd(TVector.Create(0.166665206317), r, TVector.Create(0.499999934478));
        TVector q23 = TVector.MultiplyAdd(TVector.Create(0.00836871687973), r, TVector.Create(0.0416683880453));
        return TVector.MultiplyAdd(TVector.MultiplyAdd(TVector.Create(0.00138145986467), r2, q23), r2, q01);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector QOfDoubles<TVector, T>(TVector r, TVector r2)
        where TVector : unmanaged, IVector<TVector, T>
        where T : unmanaged
    {
        TVector r4 = r2 * r2;
        TVector q01 = TVector.MultiplyAdd(TVector.Create(0.16666666666666412743), r, TVector.Create(0.50000000000000106177));
        TVector q23 = TVector.MultiplyAdd(TVector.Create(0.0083333333334943517386), r, TVector.Create(0.041666666666530255756));
        TVector q45 = TVector.MultiplyAdd(TVector.Create(0.00019841269506744837583), r, TVector.Create(0.0013888888943600807577));
        TVector q67 = TVector.MultiplyAdd(TVector.Create(2.7557586291788172482e-6), r, TVector.Create(0.000024801493132593156267));
        TVector q89 = TVector.MultiplyAdd(TVector.Create(2.5000066207280269778e-8), r, TVector.Create(2.7630235318006724055e-7));
        TVector low = TVector.MultiplyAdd(q23, r2, q01);
        TVector high = TVector.MultiplyAdd(q89, r4, TVector.MultiplyAdd(q67, r2, q45));
        return TVector.MultiplyAdd(high, r4, low);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool IsFloat<T>() => typeof(T) == typeof(float);
}
