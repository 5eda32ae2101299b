using System.Runtime.CompilerServices;
using KLDiv.Simd;

namespace KLDiv.Distilling;

/// <summary>The first stages of the work on a stretch of a block: from logits to their distances and to the larger exponentials.</summary>
/// <remarks>
/// From logits to a term of a sum one vector takes many steps, each of which waits for the one before, and a processor looks too few vectors ahead to fill the time.
/// In stages, with a few vectors kept between, fewer steps depend on each other.
/// </remarks>
internal static unsafe class ExponentialStages<TVector, T, TOutputs>
    where TVector : unmanaged, IVector<TVector, T>
    where T : unmanaged
    where TOutputs : struct, ILogitsOutputs
{
    /// <summary>Vectors of a stretch: so few that what is kept between stages stays in the first-level cache, so many that starting a stage pays.</summary>
    public const int Stretch = 16;

    /// <summary>The vectors that are kept for a stretch.</summary>
    public const int Kept = 3 * Stretch;

    /// <param name="p">Logits of P.</param>
    /// <param name="q">Logits of Q.</param>
    /// <param name="length">How many: whole vectors, at most a stretch of them.</param>
    /// <param name="origins">What exponents count from.</param>
    /// <param name="kept">Room for <see cref="Kept"/> vectors: first the distances, then the larger exponentials.</param>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static void Run(T* p, T* q, int length, in VectorOrigins<TVector, T> origins, TVector* kept)
    {
        VectorOrigins<TVector, T> spread = origins;
        TVector* larger = kept + Stretch, low = larger + Stretch;
        int count = length / TVector.Count;
        for (int i = 0; i < count; i++)
        {
            T* nextP = p + (i * TVector.Count), nextQ = q + (i * TVector.Count);
            Prefetch.Near(nextP + LogitsBlock<T>.MaxLength);
            Prefetch.Near(nextQ + LogitsBlock<T>.MaxLength);
            TVector ofP = TVector.Load(nextP), ofQ = TVector.Load(nextQ);
            if (TOutputs.Any)
            {
                Absence.Replace<TVector, T>(ref ofP, ref ofQ, spread);
            }

            kept[i] = spread.Distance(ofP, ofQ, TOutputs.Any, out larger[i], out low[i]);
        }

        for (int i = 0; i < count; i++)
        {
            larger[i] = StableExponential.PowerOfTwo<TVector, T>(larger[i], low[i]);
        }
    }
}

/// <summary>What the two exponentials of a vector of pairs of logits, and the difference of these, are made of.</summary>
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
