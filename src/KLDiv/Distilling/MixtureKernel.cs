using System.Runtime.CompilerServices;
using KLDiv.Simd;

namespace KLDiv.Distilling;

/// <summary>
/// P and Q against their mixture M = beta P + (1 - beta) Q: the sums of KL(P || M) and KL(Q || M), and the gradients of
/// beta KL(P || M) + (1 - beta) KL(Q || M), which are beta p (ln(p / m) - KL(P || M)) and (1 - beta) q (ln(q / m) - KL(Q || M)).
/// </summary>
/// <remarks>
/// With G the larger one of p and q, G (1 + E) the smaller one and g the smaller one's weight, m = G (1 + z) with z = g E, and z - ln(1 + z) = F.
/// The terms G F, and G ((1 - g) E² - (1 + E) (y + E - F)) of the smaller one, are not negative and cancel by no more than 1 / (1 - g).
/// </remarks>
internal static unsafe class MixtureKernel<TVector, T, TOutputs>
    where TVector : unmanaged, IVector<TVector, T>
    where T : unmanaged
    where TOutputs : struct, ILogitsOutputs
{
    public static void Sum(LogitsBlock<T>* block) => WholeVectors<TVector, T, LogitsBlock<T>>.Run(block, &WalkSums);

    public static void Write(LogitsBlock<T>* block) => WholeVectors<TVector, T, LogitsBlock<T>>.Run(block, &WalkGradients);

    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void WalkSums(LogitsBlock<T>* block)
    {
        VectorOrigins<TVector, T> origins = new(block->Origins);
        TVector beta = TVector.Create(block->Beta);
        TVector lowP = TVector.Create(0), highP = lowP, lowQ = lowP, highQ = lowP;
        TVector* kept = stackalloc TVector[ExponentialStages<TVector, T, TOutputs>.Kept];
        TVector* larger = kept + ExponentialStages<TVector, T, TOutputs>.Stretch;
        int length = block->Length;
        for (int i = 0; i < length; i += TVector.Count)
        {
            int at = Keep(block, i, origins, kept);
            ExponentialPair<TVector, T> terms = Terms(kept[at], larger[at], beta, out Mixture mixture);
            TVector ofLarger = terms.Larger * mixture.Shortfall;
            TVector one = TVector.Create(1);
            TVector excess = TVector.Select(terms.IsNear, terms.Excess, terms.Change - terms.Decay);
            TVector ofSmaller = terms.Larger * (
                ((one - mixture.Weight) * terms.Change * terms.Change) - ((one + terms.Change) * (excess - mixture.Shortfall)));
            TVector.Accumulate(TVector.Select(terms.IsNegative, ofSmaller, ofLarger), ref lowP, ref highP);
            TVector.Accumulate(TVector.Select(terms.IsNegative, ofLarger, ofSmaller), ref lowQ, ref highQ);
        }

        block->Sums.Forward = TVector.Total(lowP, highP);
        block->Sums.Reverse = TVector.Total(lowQ, highQ);
    }

    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void WalkGradients(LogitsBlock<T>* block)
    {
        VectorOrigins<TVector, T> origins = new(block->Origins);
        TVector beta = TVector.Create(block->Beta), zero = TVector.Create(0), one = TVector.Create(1), scale = TVector.Create(block->GradientScale);
        TVector divergenceP = TVector.Create(block->DivergenceP), divergenceQ = TVector.Create(block->DivergenceQ);
        TVector* kept = stackalloc TVector[ExponentialStages<TVector, T, TOutputs>.Kept];
        TVector* larger = kept + ExponentialStages<TVector, T, TOutputs>.Stretch;
        int length = block->Length;
        for (int i = 0; i < length; i += TVector.Count)
        {
            int at = Keep(block, i, origins, kept);
            ExponentialPair<TVector, T> terms = Terms(kept[at], larger[at], beta, out Mixture mixture);
            TVector smaller = terms.Larger * (one + terms.Change);
            TVector logOfLarger = mixture.Shortfall - (mixture.Weight * terms.Change);
            TVector logOfSmaller = logOfLarger + terms.Decay;
            if (TOutputs.P)
            {
                TVector log = TVector.Select(terms.IsNegative, logOfSmaller, logOfLarger) - divergenceP;
                TVector.Store(TVector.MultiplyAdd(beta * TVector.Select(terms.IsNegative, smaller, terms.Larger) * log, scale, zero), block->GradientP + i);
            }

            if (TOutputs.Q)
            {
                TVector log = TVector.Select(terms.IsNegative, logOfLarger, logOfSmaller) - divergenceQ;
                TVector.Store(TVector.MultiplyAdd((one - beta) * TVector.Select(terms.IsNegative, terms.Larger, smaller) * log, scale, zero), block->GradientQ + i);
            }
        }
    }

    /// <summary>Runs the first stages where a stretch begins.</summary>
    /// <returns>Where in the stretch the vector is.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Keep(LogitsBlock<T>* block, int i, in VectorOrigins<TVector, T> origins, TVector* kept)
    {
        int at = i / TVector.Count % ExponentialStages<TVector, T, TOutputs>.Stretch;
        if (at == 0)
        {
            int count = Math.Min(block->Length - i, ExponentialStages<TVector, T, TOutputs>.Stretch * TVector.Count);
            ExponentialStages<TVector, T, TOutputs>.Run(block->P + i, block->Q + i, count, origins, kept);
        }

        return at;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ExponentialPair<TVector, T> Terms(TVector distance, TVector larger, TVector beta, out Mixture mixture)
    {
        ExponentialPair<TVector, T> terms = ExponentialPair<TVector, T>.Of(distance, larger);
        mixture.Weight = TVector.Select(terms.IsNegative, beta, TVector.Create(1) - beta);
        mixture.Shortfall = MixtureLogarithm.Shortfall<TVector, T>(mixture.Weight * terms.Change);
        return terms;
    }

    /// <summary>The weight g of the smaller exponential, and F.</summary>
    private struct Mixture
    {
        public TVector Weight;
        public TVector Shortfall;
    }
}
