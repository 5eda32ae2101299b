using System.Runtime.CompilerServices;

namespace KLDiv.Simd;

/// <summary>The gradient that flows into the loss.</summary>
internal static class Upstream
{
    /// <summary>
    /// g times a derivative, 0 where 0 meets infinity: what nothing depends on, and what depends on nothing, has no gradient.
    /// There, and there alone, the product is NaN and the sum is not.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Times<TVector, T>(TVector g, TVector derivative)
        where TVector : unmanaged, IVector<TVector, T>
        where T : unmanaged
    {
        TVector product = g * derivative;
        TVector sum = g + derivative;
        return TVector.Select(TVector.Equal(product, product), product, TVector.Select(TVector.Equal(sum, sum), TVector.Create(0), product));
    }
}
