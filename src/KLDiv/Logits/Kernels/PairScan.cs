using System.Runtime.CompilerServices;
using KLDiv.Kernels;

namespace KLDiv.Logits;

/// <summary>Looks over a block before anything is computed of it: the largest logits, and whether all are ordinary.</summary>
internal static unsafe class PairScan<TVector, T>
    where TVector : unmanaged, IVector<TVector, T>
    where T : unmanaged
{
    /// <summary>Where logits over the temperature are larger, rounding errors of exponents that do not count could still grow beyond the type's range.</summary>
    private static double LargestOrdinary => typeof(T) == typeof(float) ? 1L << 40 : 1e40;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run(PairBlock<T>* block)
    {
        TVector zero = TVector.Create(0);
        TVector largestP = TVector.Create(double.NegativeInfinity), largestQ = largestP;
        TVector least = TVector.Create(double.PositiveInfinity), odd = zero;
        int length = block->Length;
        T* p = block->P, q = block->Q;
        int i = 0;
        for (; i <= length - TVector.Count; i += TVector.Count)
        {
            Look(TVector.Load(p + i), ref largestP, ref least, ref odd);
            Look(TVector.Load(q + i), ref largestQ, ref least, ref odd);
        }

        if (i < length)
        {
            Look(Rest(p + i, length - i), ref largestP, ref least, ref odd);
            Look(Rest(q + i, length - i), ref largestQ, ref least, ref odd);
        }

        double limit = LargestOrdinary / Math.Max(1, block->Reference.InverseHigh);
        block->Sums.LargestP = Largest(largestP);
        block->Sums.LargestQ = Largest(largestQ);
        block->Sums.IsOrdinary = Math.Max(block->Sums.LargestP, block->Sums.LargestQ) <= limit && Largest(-least) <= limit && Largest(odd) == 0;
    }

    /// <summary>v * 0 is NaN where v is not finite.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Look(TVector v, ref TVector largest, ref TVector least, ref TVector odd)
    {
        largest = TVector.AtLeast(largest, v);
        least = TVector.AtMost(least, v);
        odd = TVector.MultiplyAdd(v, TVector.Create(0), odd);
    }

    /// <summary>The last elements, fewer than a vector holds, and the first of them again.</summary>
    private static TVector Rest(T* source, int count)
    {
        T* elements = stackalloc T[TVector.Count];
        for (int i = 0; i < TVector.Count; i++)
        {
            elements[i] = source[i < count ? i : 0];
        }

        return TVector.Load(elements);
    }

    private static double Largest(TVector vector)
    {
        T* elements = stackalloc T[TVector.Count];
        TVector.Store(vector, elements);
        double largest = double.NegativeInfinity;
        for (int i = 0; i < TVector.Count; i++)
        {
            largest = Math.Max(largest, typeof(T) == typeof(float) ? ((float*)elements)[i] : ((double*)elements)[i]);
        }

        return largest;
    }
}
