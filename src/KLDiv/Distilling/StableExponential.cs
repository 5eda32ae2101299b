using System.Runtime.CompilerServices;
using KLDiv.Simd;

namespace KLDiv.Distilling;

/// <summary>Exponentials of numbers that are not positive, in the forms that cancel nothing: what a pair of logits is compared with.</summary>
/// <remarks>
/// Polynomials are fits at Chebyshev's points in 40 digits: of (2^f - 1) / f for |f| &lt;= 1/2, to 8e-9 of 2^f in float and 2e-17 in double,
/// and of (e^r - 1 - r) / r² for -ln 2 &lt;= r &lt;= 0, to 2e-9 and 2e-18 of it.
/// </remarks>
internal static class StableExponential
{
    private const double Log2E = 1.4426950408889634;

    /// <summary>Just less than a half: 0 and what is near it round to 0 when it is added.</summary>
    private const double Half = 0.4999;

    /// <summary>The least exponent of two: at it the power is 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Least<T>() => typeof(T) == typeof(float) ? -127 : -1023;

    /// <summary>2^(high + low), for <see cref="Least"/> &lt;= high &lt;= 64 and a small low.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector PowerOfTwo<TVector, T>(TVector high, TVector low)
        where TVector : unmanaged, IVector<TVector, T>
        where T : unmanaged
    {
        TVector rounder = TVector.Create(Exponential.Rounder<T>());
        TVector shifted = high + rounder;
        TVector f = high - (shifted - rounder) + low;
        TVector scale = TVector.PowerOfTwo(shifted);
        return TVector.MultiplyAdd(scale, f * PowerQuotient<TVector, T>(f), scale);
    }

    /// <summary>e^x - 1, for x &lt;= 0, or for x of either sign that are at least <see cref="Least"/> ln 2 and not large.</summary>
    /// <typeparam name="TVector">The vector.</typeparam>
    /// <typeparam name="T">Its elements.</typeparam>
    /// <typeparam name="TSigned">Whether x may be of either sign.</typeparam>
    /// <param name="x">The exponent.</param>
    /// <param name="isNear">A mask that is set where x is more than -ln 2, just about; of either sign, nearer to 0 than ln 2 / 2.</param>
    /// <param name="excess">e^x - 1 - x, where that mask is set.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector MinusOne<TVector, T, TSigned>(TVector x, out TVector isNear, out TVector excess)
        where TVector : unmanaged, IVector<TVector, T>
        where T : unmanaged
        where TSigned : struct, IChoice
    {
        bool single = typeof(T) == typeof(float);
        TVector rounder = TVector.Create(Exponential.Rounder<T>()), log2E = TVector.Create(Log2E);
        x = TVector.AtLeast(TVector.Create(Least<T>() / Log2E), x);
        TVector shifted = TSigned.Value ? TVector.MultiplyAdd(x, log2E, rounder) : TVector.MultiplyAdd(x, log2E, TVector.Create(Half)) + rounder;
        TVector exponent = shifted - rounder;

        // ln 2 in two parts, the first with so few bits that the exponent multiplies it exactly.
        TVector r = TVector.MultiplyAdd(exponent, TVector.Create(single ? -0.693359375 : -0.6931471803691238), x);
        r = TVector.MultiplyAdd(exponent, TVector.Create(single ? 2.1219444005469058e-4 : -1.9082149292705877e-10), r);
        excess = r * r * (TSigned.Value ? CentredExcessQuotient<TVector, T>(r) : ExcessQuotient<TVector, T>(r));
        TVector scale = TVector.PowerOfTwo(shifted);
        isNear = TVector.Equal(exponent, TVector.Create(0));
        return TVector.MultiplyAdd(scale, r + excess, scale - TVector.Create(1));
    }

    /// <summary>(2^f - 1) / f.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector PowerQuotient<TVector, T>(TVector f)
        where TVector : unmanaged, IVector<TVector, T>
        where T : unmanaged
    {
        if (typeof(T) == typeof(float))
        {
            TVector p = TVector.MultiplyAdd(TVector.Create(0.00015453182829959741), f, TVector.Create(0.0013390886332106698));
            p = TVector.MultiplyAdd(p, f, TVector.Create(0.0096181825199904669));
            p = TVector.MultiplyAdd(p, f, TVector.Create(0.055503570711525073));
            p = TVector.MultiplyAdd(p, f, TVector.Create(0.24022650760645807));
            return TVector.MultiplyAdd(p, f, TVector.Create(0.6931471880352003));
        }

        TVector q = TVector.MultiplyAdd(TVector.Create(4.4549643712692968e-10), f, TVector.Create(7.0725930278789966e-9));
        q = TVector.MultiplyAdd(q, f, TVector.Create(1.0178062426976923e-7));
        q = TVector.MultiplyAdd(q, f, TVector.Create(1.3215442552522291e-6));
        q = TVector.MultiplyAdd(q, f, TVector.Create(1.5252733829867081e-5));
        q = TVector.MultiplyAdd(q, f, TVector.Create(1.5403530441793741e-4));
        q = TVector.MultiplyAdd(q, f, TVector.Create(0.0013333558146416917));
        q = TVector.MultiplyAdd(q, f, TVector.Create(0.0096181291076068539));
        q = TVector.MultiplyAdd(q, f, TVector.Create(0.055504108664821594));
        q = TVector.MultiplyAdd(q, f, TVector.Create(0.24022650695910098));
        return TVector.MultiplyAdd(q, f, TVector.Create(0.69314718055994531));
    }

    /// <summary>(e^r - 1 - r) / r².</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector ExcessQuotient<TVector, T>(TVector r)
        where TVector : unmanaged, IVector<TVector, T>
        where T : unmanaged
    {
        if (typeof(T) == typeof(float))
        {
            TVector p = TVector.MultiplyAdd(TVector.Create(1.5356522196521731e-4), r, TVector.Create(0.0013555295008245861));
            p = TVector.MultiplyAdd(p, r, TVector.Create(0.008321607505593973));
            p = TVector.MultiplyAdd(p, r, TVector.Create(0.041664783867768107));
            p = TVector.MultiplyAdd(p, r, TVector.Create(0.16666655545365504));
            return TVector.MultiplyAdd(p, r, TVector.Create(0.49999999893188060));
        }

        TVector q = TVector.MultiplyAdd(TVector.Create(1.5607127963462013e-9), r, TVector.Create(2.4228554506965286e-8));
        q = TVector.MultiplyAdd(q, r, TVector.Create(2.7482654859473644e-7));
        q = TVector.MultiplyAdd(q, r, TVector.Create(2.7553070987611357e-6));
        q = TVector.MultiplyAdd(q, r, TVector.Create(2.4801431193632266e-5));
        q = TVector.MultiplyAdd(q, r, TVector.Create(1.9841266145954351e-4));
        q = TVector.MultiplyAdd(q, r, TVector.Create(0.0013888888834250855));
        q = TVector.MultiplyAdd(q, r, TVector.Create(0.0083333333328614395));
        q = TVector.MultiplyAdd(q, r, TVector.Create(0.041666666666645747));
        q = TVector.MultiplyAdd(q, r, TVector.Create(0.1666666666666663));
        return TVector.MultiplyAdd(q, r, TVector.Create(0.5));
    }

    /// <summary>(e^r - 1 - r) / r², for |r| &lt;= ln 2 / 2.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector CentredExcessQuotient<TVector, T>(TVector r)
        where TVector : unmanaged, IVector<TVector, T>
        where T : unmanaged
    {
        if (typeof(T) == typeof(float))
        {
            TVector p = TVector.MultiplyAdd(TVector.Create(1.9891030654370328e-4), r, TVector.Create(0.0013933685862617174));
            p = TVector.MultiplyAdd(p, r, TVector.Create(0.0083333108895820772));
            p = TVector.MultiplyAdd(p, r, TVector.Create(0.041666464602026542));
            p = TVector.MultiplyAdd(p, r, TVector.Create(0.16666666681659179));
            return TVector.MultiplyAdd(p, r, TVector.Create(0.50000000134981779));
        }

        TVector q = TVector.MultiplyAdd(TVector.Create(2.0914717341716376e-9), r, TVector.Create(2.5105259538448493e-8));
        q = TVector.MultiplyAdd(q, r, TVector.Create(2.755727357010214e-7));
        q = TVector.MultiplyAdd(q, r, TVector.Create(2.7557255297969644e-6));
        q = TVector.MultiplyAdd(q, r, TVector.Create(2.4801587325605323e-5));
        q = TVector.MultiplyAdd(q, r, TVector.Create(1.9841269874901259e-4));
        q = TVector.MultiplyAdd(q, r, TVector.Create(0.0013888888888883732));
        q = TVector.MultiplyAdd(q, r, TVector.Create(0.0083333333333261121));
        q = TVector.MultiplyAdd(q, r, TVector.Create(0.04166666666666667));
        q = TVector.MultiplyAdd(q, r, TVector.Create(0.16666666666666671));
        return TVector.MultiplyAdd(q, r, TVector.Create(0.5));
    }
}
