using System.Runtime.CompilerServices;
using KLDiv.Simd;

namespace KLDiv.Distilling;

/// <summary>A vector of pairs of logits, as what their two exponentials and their difference are made of.</summary>
/// <remarks>
/// With a and b the exponents, counted from the origins, d = a - b and y = |d|: the larger exponential is G = e^max(a, b), the smaller one
/// G e^-y, and their difference G (1 - e^-y). Nothing overflows, and nothing cancels: a - b is the difference of the logits without rounding,
/// and e^-y - 1 and e^-y - 1 + y come from a polynomial where they are small.
/// </remarks>
internal struct ExponentialPair<TVector, T>
    where TVector : unmanaged, IVector<TVector, T>
    where T : unmanaged
{
    /// <summary>d.</summary>
    public TVector Distance;

    /// <summary>-y.</summary>
    public TVector Decay;

    /// <summary>A mask that is set where d &lt; 0.</summary>
    public TVector IsNegative;

    /// <summary>G.</summary>
    public TVector Larger;

    /// <summary>e^-y - 1.</summary>
    public TVector Change;

    /// <summary>A mask that is set where y is so small that <see cref="Excess"/> is given.</summary>
    public TVector IsNear;

    /// <summary>e^-y - 1 + y.</summary>
    public TVector Excess;

    /// <param name="distance">d.</param>
    /// <param name="larger">G.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ExponentialPair<TVector, T> Of(TVector distance, TVector larger)
    {
        ExponentialPair<TVector, T> terms;
        terms.Distance = distance;
        terms.Larger = larger;
        terms.IsNegative = TVector.Less(distance, TVector.Create(0));
        terms.Decay = TVector.AtMost(distance, -distance);
        terms.Change = StableExponential.MinusOne<TVector, T, No>(terms.Decay, out terms.IsNear, out terms.Excess);
        return terms;
    }
}
