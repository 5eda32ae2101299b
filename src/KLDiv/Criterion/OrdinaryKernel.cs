using System.Runtime.CompilerServices;
using KLDiv.Simd;

namespace KLDiv.Criterion;

/// <summary>
/// Sums the losses of a block as if all its elements were ordinary, as those of most blocks are, so that special values cost nothing where there are none.
/// A block that turns out to have one is left to <see cref="CarefulKernel{TDivergence, TVector, T, TOutputs}"/>. A gradient that is written along with the
/// sum lies over no operand, so that its block can be computed again; any other is written once the block is known to be ordinary, from operands that
/// the first-level cache still holds.
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
    private const int Together = 8;

    private static bool KeepsTransform
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => TOutputs.TargetGradient || (TOutputs.InputGradient && TDivergence.InputGradientReadsTransform);
    }

    /// <summary>Writes the outputs asked for, pointwise losses not being among them.</summary>
    /// <returns>The sum of the pointwise losses.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static double Run(LossBlock<T>* block)
    {
        bool isPlain = TOutputs.InputGradient && !TOutputs.TargetGradient && block->HasFiniteUpstream && block->InputGradient != block->Input;
        bool isWritten = isPlain && !block->Streams;
        if (!(isWritten ? TrySum<Yes>(block, out double sum) : TrySum<No>(block, out sum)))
        {
            return CarefulKernel<TDivergence, TVector, T, TOutputs>.Run(block);
        }

        if (isPlain && !isWritten)
        {
            StreamInputGradient(block);
        }
        else if (!isWritten && (TOutputs.InputGradient || TOutputs.TargetGradient))
        {
            WriteGradients(block);
        }

        return sum;
    }

    /// <returns>Whether the block is ordinary; where it is not, its operands are as they were.</returns>
    /// <typeparam name="TWrites">Whether the input gradient is written on the way, over no operand, times a finite upstream gradient.</typeparam>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static bool TrySum<TWrites>(LossBlock<T>* block, out double sum)
        where TWrites : struct, IChoice
    {
        TVector zero = TVector.Create(0);
        TVector low = zero, high = zero, watched = zero;
        TVector g = TWrites.Value ? TVector.Load(block->Upstream) : zero;
        int length = block->Length;
        int i = 0;
        while (i <= length - (Together * TVector.Count))
        {
            TVector even = zero, odd = zero;
            for (int end = i + (Together * TVector.Count); i < end; i += 2 * TVector.Count)
            {
                even = Add<TWrites>(block, i, even, g, ref watched);
                odd = Add<TWrites>(block, i + TVector.Count, odd, g, ref watched);
            }

            TVector.Accumulate(even + odd, ref low, ref high);
        }

        for (; i <= length - TVector.Count; i += TVector.Count)
        {
            TVector.Accumulate(Add<TWrites>(block, i, zero, g, ref watched), ref low, ref high);
        }

        if (i < length)
        {
            // A vector whose address is taken lives in memory; a copy leaves the loop's own in a register.
            TVector watchedRest = watched;
            TVector.Accumulate(AddRest<TWrites>(block, i, g, ref watchedRest), ref low, ref high);
            watched = watchedRest;
        }

        sum = TVector.Total(low, high);
        return double.IsFinite(sum) && TDivergence.IsOrdinary<TVector, T>(watched, sum);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Add<TWrites>(LossBlock<T>* block, int i, TVector sum, TVector g, ref TVector watched)
        where TWrites : struct, IChoice
    {
        Prefetch.Near(block->Input + i + LossBlock<T>.MaxLength);
        Prefetch.Near(block->Target + i + LossBlock<T>.MaxLength);
        TVector x = TVector.Load(block->Input + i);
        TVector t = TVector.Load(block->Target + i);
        watched = TVector.Either(watched, TDivergence.Watch<TVector, T>(t, forDerivative: TOutputs.TargetGradient));
        TVector transform = TDivergence.OrdinaryTransform<TVector, T>(t);
        if (TWrites.Value)
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
    private static TVector AddRest<TWrites>(LossBlock<T>* block, int start, TVector g, ref TVector watched)
        where TWrites : struct, IChoice
    {
        int last = block->Length - TVector.Count;
        if (last >= 0)
        {
            TVector isNew = TVector.Less(TVector.Create(start - last - 0.5), TVector.Indices);
            return TVector.Select(isNew, AddEdge<TWrites>(block, last, g, ref watched), TVector.Create(0));
        }

        TVector* vectors = stackalloc TVector[PaddedBlock<TVector, T, TOutputs>.Vectors];
        LossBlock<T> rest = PaddedBlock<TVector, T, TOutputs>.Take(block, start, TDivergence.Padding, vectors);
        TVector losses = AddEdge<TWrites>(&rest, 0, g, ref watched);
        if (TWrites.Value)
        {
            PaddedBlock<TVector, T, TOutputs>.Return(rest, block, start);
        }

        return losses;
    }

    /// <summary>The losses of a vector at the end of a block. Some of its elements may have been in the vector before; what is written for them is the same.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static TVector AddEdge<TWrites>(LossBlock<T>* block, int i, TVector g, ref TVector watched)
        where TWrites : struct, IChoice => Add<TWrites>(block, i, TVector.Create(0), g, ref watched);

    /// <summary>Writes the input gradient of an ordinary block, bypassing the caches; it lies over no operand, and the upstream gradient is finite.</summary>
    /// <remarks>
    /// Such stores must be aligned. If they were made along with the sum, alignment would decide which elements share a vector, and the last bits
    /// of the sum would depend on where the gradient lies.
    /// </remarks>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void StreamInputGradient(LossBlock<T>* block)
    {
        int last = block->Length - TVector.Count;
        if (last < 0)
        {
            CarefulKernel<TDivergence, TVector, T, TOutputs>.Rest(block, 0);
            return;
        }

        TVector g = TVector.Load(block->Upstream);
        int size = TVector.Count * sizeof(T);
        int passed = (int)((nuint)block->InputGradient % (nuint)size);
        int i = passed == 0 ? 0 : (size - passed) / sizeof(T);
        CopyEdge(PlainInputGradient(block, 0, g), 0, 0, i, block->InputGradient);
        for (; i <= last; i += TVector.Count)
        {
            TVector.StoreNonTemporal(PlainInputGradient(block, i, g), block->InputGradient + i);
        }

        CopyEdge(PlainInputGradient(block, last, g), last, i, block->Length, block->InputGradient);
    }

    /// <summary>
    /// Stores the elements from <paramref name="start"/> to <paramref name="end"/> of a vector that belongs at <paramref name="at"/>, one by one: a store of the
    /// whole vector would load a cache line that other stores here bypass.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void CopyEdge(TVector vector, int at, int start, int end, T* destination)
    {
        T* elements = (T*)&vector;
        for (int i = start; i < end; i++)
        {
            destination[i] = elements[i - at];
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector PlainInputGradient(LossBlock<T>* block, int i, TVector g)
    {
        TVector x = TVector.Load(block->Input + i);
        TVector t = TVector.Load(block->Target + i);
        return g * TDivergence.InputDerivative<TVector, T>(x, t, KeepsTransform ? TVector.Load(block->Transform + i) : t);
    }

    /// <summary>Writes the gradients of an ordinary block whose transforms, if they are read, have been kept.</summary>
    private static void WriteGradients(LossBlock<T>* block)
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
    private static void WriteGradients<TFiniteUpstream>(LossBlock<T>* block)
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
            CarefulKernel<TDivergence, TVector, T, TOutputs>.Rest(block, i);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Times<TFiniteUpstream>(TVector g, TVector derivative)
        where TFiniteUpstream : struct, IChoice => TFiniteUpstream.Value ? g * derivative : Upstream.Times<TVector, T>(g, derivative);
}
