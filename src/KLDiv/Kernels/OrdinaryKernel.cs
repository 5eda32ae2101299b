using System.Runtime.CompilerServices;

namespace KLDiv.Kernels;

/// <summary>
/// Sums the losses of a block as if all its elements were ordinary, and answers whether they were; most blocks are. Special values so cost nothing
/// where there are none. Only then gradients are written, from operands that the first-level cache holds.
/// </summary>
internal static unsafe class OrdinaryKernel<TDivergence, TVector, T, TOutputs>
    where TDivergence : struct, IDivergence
    where TVector : unmanaged, IVector<TVector, T>
    where T : unmanaged
    where TOutputs : struct, IOutputs
{
    /// <summary>
    /// Vectors whose losses are added in T, rounded once each, before the sum goes on in double: so few additions round away less than
    /// the losses have been rounded before, and the way to double costs an eighth.
    /// </summary>
    private const int Run = 8;

    private static bool KeepsTransform
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => TOutputs.TargetGradient || (TOutputs.InputGradient && TDivergence.InputGradientReadsTransform);
    }

    /// <returns>Whether the block is ordinary; where it is not, nothing has been written.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryRun(Block<T>* block, out double sum)
    {
        if (!TrySum(block, out sum))
        {
            return false;
        }

        if (TOutputs.InputGradient || TOutputs.TargetGradient)
        {
            if (block->HasFiniteUpstream)
            {
                WriteGradients<Yes>(block);
            }
            else
            {
                WriteGradients<No>(block);
            }
        }

        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool TrySum(Block<T>* block, out double sum)
    {
        TVector zero = TVector.Create(0);
        TVector low = zero, high = zero, watched = zero;
        int length = block->Length;
        int i = 0;
        while (i <= length - (Run * TVector.Count))
        {
            TVector even = zero, odd = zero;
            for (int end = i + (Run * TVector.Count); i < end; i += 4 * TVector.Count)
            {
                even = Add(block, i, even, ref watched);
                odd = Add(block, i + TVector.Count, odd, ref watched);
                even = Add(block, i + (2 * TVector.Count), even, ref watched);
                odd = Add(block, i + (3 * TVector.Count), odd, ref watched);
            }

            TVector.Accumulate(even + odd, ref low, ref high);
        }

        for (; i <= length - TVector.Count; i += TVector.Count)
        {
            TVector.Accumulate(Add(block, i, zero, ref watched), ref low, ref high);
        }

        if (i < length)
        {
            // A vector whose address is taken stays in memory: that is to be another one than the loop's.
            TVector watchedRest = watched;
            TVector.Accumulate(AddRest(block, i, zero, ref watchedRest), ref low, ref high);
            watched = watchedRest;
        }

        sum = TVector.Total(low, high);
        return double.IsFinite(sum) && TDivergence.IsOrdinary<TVector, T>(watched, sum);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Add(Block<T>* block, int i, TVector sum, ref TVector watched)
    {
        TVector x = TVector.Load(block->Input + i);
        TVector t = TVector.Load(block->Target + i);
        watched = TVector.Either(watched, TDivergence.Watch<TVector, T>(t));
        TVector transform = TDivergence.OrdinaryTransform<TVector, T>(t);
        if (KeepsTransform)
        {
            TVector.Store(transform, block->Transform + i);
        }

        return TDivergence.AddOrdinaryLoss<TVector, T>(x, t, transform, sum);
    }

    /// <summary>Adds the elements from <paramref name="start"/> on, fewer than a vector holds.</summary>
    /// <remarks>They end the last whole vector of the block, whose other elements have been added; only a block that is shorter has to be copied.</remarks>
    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static TVector AddRest(Block<T>* block, int start, TVector sum, ref TVector watched)
    {
        int last = block->Length - TVector.Count;
        if (last >= 0)
        {
            TVector isNew = TVector.Less(TVector.Create(start - last - 0.5), TVector.Indices);
            return sum + TVector.Select(isNew, Add(block, last, TVector.Create(0), ref watched), TVector.Create(0));
        }

        TVector* vectors = stackalloc TVector[PaddedBlock<TVector, T, TOutputs>.Vectors];
        Block<T> rest = PaddedBlock<TVector, T, TOutputs>.Take(block, start, TDivergence.Padding, vectors);
        return Add(&rest, 0, sum, ref watched);
    }

    /// <summary>Writes the gradients of an ordinary block whose transforms, if they are read, have been kept.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void WriteGradients<TFiniteUpstream>(Block<T>* block)
        where TFiniteUpstream : struct, IChoice
    {
        int i = 0;
        for (; i <= block->Length - TVector.Count; i += TVector.Count)
        {
            TVector x = TVector.Load(block->Input + i);
            TVector t = TVector.Load(block->Target + i);
            TVector g = TVector.Load(block->Upstream + (i * block->UpstreamStep));
            TVector transform = KeepsTransform ? TVector.Load(block->Transform + i) : t;
            if (TOutputs.InputGradient)
            {
                TVector derivative = TDivergence.InputDerivative<TVector, T>(x, t, transform);
                TVector.Store(Times<TFiniteUpstream>(g, derivative), block->InputGradient + i);
            }

            if (TOutputs.TargetGradient)
            {
                TVector derivative = TDivergence.TargetDerivative<TVector, T>(x, t, transform);
                TVector.Store(Times<TFiniteUpstream>(g, derivative), block->TargetGradient + i);
            }
        }

        if (i < block->Length)
        {
            BlockKernel<TDivergence, TVector, T, TOutputs>.Rest(block, i);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Times<TFiniteUpstream>(TVector g, TVector derivative)
        where TFiniteUpstream : struct, IChoice => TFiniteUpstream.Value ? g * derivative : Upstream.Times<TVector, T>(g, derivative);
}
