using System.Numerics;
using KLDiv.Memory;
using KLDiv.Simd;
using KLDiv.Softmaxes;

namespace KLDiv.Distilling;

internal unsafe partial struct DistillationJob<T>
    where T : unmanaged, INumberBase<T>
{
    /// <summary>The walk of one thread through its rows.</summary>
    private ref partial struct Walk(
        DistillationJob<T>* job, RunCursor* cursor, T* buffers, double* wide, T* kept, KeptOrigins* keptOrigins)
    {
        /// <summary>A ratio of sums, in its logarithm, that the reference is still near enough to.</summary>
        private const double Near = 1.5;

        /// <summary>How much larger than the divergence the part may be that is taken from it.</summary>
        private const double MostCancelled = 2;

        private readonly double _inverseTemperature = 1 / job->Request.Temperature;

        /// <summary>What rounding took from the inverse.</summary>
        private readonly double _inverseTemperatureLow =
            Math.FusedMultiplyAdd(-(1 / job->Request.Temperature), job->Request.Temperature, 1) / job->Request.Temperature;

        private readonly ExponentOrigins _temperature = ExponentOrigins.Of<T>(job->Request.Temperature);

        private readonly ExponentOrigins _wideTemperature = ExponentOrigins.Of<double>(job->Request.Temperature);

        /// <summary>Whether every block of the row was ordinary.</summary>
        private bool _isOrdinary;

        /// <summary>Why the row has no divergence.</summary>
        public RowFailure.Reason Failure { get; private set; }

        private readonly bool _keeps = job->Keeps;

        private readonly nint Length => job->Length;

        /// <summary>Writes what is wanted of a row.</summary>
        /// <returns>Its loss, times its weight.</returns>
        public double RunRow(nint row)
        {
            DistillationRequest* request = &job->Request;
            double weight = job->Memory.RowWeights == null ? 1 : job->Memory.RowWeights[row];
            if (weight == 0)
            {
                return SkipRow(row);
            }

            PairState state = request->Known == null ? FindState() : KnownState(row);
            if (request->States != null)
            {
                request->States[row] = new(state, request->Temperature);
                return 0;
            }

            Failure = Failure == RowFailure.Reason.None ? RowFailure.Of(state, request->IsReverse) : Failure;

            return Failure != RowFailure.Reason.None ? 0
                : state.IsMissing ? GiveMissing(row)
                : GiveRow(row, state, weight);
        }

        private double GiveRow(nint row, in PairState state, double weight)
        {
            DistillationRequest* request = &job->Request;
            DistillationMixture mixture = new() { Teacher = state.Forward };
            if (request->IsMixture)
            {
                mixture = request->KnownMixtures == null ? SumMixture(state) : request->KnownMixtures[row];
            }

            if (request->Mixtures != null)
            {
                request->Mixtures[row] = mixture;
                return 0;
            }

            if (request->GradientP || request->GradientQ)
            {
                WriteGradients(state, mixture, weight);
            }

            return Give(row, request->LossOf(state, mixture, weight));
        }

        private double GiveMissing(nint row)
        {
            Fill(Slots.SecondResult, double.NaN);
            Fill(Slots.ThirdResult, double.NaN);
            if (job->Request.Mixtures != null)
            {
                job->Request.Mixtures[row] = new() { Teacher = double.NaN, Student = double.NaN };
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

        /// <summary>The state of the row, merged from those of its blocks in order.</summary>
        private PairState FindState()
        {
            PairState state = default;
            _isOrdinary = true;
            for (nint start = 0; start < Length && !state.IsMissing; start += LogitsBlock<T>.MaxLength)
            {
                LogitsBlock<T> block = Load(start, buffers);
                block.Origins = _temperature;
                job->Kernels.Scan(&block);
                _isOrdinary &= block.Sums.IsOrdinary;
                PairState ofBlock = !block.Sums.IsOrdinary ? MeasureAny(start, state)
                    : _keeps && _isOrdinary ? MeasureAndKeep(ref block, start, state)
                    : Measure(ref block, job->Kernels.Sum, state);
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
        /// <param name="before">The state of the row before it, whose ratio of sums is a first guess of this one's.</param>
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
                ExactSum guess = OriginOfQ(originP, before.LogRatio);
                originQ = Math.Abs(largestQ - guess.Value) * _inverseTemperature < 10 ? guess : originQ;
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

            // What the sums have too much because the reference is not the block's own ratio.
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
}
