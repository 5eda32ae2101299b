using System.Runtime.CompilerServices;
using KLDiv.Simd;

namespace KLDiv.Criterion;

/// <summary>Runs an operator over a block, with every special value: whole vectors, then the rest as one vector filled up with elements whose loss is 0.</summary>
internal static unsafe class CarefulKernel<TDivergence, TVector, T, TOutputs>
    where TDivergence : struct, IDivergence
    where TVector : unmanaged, IVector<TVector, T>
    where T : unmanaged
    where TOutputs : struct, IOutputs
{
    /// <summary>Writes the outputs asked for.</summary>
    /// <returns>The sum of the pointwise losses, if that is asked for.</returns>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static double Run(LossBlock<T>* block)
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
            Add(Single(block, i), ref low0, ref high0);
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
    private static TVector Step(LossBlock<T>* block, int i)
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
                TVector.Store(Upstream.Times<TVector, T>(g, TDivergence.InputDerivative<TVector, T>(x, t, transform)), block->InputGradient + i);
            }

            if (TOutputs.TargetGradient)
            {
                TVector.Store(Upstream.Times<TVector, T>(g, TDivergence.TargetDerivative<TVector, T>(x, t, transform)), block->TargetGradient + i);
            }
        }

        return loss;
    }

    /// <remarks>A call, since the compiler inlines two steps whole and not a third one.</remarks>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static TVector Single(LossBlock<T>* block, int i) => Step(block, i);

    /// <summary>The elements from <paramref name="start"/> on, fewer than a vector holds.</summary>
    /// <remarks>
    /// Optimised at once, as <see cref="Run"/> is: beside a number whose exponential is out of range unoptimised code rounds otherwise,
    /// and the first calls would differ from later ones.
    /// </remarks>
    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static TVector Rest(LossBlock<T>* block, int start)
    {
        TVector* vectors = stackalloc TVector[PaddedBlock<TVector, T, TOutputs>.Vectors];
        LossBlock<T> rest = PaddedBlock<TVector, T, TOutputs>.Take(block, start, TDivergence.Padding, vectors);
        TVector loss = Step(&rest, 0);
        PaddedBlock<TVector, T, TOutputs>.Return(rest, block, start);
        return loss;
    }
}
