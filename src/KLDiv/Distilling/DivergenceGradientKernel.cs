using System.Runtime.CompilerServices;
using KLDiv.Simd;

namespace KLDiv.Distilling;

/// <summary>The gradients of KL(P || Q) for the logits: q - p for those of Q, p (ln p - ln q - KL) for those of P, each times a scale.</summary>
/// <remarks>Exponents count from the origins of the whole row, so that d is ln p - ln q.</remarks>
internal static unsafe class DivergenceGradientKernel<TVector, T, TOutputs>
    where TVector : unmanaged, IVector<TVector, T>
    where T : unmanaged
    where TOutputs : struct, ILogitsOutputs
{
    public static void Write(LogitsBlock<T>* block) => WholeVectors<TVector, T, LogitsBlock<T>>.Run(block, &Walk);

    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Walk(LogitsBlock<T>* block)
    {
        VectorOrigins<TVector, T> origins = new(block->Origins);
        TVector scale = TVector.Create(block->GradientScale), divergence = TVector.Create(block->DivergenceP);
        T* p = block->P, q = block->Q, gradientP = block->GradientP, gradientQ = block->GradientQ;
        int length = block->Length;
        TVector* kept = stackalloc TVector[ExponentialStages<TVector, T, TOutputs>.Kept];
        TVector* larger = kept + ExponentialStages<TVector, T, TOutputs>.Stretch;
        for (int start = 0; start < length; start += ExponentialStages<TVector, T, TOutputs>.Stretch * TVector.Count)
        {
            int count = Math.Min(length - start, ExponentialStages<TVector, T, TOutputs>.Stretch * TVector.Count);
            ExponentialStages<TVector, T, TOutputs>.Run(p + start, q + start, count, origins, kept);
            for (int i = 0; i < count / TVector.Count; i++)
            {
                int at = start + (i * TVector.Count);
                TVector isOnlyP = default;
                if (TOutputs.Any)
                {
                    Absence.Of<TVector, T>(TVector.Load(p + at), TVector.Load(q + at), out isOnlyP, out _);
                }

                ExponentialPair<TVector, T> terms = ExponentialPair<TVector, T>.Of(kept[i], larger[i]);
                Write(terms, isOnlyP, scale, divergence, gradientP + at, gradientQ + at);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Write(
        in ExponentialPair<TVector, T> terms, TVector isOnlyP, TVector scale, TVector divergence, T* gradientP, T* gradientQ)
    {
        if (TOutputs.P)
        {
            TVector probability = terms.Larger * (TVector.Select(terms.IsNegative, terms.Change, TVector.Create(0)) + TVector.Create(1));
            TVector.Store(OfP(probability, terms.Distance - divergence, isOnlyP, scale), gradientP);
        }

        if (TOutputs.Q)
        {
            // A sum with 0 is not -0, as the gradient of a suppressed class would be.
            TVector signed = TVector.Select(terms.IsNegative, -scale, scale);
            TVector.Store(TVector.MultiplyAdd(terms.Larger * terms.Change, signed, TVector.Create(0)), gradientQ);
        }
    }

    /// <remarks>
    /// Where the divergence is infinite, so is the gradient of every class that P has: upwards at those that Q has not, downwards elsewhere.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector OfP(TVector probability, TVector excess, TVector isOnlyP, TVector scale)
    {
        if (!TOutputs.Any)
        {
            return TVector.MultiplyAdd(probability * excess, scale, TVector.Create(0));
        }

        TVector zero = TVector.Create(0);
        TVector gradient = TVector.Select(TVector.Equal(probability, zero), zero, probability * excess);
        return Upstream.Times<TVector, T>(scale, TVector.Select(isOnlyP, TVector.Create(double.PositiveInfinity), gradient)) + zero;
    }
}

/// <summary>The gradient q - p of KL(P || Q) for the logits of Q, from what was kept when the sums were formed, which saves computing the exponentials again.</summary>
/// <remarks>
/// The block's exponents count from where its own sums were about equal, and not the row's: with p = c e^a and q = c' e^b, q - p is
/// c (e^b - e^a) + (c' - c) e^b, and c' / c - 1 comes from the distance of the two pairs of origins without cancelling.
/// </remarks>
internal static unsafe class KeptGradientKernel<TVector, T>
    where TVector : unmanaged, IVector<TVector, T>
    where T : unmanaged
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Write(LogitsBlock<T>* block)
    {
        TVector scale = TVector.Create(block->GradientScale), keptScale = TVector.Create(block->KeptScale), zero = TVector.Create(0);
        T* gradient = block->GradientQ, kept = block->Kept;
        int length = block->Length, i = 0;
        for (; i <= length - TVector.Count; i += TVector.Count)
        {
            TVector ofKept = TVector.MultiplyAdd(TVector.Load(kept + i), keptScale, zero);
            TVector.Store(TVector.MultiplyAdd(TVector.Load(gradient + i), scale, ofKept), gradient + i);
        }

        for (; i < length; i++)
        {
            Vector1Of<T> ofKept = Vector1Of<T>.Load(kept + i) * Vector1Of<T>.Create(block->KeptScale);
            Vector1Of<T> difference = Vector1Of<T>.Load(gradient + i) * Vector1Of<T>.Create(block->GradientScale);
            Vector1Of<T>.Store(difference + ofKept, gradient + i);
        }
    }
}
