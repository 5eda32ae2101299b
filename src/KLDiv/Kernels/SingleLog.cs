using System.Runtime.CompilerServices;

namespace KLDiv.Kernels;

/// <summary>
/// The natural logarithm of floats: at most 1 ulp from the correctly rounded one, for every float.
/// With t = m 2^e, 2/3 &lt;= m &lt; 4/3, and f = m - 1, it is e ln 2 + f + f² P(f).
/// </summary>
/// <remarks>
/// P is the minimax polynomial of degree 7 of (ln(1 + f) - f) / f² on [-1/3, 1/3] for the error relative to ln(1 + f), which is at most 2^-25.1;
/// found by the exchange algorithm of E. Remez, Sur le calcul effectif des polynômes d'approximation de Tchebichef, C. R. Acad. Sci. 199 (1934), 337-340.
/// Estrin's form keeps several multiplications in flight.
/// </remarks>
internal static class SingleLog
{
    private const double SmallestNormal = 1.17549435e-38;

    /// <summary>The floats below it are told apart only after they are brought up by it.</summary>
    private const double SubnormalScale = 1 << SubnormalShift;

    private const int SubnormalShift = 24;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Of<TVector, T>(TVector t)
        where TVector : unmanaged, IVector<TVector, T>
        where T : unmanaged
    {
        TVector zero = TVector.Create(0);
        TVector isSmall = TVector.Less(t, TVector.Create(SmallestNormal));
        TVector scaled = TVector.Select(isSmall, t * TVector.Create(SubnormalScale), t);
        TVector log = OfMantissa<TVector, T>(scaled, out TVector exponent);
        exponent -= TVector.Select(isSmall, TVector.Create(SubnormalShift), zero);
        log = TVector.MultiplyAdd(exponent, TVector.Create(LogOfTwo), log);
        log = TVector.Select(TVector.Less(t, TVector.Create(double.PositiveInfinity)), log, t);
        log = TVector.Select(TVector.Equal(t, zero), TVector.Create(double.NegativeInfinity), log);
        return TVector.Select(TVector.Less(t, zero), TVector.Create(double.NaN), log);
    }

    /// <summary>Of positive normal floats; of any other, some number.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector OfNormal<TVector, T>(TVector t)
        where TVector : unmanaged, IVector<TVector, T>
        where T : unmanaged
    {
        TVector log = OfMantissa<TVector, T>(t, out TVector exponent);
        return TVector.MultiplyAdd(exponent, TVector.Create(LogOfTwo), log);
    }

    /// <summary>ln m.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector OfMantissa<TVector, T>(TVector t, out TVector exponent)
        where TVector : unmanaged, IVector<TVector, T>
        where T : unmanaged
    {
        TVector f = TVector.Split(t, TVector.Create(2.0 / 3), out exponent) - TVector.Create(1);
        TVector f2 = f * f;
        TVector p01 = TVector.MultiplyAdd(TVector.Create(0.333331981374), f, TVector.Create(-0.49999936079));
        TVector p23 = TVector.MultiplyAdd(TVector.Create(0.200111686876), f, TVector.Create(-0.250078188766));
        TVector p45 = TVector.MultiplyAdd(TVector.Create(0.139958063748), f, TVector.Create(-0.164159610683));
        TVector p67 = TVector.MultiplyAdd(TVector.Create(0.140263625899), f, TVector.Create(-0.153885383108));
        TVector low = TVector.MultiplyAdd(p23, f2, p01);
        TVector high = TVector.MultiplyAdd(p67, f2, p45);
        TVector p = TVector.MultiplyAdd(high, f2 * f2, low);
        return TVector.MultiplyAdd(p, f2, f);
    }

    /// <summary>ln 2; rounded to float it is wrong by 2^-29, which times the exponent is no error in a sum.</summary>
    private const double LogOfTwo = 0.693147180559945309;
}
