namespace KLDiv.Kernels;

/// <summary>The arithmetic of a divergence, for one element or one vector of elements x (input) and t (target).</summary>
/// <remarks>Each method decides its own special values; what it answers for them is the table in the documentation of <see cref="KLDivergence"/>.</remarks>
internal interface IDivergence
{
    /// <summary>Whether <see cref="InputGradient"/> reads the transform; where it does not, none is computed for it.</summary>
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

    /// <summary>g dl/dx, g being the upstream gradient.</summary>
    static abstract TVector InputGradient<TVector, T>(TVector x, TVector t, TVector transform, TVector g)
        where TVector : unmanaged, IVector<TVector, T>
        where T : unmanaged;

    /// <summary>g dl/dt, g being the upstream gradient.</summary>
    static abstract TVector TargetGradient<TVector, T>(TVector x, TVector t, TVector transform, TVector g)
        where TVector : unmanaged, IVector<TVector, T>
        where T : unmanaged;
}
