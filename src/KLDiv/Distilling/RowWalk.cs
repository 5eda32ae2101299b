using System.Numerics;
using System.Runtime.CompilerServices;
using KLDiv.Memory;
using KLDiv.Simd;

namespace KLDiv.Distilling;

/// <summary>The walk of one thread through its rows.</summary>
/// <remarks>
/// A row is walked in blocks: once for its state, which is merged from those of its blocks, and once more for what needs the whole row's
/// state, the gradients and the sums over a mixture. Blocks with logits that are infinite or beyond T's arithmetic are worked on in double.
/// </remarks>
/// <param name="job">What is asked for, and where.</param>
/// <param name="cursor">At the row that comes next.</param>
/// <param name="buffers">Room for the blocks of <see cref="DistillationJob{T}.Buffers"/> operands and gradients.</param>
/// <param name="wide">The same in double.</param>
/// <param name="kept">Room for a row, if exponentials are kept for the gradient.</param>
/// <param name="keptOrigins">Room for what they count from, one a block.</param>
internal unsafe ref partial struct RowWalk<T>(
    DistillationJob<T>* job, RunCursor* cursor, T* buffers, double* wide, T* kept, KeptOrigins* keptOrigins)
    where T : unmanaged, INumberBase<T>
{
    /// <summary>How far from 1 the ratio of the two sums may be, in its logarithm, before the origins are moved.</summary>
    private const double Near = 1.5;

    /// <summary>How much is taken from the sum to give the divergence, at most, as a multiple of it.</summary>
    private const double MostCancelled = 2;

    private readonly double _inverseTemperature = 1 / job->Request.Temperature;

    /// <summary>What rounding took from the inverse.</summary>
    private readonly double _inverseTemperatureLow =
        Math.FusedMultiplyAdd(-(1 / job->Request.Temperature), job->Request.Temperature, 1) / job->Request.Temperature;

    private readonly ExponentOrigins _temperature = ExponentOrigins.Of<T>(job->Request.Temperature);

    private readonly ExponentOrigins _wideTemperature = ExponentOrigins.Of<double>(job->Request.Temperature);

    private readonly bool _keeps = job->Keeps;

    private readonly bool _hasApart = job->HasApart;

    private readonly bool _isApart = job->Request.IsApart;

    /// <summary>Whether every block of the row was ordinary.</summary>
    private bool _isOrdinary;

    /// <summary>Why the row has no divergence.</summary>
    public RowFailure.Reason Failure { get; private set; }

    private readonly nint Length => job->Length;

    /// <summary>Writes what is wanted of a row.</summary>
    /// <returns>Its loss, times its weight.</returns>
    public double RunRow(nint row)
    {
        DistillationRequest* request = &job->Request;
        (double weight, double upstream) = request->FactorsOf(row, job->Memory.RowWeights);
        if (weight == 0 || (upstream == 0 && job->Memory.RowSums == null))
        {
            return SkipRow(row);
        }

        PairState state = request->Known == null ? FindState(job->Kernels, buffers, _keeps, out _isOrdinary) : KnownState(row);
        if (request->States != null)
        {
            request->States[row] = new(state, request->Temperature);
            return 0;
        }

        Failure = Failure == RowFailure.Reason.None ? RowFailure.Of(state, request->IsReverse) : Failure;
        return Failure != RowFailure.Reason.None ? 0
            : state.IsMissing ? GiveMissing(row)
            : GiveRow(row, state, weight, upstream);
    }

    private double GiveRow(nint row, in PairState state, double weight, double upstream)
    {
        DistillationRequest* request = &job->Request;
        DistillationMixture mixture = !request->IsMixture ? default
            : request->Known == null || request->Mixtures != null ? SumMixture(state)
            : request->Known[row].Mixture;
        if (request->Mixtures != null)
        {
            request->Mixtures[row] = mixture;
            return 0;
        }

        if (request->GradientP || request->GradientQ)
        {
            WriteGradients(row, state, request->IsMixture ? (mixture.Teacher, mixture.Student) : (state.Forward, 0), weight * upstream * request->GradientScale);
        }

        return Give(row, request->LossOf(state, mixture, weight));
    }

    private double GiveMissing(nint row)
    {
        Fill(Slots.SecondResult, double.NaN);
        Fill(Slots.ThirdResult, double.NaN);
        if (job->Request.Mixtures != null)
        {
            job->Request.Mixtures[row] = new() { Teacher = double.NaN, Student = double.NaN, IsKnown = true };
        }

        return Give(row, double.NaN);
    }

    /// <summary>Leaves a row of weight 0 unread; what is written for it is 0, or the state of no classes.</summary>
    private double SkipRow(nint row)
    {
        Fill(Slots.SecondResult, 0);
        Fill(Slots.ThirdResult, 0);
        if (job->Request.States != null)
        {
            job->Request.States[row] = default;
        }

        if (job->Request.Mixtures != null)
        {
            job->Request.Mixtures[row] = default;
        }

        return Give(row, 0);
    }

    private readonly double Give(nint row, double loss)
    {
        if (job->Memory.RowSums != null)
        {
            job->Memory.RowSums[row] = loss;
        }

        return loss;
    }

    private readonly PairState KnownState(nint row) => job->Request.IsReverse ? job->Request.Known[row].Pair.Exchanged : job->Request.Known[row].Pair;

    /// <summary>The state of the row, merged from those of its blocks in order, in an arithmetic.</summary>
    /// <param name="kernels">The arithmetic's kernels.</param>
    /// <param name="room">Its buffers.</param>
    /// <param name="keeps">Whether exponentials are kept; only in the arithmetic of T.</param>
    /// <param name="isOrdinary">Whether every block of the row was.</param>
    private PairState FindState<TBlock>(in DistillationKernels<TBlock> kernels, TBlock* room, bool keeps, out bool isOrdinary)
        where TBlock : unmanaged, INumberBase<TBlock>
    {
        PairState state = default;
        isOrdinary = true;
        for (nint start = 0; start < Length && !state.IsMissing; start += LogitsBlock<TBlock>.MaxLength)
        {
            LogitsBlock<TBlock> block = Load(start, room);
            block.Origins = TemperatureFor<TBlock>();
            kernels.Scan(&block);
            isOrdinary &= block.Sums.IsOrdinary;
            PairState ofBlock = !block.Sums.IsOrdinary ? MeasureAny(start, state)
                : keeps && isOrdinary ? MeasureAndKeep(ref Unsafe.As<LogitsBlock<TBlock>, LogitsBlock<T>>(ref block), start, state)
                : Measure(ref block, kernels.Sum, state);
            state = PairState.Merge(state, ofBlock, _inverseTemperature);
        }

        return state;
    }

    /// <summary>The state of a block, whose exponentials and their differences are kept.</summary>
    private PairState MeasureAndKeep(ref LogitsBlock<T> block, nint start, in PairState state)
    {
        Place(ref block, start, buffers);
        block.Kept = kept + start;
        PairState ofBlock = Measure(ref block, job->Kernels.SumAndKeep, state);
        keptOrigins[start / LogitsBlock<T>.MaxLength] = new() { OriginP = block.Origins.P, Apart = Apart(block.Origins) };
        return ofBlock;
    }

    /// <summary>The state of a block in which a logit is infinite, missing, or beyond T's arithmetic.</summary>
    private PairState MeasureAny(nint start, in PairState state)
    {
        LogitsBlock<double> block = Load(start, wide);
        double largestP = Largest(block.P, block.Length), largestQ = Largest(block.Q, block.Length);
        if (double.IsNaN(largestP) || double.IsNaN(largestQ))
        {
            // Wherever it stands, a missing number comes before an infinite one.
            Failure = RowFailure.Reason.None;
            return PairState.Missing;
        }

        if (double.IsPositiveInfinity(largestP) || double.IsPositiveInfinity(largestQ))
        {
            int operand = double.IsPositiveInfinity(largestP) ? job->Request.P : job->Request.Q;
            Failure = operand == Slots.First ? RowFailure.Reason.InfiniteLogitInStudent : RowFailure.Reason.InfiniteLogitInTeacher;
            return default;
        }

        block.Sums.LargestP = largestP;
        block.Sums.LargestQ = largestQ;
        return Measure(ref block, job->AnyKernels.Sum, state);
    }

    /// <returns>The largest element; NaN where one is.</returns>
    private static double Largest(double* elements, int length)
    {
        double largest = double.NegativeInfinity;
        for (int i = 0; i < length; i++)
        {
            largest = Math.Max(largest, elements[i]);
        }

        return largest;
    }

    /// <summary>The state of a block whose largest logits are known.</summary>
    /// <param name="block">The block.</param>
    /// <param name="sum">The kernel that sums it.</param>
    /// <param name="before">The state of the row before it, whose ratio of sums is the first estimate of this one's.</param>
    private readonly PairState Measure<TBlock>(ref LogitsBlock<TBlock> block, delegate*<LogitsBlock<TBlock>*, void> sum, in PairState before)
        where TBlock : unmanaged, INumberBase<TBlock>
    {
        double largestP = block.Sums.LargestP, largestQ = block.Sums.LargestQ;
        bool hasP = double.IsFinite(largestP), hasQ = double.IsFinite(largestQ);
        if (!hasP && !hasQ)
        {
            return default;
        }

        double originP = hasP ? largestP : largestQ;
        ExactSum originQ = default;
        originQ.Add(hasQ ? largestQ : largestP);
        if (before.HasP && before.HasQ && hasP && hasQ)
        {
            ExactSum estimate = OriginOfQ(originP, before.LogRatio);
            originQ = Math.Abs(largestQ - estimate.Value) * _inverseTemperature < 10 ? estimate : originQ;
        }

        PairState state = default;
        bool again = true;
        for (int attempt = 0; again && attempt < 4; attempt++)
        {
            block.Origins = TemperatureFor<TBlock>().At<TBlock>(originP, originQ);
            fixed (LogitsBlock<TBlock>* pointer = &block)
            {
                sum(pointer);
            }

            state = StateOf(block.Origins, block.Sums, hasP, hasQ, out double ratio);
            again = hasP && hasQ && (Math.Abs(ratio) > Near || IsCancelled(state, block.Sums));
            originQ = OriginOfQ(originP, state.LogRatio);
        }

        return state;
    }

    /// <param name="origins">What the sums count from.</param>
    /// <param name="sums">The sums.</param>
    /// <param name="hasP">Whether P has any of the block's classes.</param>
    /// <param name="hasQ">Whether Q has.</param>
    /// <param name="ratio">ln of the ratio of the two sums.</param>
    private readonly PairState StateOf(in ExponentOrigins origins, in LogitsSums sums, bool hasP, bool hasQ, out double ratio)
    {
        PairState state = default;
        double p = sums.P, q = sums.P + sums.Difference;
        ratio = -PairState.LogPlusOne(sums.Difference / sums.P);
        state.OriginP = origins.P;
        state.OriginQ = origins.QHigh + origins.QLow;
        state.SumP = hasP ? p : 0;
        state.SumQ = hasQ ? q : 0;
        state.LogRatio = Apart(origins);
        state.LogRatio.Add(ratio);

        // The excess of the sums, since the origins are not where the block's own sums are equal.
        state.Forward = Math.Max(0, (sums.Forward - PairState.Excess(p, q, ratio)) / p);
        state.Reverse = job->Request.Reverse ? Math.Max(0, (sums.Reverse - PairState.Excess(q, p, -ratio)) / q) : 0;
        return state;
    }

    /// <summary>The distance of the two sides' origins, over the temperature.</summary>
    private readonly ExactSum Apart(in ExponentOrigins origins)
    {
        ExactSum apart = default;
        apart.Add(origins.P);
        apart.Add(-origins.QHigh);
        apart.Add(-origins.QLow);
        ExactSum scaled = apart * _inverseTemperature;
        scaled.Add(apart.Value * _inverseTemperatureLow);
        return scaled;
    }

    private readonly bool IsCancelled(in PairState state, in LogitsSums sums) =>
        (job->Request.Forward && sums.Forward > (1 + MostCancelled) * state.Forward * sums.P)
        || (job->Request.Reverse && sums.Reverse > (1 + MostCancelled) * state.Reverse * (sums.P + sums.Difference));

    private readonly ExponentOrigins TemperatureFor<TBlock>() => typeof(TBlock) == typeof(T) ? _temperature : _wideTemperature;

    /// <summary>The logit of Q at which the exponentials are as far from each other as their sums are.</summary>
    private readonly ExactSum OriginOfQ(double originP, in ExactSum logRatio)
    {
        ExactSum origin = -(logRatio * job->Request.Temperature);
        origin.Add(originP);
        return origin;
    }
}
