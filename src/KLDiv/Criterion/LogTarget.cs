using System.Runtime.CompilerServices;
using KLDiv.Simd;

namespace KLDiv.Criterion;

/// <summary>l = e^t (t - x), for a target of log-probabilities.</summary>
internal readonly struct LogTarget : IDivergence
{
    public static bool InputGradientReadsTransform => true;

    public static double Padding => 0;

    /// <summary>e^t.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Transform<TVector, T>(TVector t)
        where TVector : unmanaged, IVector<TVector, T>
        where T : unmanaged => Exponential.Of<TVector, T>(t);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Loss<TVector, T>(TVector x, TVector t, TVector expT)
        where TVector : unmanaged, IVector<TVector, T>
        where T : unmanaged => Times<TVector, T>(x, t, expT, t - x);

    /// <summary>-e^t.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector InputDerivative<TVector, T>(TVector x, TVector t, TVector expT)
        where TVector : unmanaged, IVector<TVector, T>
        where T : unmanaged => -expT;

    /// <summary>e^t (t - x + 1).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector TargetDerivative<TVector, T>(TVector x, TVector t, TVector expT)
        where TVector : unmanaged, IVector<TVector, T>
        where T : unmanaged => Times<TVector, T>(x, t, expT, t - x + TVector.Create(1));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector OrdinaryTransform<TVector, T>(TVector t)
        where TVector : unmanaged, IVector<TVector, T>
        where T : unmanaged => Exponential.OfModest<TVector, T>(t);

    /// <remarks>Where e^t is 0, the bound in place of t keeps the difference finite, t being infinite.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector AddOrdinaryLoss<TVector, T>(TVector x, TVector t, TVector expT, TVector sum)
        where TVector : unmanaged, IVector<TVector, T>
        where T : unmanaged =>
        TVector.MultiplyAdd(expT, TVector.AtLeast(TVector.Create(Exponential.Least<T>()), t) - x, sum);

    /// <summary>Negative where t is too large.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Watch<TVector, T>(TVector t, bool forDerivative)
        where TVector : unmanaged, IVector<TVector, T>
        where T : unmanaged => TVector.Create(Exponential.LargestModest<T>()) - t;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsOrdinary<TVector, T>(TVector watched, double sum)
        where TVector : unmanaged, IVector<TVector, T>
        where T : unmanaged => !TVector.HasSign(watched);

    /// <summary>
    /// e^t times a factor, where e^t may have rounded to 0 or overflowed while the factor is infinite or 0: the exact product is
    /// then the factor itself, and a number that equals its double is 0 or infinite. Only e^-infinity is 0 itself; and of finite numbers
    /// the factor is infinite only by overflow, while the product is too small to hold.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Times<TVector, T>(TVector x, TVector t, TVector expT, TVector factor)
        where TVector : unmanaged, IVector<TVector, T>
        where T : unmanaged
    {
        TVector product = TVector.Select(TVector.Equal(factor + factor, factor), factor, expT * factor);
        TVector zero = TVector.Create(0);
        TVector absent = TVector.Both(TVector.Equal(t, TVector.Create(double.NegativeInfinity)), TVector.Equal(x, x));
        TVector vanished = TVector.Both(TVector.Equal(expT, zero), TVector.Equal(x - x, zero));
        return TVector.Select(TVector.Either(absent, vanished), zero, product);
    }
}
