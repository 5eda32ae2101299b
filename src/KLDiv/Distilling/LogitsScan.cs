using System.Runtime.CompilerServices;
using KLDiv.Simd;

namespace KLDiv.Distilling;

/// <summary>Looks over a block before anything is computed of it: the largest logits, and whether all are ordinary.</summary>
internal static unsafe class LogitsScan<TVector, T>
    where TVector : unmanaged, IVector<TVector, T>
    where T : unmanaged
{
    public static void Run(LogitsBlock<T>* block)
    {
        int length = block->Length, whole = length / (2 * TVector.Count) * 2 * TVector.Count;
        Extremes p = Extremes.None, q = Extremes.None;
        Look(block->P, block->Q, whole, ref p, ref q);
        for (int i = whole; i < length; i += TVector.Count)
        {
            p.Look(Rest(block->P + i, length - i));
            q.Look(Rest(block->Q + i, length - i));
        }

        double mostOfOrigin = block->Origins.MostOfOrigin<T>();
        TVector mostOfAny = TVector.Create(block->Origins.MostOfAny<T>());
        block->Sums.LargestP = TVector.Largest(p.Largest);
        block->Sums.LargestQ = TVector.Largest(q.Largest);
        TVector isBeyond = TVector.Less(TVector.AtMost(p.Least, q.Least), -mostOfAny);
        block->Sums.IsOrdinary = Math.Max(Math.Abs(block->Sums.LargestP), Math.Abs(block->Sums.LargestQ)) <= mostOfOrigin
            && TVector.IsZero(TVector.Either(isBeyond, p.Odd + q.Odd));
    }

    /// <summary>Looks at pairs of whole vectors. Each step of an extreme waits for the one before; keeping two of each hides that latency.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Look(T* p, T* q, int length, ref Extremes ofP, ref Extremes ofQ)
    {
        Extremes p0 = Extremes.None, q0 = Extremes.None, p1 = Extremes.None, q1 = Extremes.None;
        for (int i = 0; i < length; i += 2 * TVector.Count)
        {
            p0.Look(TVector.Load(p + i));
            q0.Look(TVector.Load(q + i));
            p1.Look(TVector.Load(p + i + TVector.Count));
            q1.Look(TVector.Load(q + i + TVector.Count));
        }

        ofP = p0.With(p1);
        ofQ = q0.With(q1);
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

    /// <summary>The largest and the least of what was looked at, and something that is not 0 if any of it was not finite.</summary>
    private struct Extremes
    {
        public TVector Largest, Least, Odd;

        public static Extremes None
        {
            [MethodImpl(MethodImplOptions.AggressiveInlining)]
            get => new() { Largest = TVector.Create(double.NegativeInfinity), Least = TVector.Create(double.PositiveInfinity), Odd = TVector.Create(0) };
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public readonly Extremes With(Extremes other) => new()
        {
            Largest = TVector.AtLeast(Largest, other.Largest),
            Least = TVector.AtMost(Least, other.Least),
            Odd = Odd + other.Odd,
        };

        /// <summary>v * 0 is NaN where v is not finite.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Look(TVector v)
        {
            Largest = TVector.AtLeast(Largest, v);
            Least = TVector.AtMost(Least, v);
            Odd = TVector.MultiplyAdd(v, TVector.Create(0), Odd);
        }
    }
}
