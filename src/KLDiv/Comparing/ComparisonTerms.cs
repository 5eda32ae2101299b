using System.Runtime.CompilerServices;
using KLDiv.Distilling;
using KLDiv.Simd;

namespace KLDiv.Comparing;

/// <summary>What every figure of a vector of pairs of logits is made of, in multiples of the larger probability G.</summary>
/// <remarks>
/// With d = ln p - ln q and y = |d|, u = e^(-y/2) - 1 gives all without a root, and nothing cancels: the smaller probability is G (1 + u)², the difference
/// G u (2 + u), the difference of the roots sqrt(G) u, and e^-y - 1 + y = u² + 2 (u + y/2).
/// </remarks>
internal struct ComparisonTerms<TVector, T>
    where TVector : unmanaged, IVector<TVector, T>
    where T : unmanaged
{
    /// <summary>d.</summary>
    public TVector Distance;

    /// <summary>A mask that is set where d &lt; 0: where P is the smaller one.</summary>
    public TVector IsNegative;

    /// <summary>u.</summary>
    public TVector Root;

    /// <summary>e^-y - 1: the smaller one less the larger one.</summary>
    public TVector Change;

    /// <summary>e^-y - 1 + y.</summary>
    public TVector Excess;

    private TVector _isNear;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ComparisonTerms<TVector, T> Of(TVector distance)
    {
        ComparisonTerms<TVector, T> terms;
        TVector decay = TVector.AtMost(distance, -distance), two = TVector.Create(2);
        terms.Distance = distance;
        terms.IsNegative = TVector.Less(distance, TVector.Create(0));
        terms.Root = StableExponential.MinusOne<TVector, T, No>(decay * TVector.Create(0.5), out terms._isNear, out TVector excess);
        terms.Change = terms.Root * (terms.Root + two);
        terms.Excess = TVector.Select(
            terms._isNear, TVector.MultiplyAdd(terms.Root, terms.Root, excess * two), terms.Change - decay);
        return terms;
    }

    /// <summary>p (ln p - ln q) - p + q.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly TVector Divergence()
    {
        // Where P is the larger one this is the excess; otherwise (1 + change) d - change, which is change d less the excess.
        return TVector.Select(IsNegative, TVector.MultiplyAdd(Change, Distance, -Excess), Excess);
    }

    /// <summary>q (ln q - ln p) - q + p.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly TVector ReverseDivergence() => TVector.Select(IsNegative, Excess, TVector.MultiplyAdd(Change, -Distance, -Excess));

    /// <summary>beta p ln(p / m) + (1 - beta) q ln(q / m), m being the mixture beta p + (1 - beta) q.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly TVector Mixture(TVector beta)
    {
        // See MixtureKernel: the terms of the larger and of the smaller one, and the weight of the smaller one.
        TVector one = TVector.Create(1);
        TVector weight = TVector.Select(IsNegative, beta, one - beta);
        TVector shortfall = MixtureLogarithm.Shortfall<TVector, T>(weight * Change);
        TVector ofSmaller = ((one - weight) * Change * Change) - ((one + Change) * (Excess - shortfall));
        return TVector.MultiplyAdd(weight, ofSmaller, (one - weight) * shortfall);
    }
}
