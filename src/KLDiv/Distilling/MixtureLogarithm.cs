using System.Runtime.CompilerServices;
using KLDiv.Simd;

namespace KLDiv.Distilling;

/// <summary>The logarithm of numbers of at most 1, in the form that cancels nothing near 1.</summary>
internal static class MixtureLogarithm
{
    /// <summary>z - ln(1 + z), for -1 &lt; z &lt;= 0, in double.</summary>
    /// <remarks>
    /// 1 + z = 2^n m with m between the roots of 1/2 and 2, and ln m = 2 artanh s with s = (m - 1) / (m + 1); where n = 0, s = z / (2 + z), and
    /// z - 2 s = s z. The series is a fit at Chebyshev's points in 40 digits, to 2e-18 of the logarithm.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Shortfall<TVector, T>(TVector z)
        where TVector : unmanaged, IVector<TVector, T>
        where T : unmanaged
    {
        TVector one = TVector.Create(1), two = TVector.Create(2);
        TVector mantissa = TVector.Split(one + z, TVector.Create(0.7071067811865475), out TVector exponent);
        TVector isNear = TVector.Equal(exponent, TVector.Create(0));
        TVector rest = TVector.Select(isNear, z, mantissa - one);
        TVector s = rest / (two + rest);
        TVector s2 = s * s;
        TVector series = TVector.MultiplyAdd(TVector.Create(0.14619343453512615), s2, TVector.Create(0.15331487235865733));
        series = TVector.MultiplyAdd(series, s2, TVector.Create(0.18182896183483087));
        series = TVector.MultiplyAdd(series, s2, TVector.Create(0.22222211037816588));
        series = TVector.MultiplyAdd(series, s2, TVector.Create(0.28571428626570204));
        series = TVector.MultiplyAdd(series, s2, TVector.Create(0.39999999999898192));
        series = TVector.MultiplyAdd(series, s2, TVector.Create(0.66666666666666697)) * s2;
        TVector near = s * (z - series);
        TVector far = z - TVector.MultiplyAdd(exponent, TVector.Create(0.6931471805599453), s * (two + series));
        return TVector.Select(isNear, near, far);
    }
}
