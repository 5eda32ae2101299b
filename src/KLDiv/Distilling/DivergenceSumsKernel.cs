using System.Runtime.CompilerServices;
using KLDiv.Simd;

namespace KLDiv.Distilling;

/// <summary>The sums of a block, of which the state of its row is made.</summary>
internal static unsafe class DivergenceSumsKernel<TVector, T, TOutputs>
    where TVector : unmanaged, IVector<TVector, T>
    where T : unmanaged
    where TOutputs : struct, ILogitsOutputs
{
    public static void Sum(LogitsBlock<T>* block) => WholeVectors<TVector, T, LogitsBlock<T>>.Run(block, &Walk);

    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Walk(LogitsBlock<T>* block)
    {
        VectorOrigins<TVector, T> origins = new(block->Origins);
        T* p = block->P, q = block->Q, gradientQ = block->GradientQ, keptQ = block->Kept;
        int length = block->Length;
        TVector* kept = stackalloc TVector[ExponentialStages<TVector, T, TOutputs>.Kept];
        TVector* larger = kept + ExponentialStages<TVector, T, TOutputs>.Stretch;
        TVector zero = TVector.Create(0);
        TVector lowP = zero, highP = zero, lowD = zero, highD = zero, lowF = zero, highF = zero, lowR = zero, highR = zero;
        for (int start = 0; start < length; start += ExponentialStages<TVector, T, TOutputs>.Stretch * TVector.Count)
        {
            int count = Math.Min(length - start, ExponentialStages<TVector, T, TOutputs>.Stretch * TVector.Count);
            ExponentialStages<TVector, T, TOutputs>.Run(p + start, q + start, count, origins, kept);

            // A stretch has too few terms for its sum to lose digits in the elements' own type; the sums of stretches are added in double.
            TVector sumP = zero, difference = zero, forward = zero, reverse = zero;
            for (int i = 0; i < count / TVector.Count; i++)
            {
                TVector isOnlyP = zero, isOnlyQ = zero;
                if (TOutputs.Any)
                {
                    int at = start + (i * TVector.Count);
                    Absence.Of<TVector, T>(TVector.Load(p + at), TVector.Load(q + at), out isOnlyP, out isOnlyQ);
                }

                ExponentialPair<TVector, T> terms = ExponentialPair<TVector, T>.Of(kept[i], larger[i]);
                Add(terms, isOnlyP, isOnlyQ, ref sumP, ref difference, ref forward, ref reverse);
                if (TOutputs.Keeps)
                {
                    int at = start + (i * TVector.Count);
                    Keep(terms, gradientQ + at, keptQ + at);
                }
            }

            TVector.Accumulate(sumP, ref lowP, ref highP);
            TVector.Accumulate(difference, ref lowD, ref highD);
            if (TOutputs.P)
            {
                TVector.Accumulate(forward, ref lowF, ref highF);
            }

            if (TOutputs.Q)
            {
                TVector.Accumulate(reverse, ref lowR, ref highR);
            }
        }

        block->Sums.P = TVector.Total(lowP, highP);
        block->Sums.Difference = TVector.Total(lowD, highD);
        block->Sums.Forward = TVector.Total(lowF, highF);
        block->Sums.Reverse = TVector.Total(lowR, highR);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add(
        in ExponentialPair<TVector, T> terms, TVector isOnlyP, TVector isOnlyQ,
        ref TVector sumP, ref TVector difference, ref TVector forward, ref TVector reverse)
    {
        TVector zero = TVector.Create(0), one = TVector.Create(1);
        TVector sign = TVector.Select(terms.IsNegative, TVector.Create(-1), one);
        TVector signedChange = sign * terms.Change;
        TVector changeOfP = TVector.Select(terms.IsNegative, terms.Change, zero);
        sumP = TVector.MultiplyAdd(terms.Larger, changeOfP + one, sumP);
        difference = TVector.MultiplyAdd(terms.Larger, signedChange, difference);
        TVector signedExcess = sign * terms.Excess;
        if (TOutputs.P)
        {
            // e^a h(d) / G is e^a / G d + (e^b - e^a) / G; near 0, where these cancel, (e^a / G - 1) d + the excess.
            TVector term = TVector.MultiplyAdd(
                TVector.Select(terms.IsNear, changeOfP, changeOfP + one), terms.Distance, TVector.Select(terms.IsNear, signedExcess, signedChange));
            forward = Add(terms.Larger, term, isOnlyP, forward);
        }

        if (TOutputs.Q)
        {
            TVector changeOfQ = TVector.Select(terms.IsNegative, zero, terms.Change);
            TVector term = -TVector.MultiplyAdd(
                TVector.Select(terms.IsNear, changeOfQ, changeOfQ + one), terms.Distance, TVector.Select(terms.IsNear, signedExcess, signedChange));
            reverse = Add(terms.Larger, term, isOnlyQ, reverse);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Keep(in ExponentialPair<TVector, T> terms, T* difference, T* kept)
    {
        TVector smaller = terms.Larger * terms.Change;
        TVector.Store(TVector.Select(terms.IsNegative, -smaller, smaller), difference);
        TVector.Store(terms.Larger + TVector.Select(terms.IsNegative, TVector.Create(0), smaller), kept);
    }

    /// <summary>Adds a term times its exponential; where only one side has the class, infinity.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Add(TVector larger, TVector term, TVector isAlone, TVector sum) => TOutputs.Any
        ? sum + TVector.Select(isAlone, TVector.Create(double.PositiveInfinity), larger * term)
        : TVector.MultiplyAdd(larger, term, sum);
}
