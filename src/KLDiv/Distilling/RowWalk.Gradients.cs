using System.Numerics;
using System.Runtime.CompilerServices;
using KLDiv.Memory;
using KLDiv.Simd;

namespace KLDiv.Distilling;

/// <content>What the whole row's state is needed for, block by block.</content>
internal unsafe ref partial struct RowWalk<T>
{
    /// <summary>The divergences of P and Q from their mixture.</summary>
    private DistillationMixture SumMixture(in PairState state)
    {
        double p = 0, q = 0;
        for (nint start = 0; start < Length; start += LogitsBlock<T>.MaxLength)
        {
            LogitsSums ofBlock;
            if (TryLoadOrdinary(start, state, out LogitsBlock<T> block, out double scale))
            {
                job->Kernels.SumOfMixture(&block);
                ofBlock = block.Sums;
            }
            else
            {
                LogitsBlock<double> any = Prepare(Load(start, wide), state, out scale);
                job->AnyKernels.SumOfMixture(&any);
                ofBlock = any.Sums;
            }

            p += ofBlock.Forward * scale;
            q += ofBlock.Reverse * scale;
        }

        return new() { Teacher = p, Student = q, IsKnown = true };
    }

    private void WriteGradients(nint row, in PairState state, (double P, double Q) divergences, double scale)
    {
        // A scale that T cannot hold, and an infinite divergence, are for double and its masks.
        bool fits = Fits<T>(state, divergences.P, scale);
        bool isOfKept = fits && _keeps && _isOrdinary && AreKeptNear(state);
        if (_isApart && (_hasApart || isOfKept))
        {
            WriteApart(row, state, divergences, scale, fits, isOfKept);
        }
        else if (!isOfKept)
        {
            WriteBlocks(state, divergences, scale, fits);
        }

        if (isOfKept)
        {
            WriteGradientOfKept(state, scale);
        }
    }

    /// <summary>The gradient for P beside that for Q, which is written here unless it comes of what was kept.</summary>
    private void WriteApart(nint row, in PairState state, (double P, double Q) divergences, double scale, bool fits, bool isOfKept)
    {
        PairState stateOfP = !_hasApart ? state
            : job->Request.Known == null ? FindState(job->KernelsOfP, wide, keeps: false, out _) : KnownState(row);
        for (nint start = 0; start < Length; start += LogitsBlock<T>.MaxLength)
        {
            // Copied before the gradient for Q may take the place of its logits.
            LogitsBlock<double> ofP = Load(start, wide);
            if (!isOfKept)
            {
                WriteGradientOfBlock(start, state, divergences, scale, fits);
            }

            WriteGradientOfP(ofP, start, stateOfP, scale);
        }
    }

    private void WriteBlocks(in PairState state, (double P, double Q) divergences, double scale, bool fits)
    {
        for (nint start = 0; start < Length; start += LogitsBlock<T>.MaxLength)
        {
            WriteGradientOfBlock(start, state, divergences, scale, fits);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool Fits<TBlock>(in PairState state, double divergence, double scale)
        where TBlock : unmanaged, INumberBase<TBlock> =>
        scale == 0 || (double.IsFinite(divergence) && TBlock.IsNormal(TBlock.CreateTruncating(scale / state.SumP)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void WriteGradientOfBlock(nint start, in PairState state, (double P, double Q) divergences, double scale, bool fits)
    {
        if (fits && TryLoadOrdinary(start, state, out LogitsBlock<T> block, out double normaliser))
        {
            Place(ref block, start, buffers);
            SetScale(ref block, divergences, scale * normaliser);
            job->Kernels.Gradient(&block);
            Write(block, start);
            return;
        }

        LogitsBlock<double> any = Prepare(Load(start, wide), state, out normaliser);
        Place(ref any, start, wide);
        SetScale(ref any, divergences, scale * normaliser);
        job->AnyKernels.Gradient(&any);
        Write(any, start);
    }

    /// <summary>The gradient for P beside that for Q, which it must not change: from a state of its own, in double.</summary>
    private readonly void WriteGradientOfP(LogitsBlock<double> block, nint start, in PairState state, double scale)
    {
        block = Prepare(block, state, out double normaliser);
        job->KernelsOfP.Scan(&block);
        bool isOrdinary = block.Sums.IsOrdinary && block.Origins.IsOrdinary<double>() && Fits<double>(state, state.Forward, scale);
        int slot = GradientOf(job->Request.P);
        block.GradientP = job->Memory.Place(slot, *cursor, start, wide + (2 * LogitsBlock<double>.MaxLength));
        SetScale(ref block, (state.Forward, 0), scale * normaliser);
        (isOrdinary ? job->KernelsOfP.Gradient : job->AnyKernelsOfP.Gradient)(&block);
        job->Memory.Write(slot, block.GradientP, *cursor, start, block.Length);
    }

    /// <summary>
    /// Whether the blocks' ratios are so near to the row's that little cancels in what was kept, and a block of which Q has much was not
    /// kept as one of which it has little.
    /// </summary>
    private readonly bool AreKeptNear(in PairState state)
    {
        bool areNear = true;
        for (nint block = 0; block * LogitsBlock<T>.MaxLength < Length; block++)
        {
            areNear &= Math.Abs(FromRow(keptOrigins[block], state)) <= 1;
        }

        return areNear;
    }

    /// <summary>How far the ratio that a block's exponents were kept for is from the row's, in its logarithm.</summary>
    private static double FromRow(in KeptOrigins origins, in PairState state)
    {
        ExactSum apart = state.LogRatio;
        apart.Add(-origins.Apart);
        return apart.Value;
    }

    /// <summary>The gradient for Q of what was kept of the row's blocks.</summary>
    private readonly void WriteGradientOfKept(in PairState state, double scale)
    {
        for (nint start = 0; start < Length; start += LogitsBlock<T>.MaxLength)
        {
            ref KeptOrigins origins = ref keptOrigins[start / LogitsBlock<T>.MaxLength];
            LogitsBlock<T> block = new() { Length = (int)nint.Min(LogitsBlock<T>.MaxLength, Length - start), Kept = kept + start };
            Place(ref block, start, buffers);
            double apartP = origins.OriginP - state.OriginP;
            block.GradientScale = (apartP == 0 ? scale : scale * Math.Exp(apartP * _inverseTemperature)) / state.SumP;
            block.KeptScale = block.GradientScale * PairState.ExpMinusOne(FromRow(origins, state));
            job->Kernels.GradientOfKept(&block);
        }
    }

    private static void SetScale<TBlock>(ref LogitsBlock<TBlock> block, (double P, double Q) divergences, double scale)
        where TBlock : unmanaged
    {
        block.GradientScale = scale;
        block.DivergenceP = divergences.P;
        block.DivergenceQ = divergences.Q;
    }

    /// <summary>A block made ready for the kernels of T, unless a logit in it is beyond these.</summary>
    private readonly bool TryLoadOrdinary(nint start, in PairState state, out LogitsBlock<T> block, out double normaliser)
    {
        block = Prepare(Load(start, buffers), state, out normaliser);
        if (!_isOrdinary)
        {
            fixed (LogitsBlock<T>* pointer = &block)
            {
                job->Kernels.Scan(pointer);
            }
        }

        return _isOrdinary || (block.Sums.IsOrdinary && block.Origins.IsOrdinary<T>());
    }

    /// <summary>Lets the exponents of a block count from where the two sums of the whole row are equal.</summary>
    /// <param name="block">The block.</param>
    /// <param name="state">The state of the whole row.</param>
    /// <param name="normaliser">What makes probabilities of the exponentials.</param>
    private readonly LogitsBlock<TBlock> Prepare<TBlock>(LogitsBlock<TBlock> block, in PairState state, out double normaliser)
        where TBlock : unmanaged, INumberBase<TBlock>
    {
        double originP = double.CreateTruncating(TBlock.CreateTruncating(state.OriginP));
        block.Origins = TemperatureFor<TBlock>().At<TBlock>(originP, OriginOfQ(originP, state.LogRatio));
        block.Beta = job->Request.Beta;
        normaliser = 1 / (state.SumP * Math.Exp((state.OriginP - originP) * _inverseTemperature));
        return block;
    }

    private readonly LogitsBlock<TBlock> Load<TBlock>(nint start, TBlock* room)
        where TBlock : unmanaged, INumberBase<TBlock>
    {
        int count = (int)nint.Min(LogitsBlock<TBlock>.MaxLength, Length - start);
        return new()
        {
            Length = count,
            P = job->Memory.Read(job->Request.P, *cursor, start, count, room),
            Q = job->Memory.Read(job->Request.Q, *cursor, start, count, room + LogitsBlock<TBlock>.MaxLength),
        };
    }

    private readonly void Place<TBlock>(ref LogitsBlock<TBlock> block, nint start, TBlock* room)
        where TBlock : unmanaged, INumberBase<TBlock>
    {
        block.GradientP = _hasApart ? null
            : job->Memory.Place(GradientOf(job->Request.P), *cursor, start, room + (2 * LogitsBlock<TBlock>.MaxLength));
        block.GradientQ = job->Memory.Place(GradientOf(job->Request.Q), *cursor, start, room + (3 * LogitsBlock<TBlock>.MaxLength));
    }

    private readonly void Write<TBlock>(in LogitsBlock<TBlock> block, nint start)
        where TBlock : unmanaged, INumberBase<TBlock>
    {
        job->Memory.Write(GradientOf(job->Request.P), block.GradientP, *cursor, start, block.Length);
        job->Memory.Write(GradientOf(job->Request.Q), block.GradientQ, *cursor, start, block.Length);
    }

    /// <summary>Writes the same number for the whole row, if the output is wanted.</summary>
    private readonly void Fill(int operand, double value)
    {
        new Span<double>(wide, LogitsBlock<double>.MaxLength).Fill(value);
        for (nint start = 0; start < Length; start += LogitsBlock<double>.MaxLength)
        {
            int count = (int)nint.Min(LogitsBlock<double>.MaxLength, Length - start);
            double* place = job->Memory.Place(operand, *cursor, start, wide);
            if (place != null && place != wide)
            {
                new Span<double>(place, count).Fill(value);
            }

            job->Memory.Write(operand, place, *cursor, start, count);
        }
    }

    public static int GradientOf(int operand) => operand == Slots.First ? Slots.SecondResult : Slots.ThirdResult;
}
