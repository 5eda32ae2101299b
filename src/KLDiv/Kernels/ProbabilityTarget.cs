using System.Runtime.CompilerServices;

namespace KLDiv.Kernels;

/// <summary>l = t (ln t - x), for a target of probabilities.</summary>
internal readonly struct ProbabilityTarget : IDivergence
{
    public static bool InputGradientReadsTransform => false;

    public static double Padding => 0;

    /// <summary>ln t.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Transform<TVector, T>(TVector t)
        where TVector : unmanaged, IVector<TVector, T>
        where T : unmanaged => TVector.Log(t);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Loss<TVector, T>(TVector x, TVector t, TVector logT)
        where TVector : unmanaged, IVector<TVector, T>
        where T : unmanaged =>
        TVector.Select(Absent<TVector, T>(x, t), TVector.Create(0), t * (logT - x));

    /// <summary>-g t.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector InputGradient<TVector, T>(TVector x, TVector t, TVector logT, TVector g)
        where TVector : unmanaged, IVector<TVector, T>
        where T : unmanaged => -Upstream.Times<TVector, T>(g, t);

    /// <summary>g (ln t + 1 - x).</summary>
    /// <remarks>The 1 is t / t, which has no value where t is infinite; t - t carries that, and is 0 elsewhere.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector TargetGradient<TVector, T>(TVector x, TVector t, TVector logT, TVector g)
        where TVector : unmanaged, IVector<TVector, T>
        where T : unmanaged
    {
        TVector derivative = logT + TVector.Create(1) - x + (t - t);
        return Upstream.Times<TVector, T>(g, TVector.Select(Absent<TVector, T>(x, t), TVector.Create(0), derivative));
    }

    /// <summary>Set where t = 0 beside an x that is a number: 0 ln 0 = 0, and 0 times infinity is 0 too.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Absent<TVector, T>(TVector x, TVector t)
        where TVector : unmanaged, IVector<TVector, T>
        where T : unmanaged => TVector.Both(TVector.Equal(t, TVector.Create(0)), TVector.Equal(x, x));
}
