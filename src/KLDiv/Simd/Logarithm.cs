using System.Runtime.CompilerServices;

namespace KLDiv.Simd;

/// <summary>The natural logarithm of float and double, at most 1 ulp from the correctly rounded one: with t = m 2^e, e ln 2 + ln m.</summary>
/// <remarks>
/// The polynomials are minimax ones, found by the exchange algorithm of E. Remez, Sur le calcul effectif des polynômes d'approximation
/// de Tchebichef, C. R. Acad. Sci. 199 (1934), 337-340. Estrin's form keeps several multiplications in flight.
/// </remarks>
internal static class Logarithm
{
    /// <summary>Of any value.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Of<TVector, T>(TVector t)
        where TVector : unmanaged, IVector<TVector, T>
        where T : unmanaged
    {
        TVector zero = TVector.Create(0);
        TVector isSmall = TVector.Less(t, TVector.Create(LeastNormal<T>()));

        // Subnormal numbers are brought up by a power of two.
        TVector scaled = t * TVector.Create(IsFloat<T>() ? 1 << 24 : 1L << 54);
        TVector f = Split<TVector, T>(TVector.Select(isSmall, scaled, t), out TVector exponent);
        exponent -= TVector.Select(isSmall, TVector.Create(IsFloat<T>() ? 24 : 54), zero);
        TVector log = Sum<TVector, T>(exponent, f);
        log = TVector.Select(TVector.Less(t, TVector.Create(double.PositiveInfinity)), log, t);
        log = TVector.Select(TVector.Equal(t, zero), TVector.Create(double.NegativeInfinity), log);
        return TVector.Select(TVector.Less(t, zero), TVector.Create(double.NaN), log);
    }

    /// <summary>The least positive number that is not subnormal.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double LeastNormal<T>() => IsFloat<T>() ? 1.1754943508222875e-38 : 2.2250738585072014e-308;

    /// <summary>Of positive normal numbers; of any other, some finite number.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector OfNormal<TVector, T>(TVector t)
        where TVector : unmanaged, IVector<TVector, T>
        where T : unmanaged
    {
        TVector f = Split<TVector, T>(t, out TVector exponent);
        return Sum<TVector, T>(exponent, f);
    }

    /// <summary>ln(1 + x) for x &gt;= 0, with the digits of x where it is small.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector OfOnePlus<TVector, T>(TVector x)
        where TVector : unmanaged, IVector<TVector, T>
        where T : unmanaged
    {
        TVector one = TVector.Create(1), sum = one + x, added = sum - one;
        return TVector.Select(TVector.Equal(added, TVector.Create(0)), x, Of<TVector, T>(sum) * (x / added));
    }

    /// <summary>t = (1 + f) 2^exponent, f being as small as it can be.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Split<TVector, T>(TVector t, out TVector exponent)
        where TVector : unmanaged, IVector<TVector, T>
        where T : unmanaged =>
        TVector.Split(t, TVector.Create(IsFloat<T>() ? 2.0 / 3 : 0.70710678118654752), out exponent) - TVector.Create(1);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Sum<TVector, T>(TVector exponent, TVector f)
        where TVector : unmanaged, IVector<TVector, T>
        where T : unmanaged => IsFloat<T>() ? SumOfFloats<TVector, T>(exponent, f) : SumOfDoubles<TVector, T>(exponent, f);

    /// <summary>
    /// ln (1 + f) = f + f² P(f) for |f| &lt;= 1/3; P leaves an error of at most 2^-25.1 of it.
    /// That float's ln 2 is wrong by 2^-29 is nothing beside the exponent times it.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector SumOfFloats<TVector, T>(TVector exponent, TVector f)
        where TVector : unmanaged, IVector<TVector, T>
        where T : unmanaged
    {
        TVector f2 = f * f;
        TVector p01 = TVector.MultiplyAdd(TVector.Create(0.333331981374), f, TVector.Create(-0.49999936079));
        TVector p23 = TVector.MultiplyAdd(TVector.Create(0.200111686876), f, TVector.Create(-0.250078188766));
        TVector p45 = TVector.MultiplyAdd(TVector.Create(0.139958063748), f, TVector.Create(-0.164159610683));
        TVector p67 = TVector.MultiplyAdd(TVector.Create(0.140263625899), f, TVector.Create(-0.153885383108));
        TVector low = TVector.MultiplyAdd(p23, f2, p01);
        TVector high = TVector.MultiplyAdd(p67, f2, p45);
        TVector p = TVector.MultiplyAdd(high, f2 * f2, low);
        return TVector.MultiplyAdd(exponent, TVector.Create(0.693147180559945309), TVector.MultiplyAdd(p, f2, f));
    }

    /// <summary>
    /// With s = f / (2 + f), ln (1 + f) = 2 artanh s = f - (f²/2 - s (f²/2 + s² P(s²))) for f between √½ - 1 and √2 - 1;
    /// P leaves an error of at most 2^-59 of it. ln 2 comes in two parts, of which the first has 32 bits.
    /// </summary>
    /// <remarks>The form is that of the logarithm in FDLIBM (Sun Microsystems 1993), whose terms are ordered by what they round away.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector SumOfDoubles<TVector, T>(TVector exponent, TVector f)
        where TVector : unmanaged, IVector<TVector, T>
        where T : unmanaged
    {
        TVector s = f / (f + TVector.Create(2));
        TVector z = s * s;
        TVector w = z * z;
        TVector p01 = TVector.MultiplyAdd(TVector.Create(0.39999999999414674474), z, TVector.Create(0.66666666666667344129));
        TVector p23 = TVector.MultiplyAdd(TVector.Create(0.22222198573113130627), z, TVector.Create(0.28571428742388381731));
        TVector p45 = TVector.MultiplyAdd(TVector.Create(0.15314050466338196821), z, TVector.Create(0.18183564329614378241));
        TVector p456 = TVector.MultiplyAdd(TVector.Create(0.14795950534566253247), w, p45);
        TVector p = TVector.MultiplyAdd(TVector.MultiplyAdd(p456, w, p23), w, p01);
        TVector half = TVector.Create(0.5) * f * f;
        TVector rest = TVector.MultiplyAdd(exponent, TVector.Create(1.90821492927058770002e-10), s * TVector.MultiplyAdd(p, z, half));
        return TVector.MultiplyAdd(exponent, TVector.Create(6.93147180369123816490e-01), f - (half - rest));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool IsFloat<T>() => typeof(T) == typeof(float);
}
