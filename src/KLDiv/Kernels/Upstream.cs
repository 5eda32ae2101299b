using System.Runtime.CompilerServices;

namespace KLDiv.Kernels;

/// <summary>The gradient that flows into the loss.</summary>
internal static class Upstream
{
    /// <summary>g times a derivative, 0 where g = 0 meets an infinite derivative: an element that nothing depends on has no gradient.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Times<TVector, T>(TVector g, TVector derivative)
        where TVector : unmanaged, IVector<TVector, T>
        where T : unmanaged
    {
        TVector nothing = TVector.Both(TVector.Equal(g, TVector.Create(0)), TVector.Equal(derivative, derivative));
        return TVector.Select(nothing, TVector.Create(0), g * derivative);
    }
}
