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

    /// <returns>Whether the block is ordinary; where it is not, its operands are as they were.</returns>
    public static bool TryRun(Block<T>* block, out double sum)
    {
        bool writesAlong = TOutputs.InputGradient && !TOutputs.TargetGradient && block->HasFiniteUpstream && block->InputGradient != block->Input;
        if (writesAlong)
        {
            return block->Streams ? TrySum<Yes, Yes>(block, out sum) : TrySum<Yes, No>(block, out sum);
        }

        if (!TrySum<No, No>(block, out sum))
        {
            return false;
        }

        if (TOutputs.InputGradient || TOutputs.TargetGradient)
        {
            WriteGradients(block);
        }

        return true;
    }

    /// <typeparam name="TWrites">Whether the input gradient is written on the way, over no operand, times a finite upstream gradient.</typeparam>
    /// <typeparam name="TStreams">Whether it is written past the caches.</typeparam>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static bool TrySum<TWrites, TStreams>(Block<T>* block, out double sum)
        where TWrites : struct, IChoice
        where TStreams : struct, IChoice
    {
        TVector zero = TVector.Create(0);
        TVector low = zero, high = zero, watched = zero;
        TVector g = TWrites.Value ? TVector.Load(block->Upstream) : zero;
        int length = block->Length;
        int i = 0;
        if (TStreams.Value && !IsAligned(block->InputGradient) && length >= TVector.Count)
        {
            i = TVector.Count - Misalignment(block->InputGradient);
            TVector watchedHead = watched;
            TVector losses = AddEdge<TWrites>(block, 0, g, ref watchedHead);
            TVector.Accumulate(TVector.Select(TVector.Less(TVector.Indices, TVector.Create(i)), losses, zero), ref low, ref high);
            watched = watchedHead;
        }

        while (i <= length - (Run * TVector.Count))
        {
            TVector even = zero, odd = zero;
            for (int end = i + (Run * TVector.Count); i < end; i += 2 * TVector.Count)
            {
                even = Add<TWrites, TStreams>(block, i, even, g, ref watched);
                odd = Add<TWrites, TStreams>(block, i + TVector.Count, odd, g, ref watched);
            }

            TVector.Accumulate(even + odd, ref low, ref high);
        }

        for (; i <= length - TVector.Count; i += TVector.Count)
        {
            TVector.Accumulate(Add<TWrites, TStreams>(block, i, zero, g, ref watched), ref low, ref high);
        }

        if (i < length)
        {
            // A vector whose address is taken stays in memory: that is to be another one than the loop's.
            TVector watchedRest = watched;
            TVector.Accumulate(AddRest<TWrites>(block, i, g, ref watchedRest), ref low, ref high);
            watched = watchedRest;
        }

        sum = TVector.Total(low, high);
        return double.IsFinite(sum) && TDivergence.IsOrdinary<TVector, T>(watched, sum);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Add<TWrites, TStreams>(Block<T>* block, int i, TVector sum, TVector g, ref TVector watched)
        where TWrites : struct, IChoice
        where TStreams : struct, IChoice
    {
        Prefetch.Near(block->Input + i + Block<T>.MaxLength);
        Prefetch.Near(block->Target + i + Block<T>.MaxLength);
        TVector x = TVector.Load(block->Input + i);
        TVector t = TVector.Load(block->Target + i);
        watched = TVector.Either(watched, TDivergence.Watch<TVector, T>(t));
        TVector transform = TDivergence.OrdinaryTransform<TVector, T>(t);
        if (TStreams.Value)
        {
            TVector.StoreNonTemporal(g * TDivergence.InputDerivative<TVector, T>(x, t, transform), block->InputGradient + i);
        }
        else if (TWrites.Value)
        {
            TVector.Store(g * TDivergence.InputDerivative<TVector, T>(x, t, transform), block->InputGradient + i);
        }
        else if (KeepsTransform)
        {
            TVector.Store(transform, block->Transform + i);
        }

        return TDivergence.AddOrdinaryLoss<TVector, T>(x, t, transform, sum);
    }

    /// <summary>Adds the elements from <paramref name="start"/> on, fewer than a vector holds.</summary>
    /// <remarks>They end the last whole vector of the block, whose other elements have been added; only a block that is shorter has to be copied.</remarks>
    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static TVector AddRest<TWrites>(Block<T>* block, int start, TVector g, ref TVector watched)
        where TWrites : struct, IChoice
    {
        int last = block->Length - TVector.Count;
        if (last >= 0)
        {
            TVector isNew = TVector.Less(TVector.Create(start - last - 0.5), TVector.Indices);
            return TVector.Select(isNew, AddEdge<TWrites>(block, last, g, ref watched), TVector.Create(0));
        }

        TVector* vectors = stackalloc TVector[PaddedBlock<TVector, T, TOutputs>.Vectors];
        Block<T> rest = PaddedBlock<TVector, T, TOutputs>.Take(block, start, TDivergence.Padding, vectors);
        TVector losses = AddEdge<TWrites>(&rest, 0, g, ref watched);
        if (TWrites.Value)
        {
            PaddedBlock<TVector, T, TOutputs>.Return(rest, block, start);
        }

        return losses;
    }

    /// <summary>The losses of a vector at either end, of which some elements have another vector too: what is written for them is the same.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static TVector AddEdge<TWrites>(Block<T>* block, int i, TVector g, ref TVector watched)
        where TWrites : struct, IChoice => Add<TWrites, No>(block, i, TVector.Create(0), g, ref watched);

    /// <summary>Elements since the last address that is a multiple of the vector's size.</summary>
    private static int Misalignment(T* address) => (int)((nuint)address % (nuint)sizeof(TVector)) / sizeof(T);

    private static bool IsAligned(T* address) => (nuint)address % (nuint)sizeof(TVector) == 0;

    /// <summary>Writes the gradients of an ordinary block whose transforms, if they are read, have been kept.</summary>
    private static void WriteGradients(Block<T>* block)
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
