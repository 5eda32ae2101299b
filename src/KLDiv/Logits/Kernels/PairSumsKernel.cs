using System.Runtime.CompilerServices;
using KLDiv.Kernels;

namespace KLDiv.Logits;

/// <summary>The sums of a block that the state of its row is made of.</summary>
internal static unsafe class PairSumsKernel<TVector, T, TOutputs>
    where TVector : unmanaged, IVector<TVector, T>
    where T : unmanaged
    where TOutputs : struct, IPairOutputs
{
    /// <summary>So many terms are added in the type of the elements before they go into a sum in double: too few to lose what counts.</summary>
    private const int Run = 8;

    public static void Sum(PairBlock<T>* block) => WholeVectors<TVector, T>.Run(block, &Walk);

    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Walk(PairBlock<T>* block)
    {
        PairReference<TVector, T> reference = new(block->Reference);
        T* p = block->P, q = block->Q;
        int length = block->Length;
        TVector zero = TVector.Create(0);
        TVector lowP = zero, highP = zero, lowD = zero, highD = zero, lowF = zero, highF = zero, lowR = zero, highR = zero;
        for (int i = 0; i < length;)
        {
            TVector sumP = zero, difference = zero, forward = zero, reverse = zero;
            int end = Math.Min(length, i + (Run * TVector.Count));
            for (; i < end; i += TVector.Count)
            {
                Add(TVector.Load(p + i), TVector.Load(q + i), reference, ref sumP, ref difference, ref forward, ref reverse);
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
        TVector p, TVector q, in PairReference<TVector, T> reference, ref TVector sumP, ref TVector difference, ref TVector forward, ref TVector reverse)
    {
        TVector isOnlyP = default, isOnlyQ = default;
        if (TOutputs.Any)
        {
            Absence.Replace<TVector, T>(ref p, ref q, reference, out isOnlyP, out isOnlyQ);
        }

        TVector zero = TVector.Create(0), one = TVector.Create(1);
        PairTerms<TVector, T> terms = reference.Terms(p, q, TOutputs.Any);
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

    /// <summary>Adds a term times its exponential; where only one side has the class, infinity.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Add(TVector larger, TVector term, TVector isAlone, TVector sum) => TOutputs.Any
        ? sum + TVector.Select(isAlone, TVector.Create(double.PositiveInfinity), larger * term)
        : TVector.MultiplyAdd(larger, term, sum);
}
