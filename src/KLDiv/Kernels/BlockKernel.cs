using System.Runtime.CompilerServices;

namespace KLDiv.Kernels;

/// <summary>Runs an operator over a block: whole vectors, then the rest as one vector filled up with elements whose loss is 0.</summary>
internal static unsafe class BlockKernel<TDivergence, TVector, T, TOutputs>
    where TDivergence : struct, IDivergence
    where TVector : unmanaged, IVector<TVector, T>
    where T : unmanaged
    where TOutputs : struct, IOutputs
{
    /// <summary>Writes the outputs asked for.</summary>
    /// <returns>The sum of the pointwise losses, if that is asked for.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static double Run(Block<T>* block)
    {
        TVector zero = TVector.Create(0);
        TVector low0 = zero, high0 = zero, low1 = zero, high1 = zero;
        int length = block->Length;
        int i = 0;

        // Two vectors in flight hide the latency of the logarithm.
        for (; i <= length - (2 * TVector.Count); i += 2 * TVector.Count)
        {
            TVector loss0 = Step(block, i);
            TVector loss1 = Step(block, i + TVector.Count);
            Add(loss0, ref low0, ref high0);
            Add(loss1, ref low1, ref high1);
        }

        if (i <= length - TVector.Count)
        {
            Add(Step(block, i), ref low0, ref high0);
            i += TVector.Count;
        }

        if (i < length)
        {
            Add(Rest(block, i), ref low1, ref high1);
        }

        return TOutputs.Sum ? TVector.Total(low0, high0) + TVector.Total(low1, high1) : 0;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add(TVector loss, ref TVector low, ref TVector high)
    {
        if (TOutputs.Sum)
        {
            TVector.Accumulate(loss, ref low, ref high);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Step(Block<T>* block, int i)
    {
        TVector x = TVector.Load(block->Input + i);
        TVector t = TVector.Load(block->Target + i);
        bool readsTransform = TOutputs.Sum || TOutputs.Pointwise || TOutputs.TargetGradient || TDivergence.InputGradientReadsTransform;
        TVector transform = readsTransform ? TDivergence.Transform<TVector, T>(t) : t;
        TVector loss = TOutputs.Sum || TOutputs.Pointwise ? TDivergence.Loss<TVector, T>(x, t, transform) : x;
        if (TOutputs.Pointwise)
        {
            TVector.Store(loss, block->Pointwise + i);
        }

        if (TOutputs.InputGradient || TOutputs.TargetGradient)
        {
            TVector g = TVector.Load(block->Upstream + (i * block->UpstreamStep));
            if (TOutputs.InputGradient)
            {
                TVector.Store(TDivergence.InputGradient<TVector, T>(x, t, transform, g), block->InputGradient + i);
            }

            if (TOutputs.TargetGradient)
            {
                TVector.Store(TDivergence.TargetGradient<TVector, T>(x, t, transform, g), block->TargetGradient + i);
            }
        }

        return loss;
    }

    /// <summary>The elements from <paramref name="start"/> on, fewer than a vector holds.</summary>
    /// <remarks>
    /// Optimised at once, as <see cref="Run"/> is: beside a number whose exponential is out of range unoptimised code rounds otherwise,
    /// and the first calls would differ from later ones.
    /// </remarks>
    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static TVector Rest(Block<T>* block, int start)
    {
        int count = block->Length - start;
        TVector* vectors = stackalloc TVector[6];
        Block<T> rest = new()
        {
            Length = TVector.Count,
            Input = (T*)(vectors + 0),
            Target = (T*)(vectors + 1),
            Upstream = (T*)(vectors + 2),
            Pointwise = (T*)(vectors + 3),
            InputGradient = (T*)(vectors + 4),
            TargetGradient = (T*)(vectors + 5),
        };
        vectors[0] = TVector.Create(0);
        vectors[1] = TVector.Create(TDivergence.Padding);
        vectors[2] = TVector.Create(0);
        Copy(block->Input + start, rest.Input, count);
        Copy(block->Target + start, rest.Target, count);
        if (TOutputs.InputGradient || TOutputs.TargetGradient)
        {
            Copy(block->Upstream + (start * block->UpstreamStep), rest.Upstream, count);
        }

        TVector loss = Step(&rest, 0);
        if (TOutputs.Pointwise)
        {
            Copy(rest.Pointwise, block->Pointwise + start, count);
        }

        if (TOutputs.InputGradient)
        {
            Copy(rest.InputGradient, block->InputGradient + start, count);
        }

        if (TOutputs.TargetGradient)
        {
            Copy(rest.TargetGradient, block->TargetGradient + start, count);
        }

        return loss;
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
