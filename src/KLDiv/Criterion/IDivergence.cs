using KLDiv.Simd;

namespace KLDiv.Criterion;

/// <summary>The arithmetic of a divergence, for one element or one vector of elements x (input) and t (target).</summary>
/// <remarks>Each method decides its own special values; what it answers for them is the table in the documentation of <see cref="KLDivergence"/>.</remarks>
internal interface IDivergence
{
    /// <summary>Whether <see cref="InputDerivative{TVector, T}"/> reads the transform; where it does not, none is computed for it.</summary>
    static abstract bool InputGradientReadsTransform { get; }

    /// <summary>A target whose loss is 0 beside x = 0: it fills up the last vector of a block.</summary>
    static abstract double Padding { get; }

    /// <summary>The function of the target that loss and gradients share: its logarithm or its exponential.</summary>
    static abstract TVector Transform<TVector, T>(TVector t)
        where TVector : unmanaged, IVector<TVector, T>
        where T : unmanaged;

    /// <summary>The pointwise loss l(x, t).</summary>
    static abstract TVector Loss<TVector, T>(TVector x, TVector t, TVector transform)
        where TVector : unmanaged, IVector<TVector, T>
        where T : unmanaged;

    /// <summary>dl/dx.</summary>
    static abstract TVector InputDerivative<TVector, T>(TVector x, TVector t, TVector transform)
        where TVector : unmanaged, IVector<TVector, T>
        where T : unmanaged;

    /// <summary>dl/dt.</summary>
    static abstract TVector TargetDerivative<TVector, T>(TVector x, TVector t, TVector transform)
        where TVector : unmanaged, IVector<TVector, T>
        where T : unmanaged;

    /// <summary>The transform of ordinary elements, without the cost of handling others: for those it may be wrong.</summary>
    static abstract TVector OrdinaryTransform<TVector, T>(TVector t)
        where TVector : unmanaged, IVector<TVector, T>
        where T : unmanaged;

    /// <summary>The sum with the losses of ordinary elements added.</summary>
    static abstract TVector AddOrdinaryLoss<TVector, T>(TVector x, TVector t, TVector transform, TVector sum)
        where TVector : unmanaged, IVector<TVector, T>
        where T : unmanaged;

    /// <summary>
    /// Bits that reveal elements that are not ordinary although the sum of their losses is finite. A kernel collects them over a block by a bitwise or.
    /// </summary>
    /// <param name="t">The target.</param>
    /// <param name="forDerivative">Whether <see cref="TargetDerivative{TVector, T}"/> reads the transform too: what is wrong in it is lost in no sum there.</param>
    static abstract TVector Watch<TVector, T>(TVector t, bool forDerivative)
        where TVector : unmanaged, IVector<TVector, T>
        where T : unmanaged;

    /// <summary>Whether a block with these collected bits is ordinary, given that the sum of its losses is finite.</summary>
    static abstract bool IsOrdinary<TVector, T>(TVector watched, double sum)
        where TVector : unmanaged, IVector<TVector, T>
        where T : unmanaged;
}
