using System.Runtime.CompilerServices;
using KLDiv.Simd;

namespace KLDiv.Criterion;

/// <summary>A run of at most <see cref="MaxLength"/> elements, contiguous and of one type: what a kernel works on.</summary>
internal unsafe struct LossBlock<T>
    where T : unmanaged
{
    /// <summary>Few enough that all operands of a block fit the first-level cache, enough that calling the kernel costs next to nothing.</summary>
    public const int MaxLength = 1024;

    public int Length;

    public T* Input;

    public T* Target;

    /// <summary>The upstream gradient; where <see cref="UpstreamStep"/> is 0, the same vector of it for all elements.</summary>
    public T* Upstream;

    /// <summary>1 where the upstream gradient has a value for each element, 0 where it has one for all.</summary>
    public int UpstreamStep;

    /// <summary>Whether <see cref="Upstream"/> is the same finite number for all elements.</summary>
    public bool HasFiniteUpstream;

    /// <summary>Whether so much is written that bypassing the caches is faster.</summary>
    public bool Streams;

    /// <summary>A buffer for the transform of each element, where a gradient is wanted beside the sum.</summary>
    public T* Transform;

    public T* Pointwise;

    public T* InputGradient;

    public T* TargetGradient;
}

/// <summary>The last elements of a block, fewer than a vector holds, as a block of one vector.</summary>
internal static unsafe class PaddedBlock<TVector, T, TOutputs>
    where TVector : unmanaged, IVector<TVector, T>
    where T : unmanaged
    where TOutputs : struct, IOutputs
{
    /// <summary>The vectors that such a block needs for itself.</summary>
    public const int Vectors = 7;

    private static bool ReadsUpstream => TOutputs.InputGradient || TOutputs.TargetGradient;

    /// <summary>Copies the operands from <paramref name="start"/> on; what is missing is filled with inputs of 0 and with <paramref name="target"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LossBlock<T> Take(LossBlock<T>* block, int start, double target, TVector* vectors)
    {
        LossBlock<T> rest = *block;
        rest.Length = block->Length - start;
        rest.Input = (T*)(vectors + 0);
        rest.Target = (T*)(vectors + 1);
        rest.Upstream = (T*)(vectors + 2);
        rest.Transform = (T*)(vectors + 3);
        rest.Pointwise = (T*)(vectors + 4);
        rest.InputGradient = (T*)(vectors + 5);
        rest.TargetGradient = (T*)(vectors + 6);
        vectors[0] = TVector.Create(0);
        vectors[1] = TVector.Create(target);
        vectors[2] = vectors[0];
        Copy(block->Input + start, rest.Input, rest.Length);
        Copy(block->Target + start, rest.Target, rest.Length);
        if (ReadsUpstream)
        {
            Copy(block->Upstream + (start * block->UpstreamStep), rest.Upstream, rest.Length);
        }

        return rest;
    }

    /// <summary>Copies the outputs to where they belong.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Return(in LossBlock<T> rest, LossBlock<T>* block, int start)
    {
        if (TOutputs.Pointwise)
        {
            Copy(rest.Pointwise, block->Pointwise + start, rest.Length);
        }

        if (TOutputs.InputGradient)
        {
            Copy(rest.InputGradient, block->InputGradient + start, rest.Length);
        }

        if (TOutputs.TargetGradient)
        {
            Copy(rest.TargetGradient, block->TargetGradient + start, rest.Length);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Copy(T* source, T* destination, int count)
    {
        for (int i = 0; i < count; i++)
        {
            destination[i] = source[i];
        }
    }
}
