using KLDiv.Simd;

namespace KLDiv.Softmaxes;

/// <summary>An operation on rows as up to three passes over their elements, and what becomes of each pass before the next one.</summary>
/// <remarks>
/// Passes know vectors alone. Where rows lie side by side, each lane of what a pass finds is a row's own; where a row is walked by itself, the lanes are
/// parts of it, which are joined after the pass. A pass is null where there is none.
/// </remarks>
internal unsafe struct RowPasses<T>
    where T : unmanaged
{
    /// <summary>Elements of a vector; 0 where there are no passes.</summary>
    public int Lanes;

    /// <summary>Whether they read a second operand.</summary>
    public bool ReadsSecond;

    /// <summary>1 / T in two parts, T being the temperature.</summary>
    public double InverseHigh, InverseLow;

    /// <summary>Makes the state of rows of which nothing is known, given 1 / T.</summary>
    public delegate*<void*, double, double, void> Begin;

    public delegate*<RowStretch<T>*, void*, void> First;

    /// <summary>Finishes what the first pass found.</summary>
    public delegate*<void*, bool, void> AfterFirst;

    public delegate*<RowStretch<T>*, void*, void> Second;

    /// <summary>Finishes what the second pass found.</summary>
    /// <returns>The lanes whose rows these passes are not for, a bit for each.</returns>
    public delegate*<void*, bool, ulong> AfterSecond;

    /// <summary>Writes the result.</summary>
    public delegate*<RowStretch<T>*, void*, void> Last;

    /// <summary>The passes at a temperature.</summary>
    public readonly RowPasses<T> At(double temperature)
    {
        (double high, double low) = InverseTemperature.Of<T>(temperature);
        return this with { InverseHigh = high, InverseLow = low };
    }
}

/// <summary>A stretch of a row, or of rows side by side.</summary>
internal unsafe struct RowStretch<T>
    where T : unmanaged
{
    public T* First;

    public T* Second;

    public T* Result;

    public int Length;

    /// <summary>Whether the result keeps what the second pass writes there until the last one.</summary>
    public bool Keeps;
}

/// <summary>The passes at a width, with the temperature and the operands left to be told.</summary>
internal readonly struct SoftmaxPasses<T, TLogarithm> : IOfWidth<T, RowPasses<T>>
    where T : unmanaged
    where TLogarithm : struct, IChoice
{
    public RowPasses<T> Of<TVector, TWide>()
        where TVector : unmanaged, IVector<TVector, T>
        where TWide : unmanaged, IVector<TWide, double> => SoftmaxKernel<TVector, TWide, T, TLogarithm>.Passes;
}

/// <inheritdoc cref="SoftmaxPasses{T, TLogarithm}" />
internal readonly struct SoftmaxGradientPasses<T, TLogarithm> : IOfWidth<T, RowPasses<T>>
    where T : unmanaged
    where TLogarithm : struct, IChoice
{
    public RowPasses<T> Of<TVector, TWide>()
        where TVector : unmanaged, IVector<TVector, T>
        where TWide : unmanaged, IVector<TWide, double> => SoftmaxGradientKernel<TVector, TWide, T, TLogarithm>.Passes;
}
