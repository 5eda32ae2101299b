using System.Runtime.CompilerServices;
using KLDiv.Simd;

namespace KLDiv.Distilling;

/// <summary>The gradient q - p of KL(P || Q) for the logits of Q, of what was kept when the sums were formed, instead of two exponentials once more.</summary>
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
