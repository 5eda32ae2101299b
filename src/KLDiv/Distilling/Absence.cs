using System.Runtime.CompilerServices;
using KLDiv.Simd;

namespace KLDiv.Distilling;

/// <summary>Logits of classes that are not there: suppressed by -infinity, or beyond the end of a block.</summary>
internal static class Absence
{
    /// <summary>
    /// Puts finite logits in the place of -infinity, so low that their exponentials are 0, and brings all others so near to the origins that differences are finite.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Replace<TVector, T>(ref TVector p, ref TVector q, in VectorOrigins<TVector, T> origins)
        where TVector : unmanaged, IVector<TVector, T>
        where T : unmanaged
    {
        TVector infinity = TVector.Create(double.NegativeInfinity);
        TVector noP = TVector.Equal(p, infinity), noQ = TVector.Equal(q, infinity);
        p = TVector.Select(noP, origins.AbsentP, origins.BoundedP(p));
        q = TVector.Select(noQ, origins.AbsentQ, origins.BoundedQ(q));
    }

    /// <summary>Masks that are set where one side alone has the class.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Of<TVector, T>(TVector p, TVector q, out TVector isOnlyP, out TVector isOnlyQ)
        where TVector : unmanaged, IVector<TVector, T>
        where T : unmanaged
    {
        TVector infinity = TVector.Create(double.NegativeInfinity), none = TVector.Create(0);
        TVector noP = TVector.Equal(p, infinity), noQ = TVector.Equal(q, infinity);
        isOnlyP = TVector.Select(noP, none, noQ);
        isOnlyQ = TVector.Select(noQ, none, noP);
    }
}
