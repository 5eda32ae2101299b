using System.Runtime.CompilerServices;

namespace KLDiv.Simd;

/// <summary>The natural logarithm of positive normal floats in two parts, to some 2^-30 of 1: with t = m 2^e, e ln 2 + f - f² / 2 + f³ R(f), 1 + f being m.</summary>
internal static class LogarithmInTwoParts<TVector>
    where TVector : unmanaged, IVector<TVector, float>
{
    private const double R0 = 0.333333336688068, R1 = -0.2500000175400979, R2 = 0.19999850678147205, R3 = -0.16666354654841334,
        R4 = 0.14296291707213005, R5 = -0.12515450808758902, R6 = 0.10851657504368295,
        R7 = -0.09691294857437704, R8 = 0.11619525266812025, R9 = -0.10954286059419172;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TwoParts<TVector, float> Of(TVector t)
    {
        TVector f = TVector.Split(t, TVector.Create(2.0 / 3), out TVector exponent) - TVector.Create(1);
        TVector f2 = f * f, half = TVector.Create(-0.5);
        TVector restOfSquare = TVector.MultiplyAdd(f, f, -f2);

        // R is a fit at Chebyshev's points of (ln(1 + f) - f + f² / 2) / f³ for |f| <= 1/3.
        TVector r01 = TVector.MultiplyAdd(TVector.Create(R1), f, TVector.Create(R0));
        TVector r23 = TVector.MultiplyAdd(TVector.Create(R3), f, TVector.Create(R2));
        TVector r45 = TVector.MultiplyAdd(TVector.Create(R5), f, TVector.Create(R4));
        TVector r67 = TVector.MultiplyAdd(TVector.Create(R7), f, TVector.Create(R6));
        TVector r89 = TVector.MultiplyAdd(TVector.Create(R9), f, TVector.Create(R8));
        TVector f4 = f2 * f2;
        TVector r = TVector.MultiplyAdd(TVector.MultiplyAdd(r89, f4, TVector.MultiplyAdd(r67, f2, r45)), f4, TVector.MultiplyAdd(r23, f2, r01));
        TVector cubed = f * f2 * r;

        // f is exact, and so is the first part of ln 2 times the exponent; |f² / 2| is less than |f|.
        TVector near = TVector.MultiplyAdd(f2, half, f);
        TVector low = TVector.MultiplyAdd(f2, half, f - near) + TVector.MultiplyAdd(restOfSquare, half, cubed);
        TwoParts<TVector, float> sum = TwoParts<TVector, float>.Difference(exponent * TVector.Create(0.693145751953125), -near);
        sum.Low += TVector.MultiplyAdd(exponent, TVector.Create(1.42860682030941723e-6), low);
        return sum;
    }
}
