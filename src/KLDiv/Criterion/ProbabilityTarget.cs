using System.Runtime.CompilerServices;
using KLDiv.Simd;

namespace KLDiv.Criterion;

/// <summary>l = t (ln t - x), for a target of probabilities.</summary>
internal readonly struct ProbabilityTarget : IDivergence
{
    /// <summary>The quick logarithm of a subnormal number is wrong by less than 40: over a block of floats that makes less than 10^-32.</summary>
    private const double Negligible = 1e-25;

    public static bool InputGradientReadsTransform => false;

    public static double Padding => 0;

    /// <summary>ln t.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Transform<TVector, T>(TVector t)
        where TVector : unmanaged, IVector<TVector, T>
        where T : unmanaged => Logarithm.Of<TVector, T>(t);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Loss<TVector, T>(TVector x, TVector t, TVector logT)
        where TVector : unmanaged, IVector<TVector, T>
        where T : unmanaged =>
        TVector.Select(Absent<TVector, T>(x, t), TVector.Create(0), t * (logT - x));

    /// <summary>-t.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector InputDerivative<TVector, T>(TVector x, TVector t, TVector logT)
        where TVector : unmanaged, IVector<TVector, T>
        where T : unmanaged => -t;

    /// <summary>ln t + 1 - x.</summary>
    /// <remarks>The 1 is t / t, which has no value where t is infinite; t - t carries that, and is 0 elsewhere.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector TargetDerivative<TVector, T>(TVector x, TVector t, TVector logT)
        where TVector : unmanaged, IVector<TVector, T>
        where T : unmanaged =>
        TVector.Select(Absent<TVector, T>(x, t), TVector.Create(0), logT + TVector.Create(1) - x + (t - t));

    /// <summary>ln t where t is normal, and some number where it is 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector OrdinaryTransform<TVector, T>(TVector t)
        where TVector : unmanaged, IVector<TVector, T>
        where T : unmanaged => Logarithm.OfNormal<TVector, T>(t);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector AddOrdinaryLoss<TVector, T>(TVector x, TVector t, TVector logT, TVector sum)
        where TVector : unmanaged, IVector<TVector, T>
        where T : unmanaged => TVector.MultiplyAdd(t, logT - x, sum);

    /// <summary>t itself: it shows negative elements, and whether all are 0. Where a derivative needs the logarithm, a subnormal t is marked by a sign, since its quick logarithm is wrong.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Watch<TVector, T>(TVector t, bool forDerivative)
        where TVector : unmanaged, IVector<TVector, T>
        where T : unmanaged => forDerivative ? TVector.Either(t, NegativeWhereSubnormal<TVector, T>(t)) : t;

    /// <summary>No t is negative, and the sum is so large that wrong logarithms of subnormal elements, if there are any, do not show in it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsOrdinary<TVector, T>(TVector watched, double sum)
        where TVector : unmanaged, IVector<TVector, T>
        where T : unmanaged => !TVector.HasSign(watched) && (double.Abs(sum) > Negligible || TVector.IsZero(watched));

    /// <remarks>t, and what it lacks to be normal, are both positive only where t is subnormal. Subtracting from 0 leaves a 0 without a sign, where negating would not.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector NegativeWhereSubnormal<TVector, T>(TVector t)
        where TVector : unmanaged, IVector<TVector, T>
        where T : unmanaged =>
        TVector.Create(0) - TVector.AtMost(t, TVector.Create(Logarithm.LeastNormal<T>()) - t);

    /// <summary>Set where t = 0 and x is not NaN: 0 ln 0 = 0, and 0 times infinity is 0 too.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Absent<TVector, T>(TVector x, TVector t)
        where TVector : unmanaged, IVector<TVector, T>
        where T : unmanaged => TVector.Both(TVector.Equal(t, TVector.Create(0)), TVector.Equal(x, x));
}
