using KLDiv.Simd;

namespace KLDiv.Distilling;

/// <summary>A stretch of two rows of float logits P and Q, or of such rows side by side, with room for what is kept of them.</summary>
internal unsafe struct PairStretch
{
    /// <summary>Logits; P may be probabilities or their logarithms.</summary>
    public float* P, Q;

    /// <summary>e^a and e^b, a and b being the logits less the largest one, over the temperature; may lie over the logits.</summary>
    public float* OfP, OfQ;

    /// <summary>b - a; then e^b k - e^a, k being the ratio of the two sums.</summary>
    public float* Apart;

    /// <summary>The gradient for Q; null where it is not wanted.</summary>
    public float* Gradient;

    public int Length;
}

/// <summary>The work on pairs of rows, in stages over stretches of them. After each stage its findings are completed, once a vector of rows or once a row.</summary>
internal unsafe struct PairStages
{
    /// <summary>Elements of a vector; 0 where there are no stages.</summary>
    public int Lanes;

    /// <summary>Makes the state of rows of which nothing is known, given 1 / T.</summary>
    public delegate*<void*, double, double, void> Begin;

    /// <summary>Finds the largest logits.</summary>
    public delegate*<PairStretch*, void*, void> FindLargest;

    public delegate*<void*, bool, void> JoinLargest;

    /// <summary>Keeps exponentials and distances, and sums the exponentials.</summary>
    public delegate*<PairStretch*, void*, void> Exponentiate;

    public delegate*<void*, bool, void> JoinSums;

    /// <summary>Sums the terms of the divergence, and keeps what the gradient needs.</summary>
    public delegate*<PairStretch*, void*, void> Sum;

    /// <summary>Makes the divergences from the sums, and the gradients' factors from the scales.</summary>
    /// <returns>The lanes whose rows these stages are not for, a bit for each.</returns>
    public delegate*<void*, bool, double* /* scales */, double* /* divergences */, double* /* sums of P */, ulong> Finish;

    public delegate*<PairStretch*, void*, void> WriteGradient;
}

/// <summary>The stages at a width.</summary>
internal readonly struct PairStagesOf<TMixture, TSide> : IOfWidth<float, PairStages>
    where TMixture : struct, IChoice
    where TSide : struct, ISideOfP
{
    public PairStages Of<TVector, TWide>()
        where TVector : unmanaged, IVector<TVector, float>
        where TWide : unmanaged, IVector<TWide, double> => PairKernel<TVector, TWide, TMixture, TSide>.Stages;
}

/// <summary>What P is given as, known when a kernel is compiled.</summary>
internal interface ISideOfP
{
    static abstract bool IsLogits { get; }

    /// <summary>Whether it is logarithms of probabilities.</summary>
    static abstract bool IsLogarithm { get; }

    /// <summary>The least divergence for which float is enough: a smaller one may consist of what float rounds off.</summary>
    static abstract double LeastDivergence { get; }
}

internal readonly struct LogitsOfP : ISideOfP
{
    public static bool IsLogits => true;

    public static bool IsLogarithm => false;

    public static double LeastDivergence => 1e-30;
}

internal readonly struct ProbabilitiesOfP : ISideOfP
{
    public static bool IsLogits => false;

    public static bool IsLogarithm => false;

    /// <summary>Their logarithms have some 30 digits before and behind the point.</summary>
    public static double LeastDivergence => 1e-5;
}

internal readonly struct LogProbabilitiesOfP : ISideOfP
{
    public static bool IsLogits => false;

    public static bool IsLogarithm => true;

    public static double LeastDivergence => 1e-10;
}
