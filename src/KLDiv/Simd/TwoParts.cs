using System.Runtime.CompilerServices;

namespace KLDiv.Simd;

/// <summary>A vector of numbers in two parts: what T holds of them, and what rounding took from that.</summary>
internal struct TwoParts<TVector, T>
    where TVector : unmanaged, IVector<TVector, T>
    where T : unmanaged
{
    public TVector High;

    public TVector Low;

    /// <summary>left - right, exactly. Source: Knuth, The Art of Computer Programming, volume 2, 4.2.2.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TwoParts<TVector, T> Difference(TVector left, TVector right)
    {
        TVector difference = left - right;
        TVector taken = difference - left;
        return new() { High = difference, Low = left - (difference - taken) - (right + taken) };
    }

    /// <summary>Times a factor in two parts.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly TwoParts<TVector, T> Times(TVector factorHigh, TVector factorLow)
    {
        TVector product = High * factorHigh;
        TVector rest = TVector.MultiplyAdd(High, factorHigh, -product);
        return new() { High = product, Low = TVector.MultiplyAdd(Low, factorHigh, TVector.MultiplyAdd(High, factorLow, rest)) };
    }
}
