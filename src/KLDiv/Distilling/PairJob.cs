using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;
using KLDiv.Memory;
using KLDiv.Simd;
using KLDiv.Softmaxes;

namespace KLDiv.Distilling;

/// <summary>
/// Divergences of float logits by <see cref="PairStages"/>, each part a stretch of rows: short rows go side by side, others one by one as long as what is kept of one fits the caches.
/// Rows that the stages are not for, and the teacher's gradient, for which float is not enough, are walked in double; a row's loss and the student's gradient do not depend on that.
/// </summary>
internal unsafe struct PairJob
{
    /// <summary>The longest rows of which all that is kept fits a thread's stack.</summary>
    private const int MostClasses = 1 << 15;

    /// <summary>The longest rows for which that is faster than a walk in blocks.</summary>
    private const int MostOfForward = 1 << 13;

    /// <summary>Bytes of a state, at most.</summary>
    private const int StateSize = 2048;

    /// <summary>The elements of a vector, at most.</summary>
    private const int MostLanes = 64 / sizeof(float);

    public DistillationRequest Request;
    public PinnedArguments Memory;
    public PairStages Stages;

    /// <summary>1 / T in two parts.</summary>
    public double InverseHigh, InverseLow;

    public JobParts Parts;

    private readonly int Classes => (int)Memory.Layout.Length(Memory.Layout.Rank - 1);

    /// <summary>Whether there are stages for a request, and for rows of its operands.</summary>
    public static bool Fits(in Arguments arguments, in DistillationRequest request) =>
        request.Target != TargetKind.Logits || (request.WantsLoss && request.Known == null && request.Beta is 0 or 0.5
            && !(request.IsMixture && (request.StudentGradient || request.TeacherGradient))
            && HasStages(arguments.First.Type, arguments.Second.Type, request)
            && arguments.First.Lengths[arguments.Axis] <= (request.IsMixture ? MostClasses : MostOfForward));

    public static PairJob Of(in DistillationRequest request, in PinnedArguments memory)
    {
        (double high, double low) = InverseTemperature.Of<float>(request.Temperature);
        bool hasStages = HasStages(memory.TypeOf(Slots.First), memory.TypeOf(Slots.Second), request) && memory.Layout.Length(memory.Layout.Rank - 1) <= MostClasses;
        return new()
        {
            Request = request,
            Memory = memory,
            Stages = hasStages ? StagesOf(request) : default,
            InverseHigh = high,
            InverseLow = low,
        };
    }

    /// <summary>Without fused multiplication and addition the stages lose more digits of near rows than float has to spare.</summary>
    private static bool HasStages(OperandType first, OperandType second, in DistillationRequest request) =>
        (Fma.IsSupported || AdvSimd.IsSupported) && InverseTemperature.IsOrdinary(request.Temperature) && first != OperandType.Double && second != OperandType.Double
        && (request.Classes == null || request.Target == TargetKind.Probabilities);

    private static PairStages StagesOf(in DistillationRequest request) => request.Target switch
    {
        TargetKind.Probabilities => VectorWidth.Choose<PairStagesOf<No, ProbabilitiesOfP>, float, PairStages>(VectorWidth.Current),
        TargetKind.LogProbabilities => VectorWidth.Choose<PairStagesOf<No, LogProbabilitiesOfP>, float, PairStages>(VectorWidth.Current),
        _ when request.IsMixture => VectorWidth.Choose<PairStagesOf<Yes, LogitsOfP>, float, PairStages>(VectorWidth.Current),
        _ => VectorWidth.Choose<PairStagesOf<No, LogitsOfP>, float, PairStages>(VectorWidth.Current),
    };

    /// <summary>Works on one part of the job that <paramref name="job"/> points to; a failure ends the part.</summary>
    public static void RunPart(void* job, int part)
    {
        PairJob* self = (PairJob*)job;
        nint row = self->Parts.Rows.Start(part), end = self->Parts.Rows.Start(part + 1);
        RowFailure failure = default;
        self->Parts.Sums[part] = self->Stages.Lanes == 0 ? self->RunAllCarefully(row, end, ref failure)
            : self->Classes <= RowTiles.MostClasses ? self->RunTiles(row, end, ref failure)
            : self->RunRows(row, end, ref failure);
        self->Parts.Failures[part] = failure;
    }

    [SkipLocalsInit]
    private ExactSum RunTiles(nint row, nint end, ref RowFailure failure)
    {
        PinnedArguments memory = Memory;
        int gradient = RowWalk<double>.GradientOf(Request.Q);
        bool wantsGradient = Request.GradientQ;
        nint* indices = stackalloc nint[memory.Layout.Rank];
        byte* state = stackalloc byte[StateSize];
        double* scales = stackalloc double[4 * MostLanes];
        double* divergences = scales + MostLanes, masses = divergences + MostLanes, ofClasses = masses + MostLanes;
        RowTiles tiles = new(&memory, indices, row, end, Stages.Lanes);
        float* room = stackalloc float[(4 * RowTiles.MostClasses * MostLanes) + MostLanes];
        float* p = RowTiles.Aligned(room), q = p + tiles.Room, apart = q + tiles.Room, scratch = apart + tiles.Room;
        PairStretch stretch = new() { P = p, Q = q, OfP = p, OfQ = q, Apart = apart, Gradient = wantsGradient ? apart : null, Length = tiles.Length };
        ExactSum sum = default;
        while (failure.Why == RowFailure.Reason.None && tiles.Next())
        {
            tiles.Read(Request.P, p, scratch);
            tiles.Read(Request.Q, q, scratch);
            ulong odd = FindScales(tiles.Row, tiles.Rows, scales);
            for (int lane = 0; Request.Classes != null && lane < tiles.Rows; lane++)
            {
                ofClasses[lane] = MixIn(p + lane, tiles.Row + lane, Stages.Lanes);
            }

            odd |= RunStages(&stretch, state, isOneRow: false, scales, divergences, masses);
            for (int lane = 0; lane < tiles.Rows; lane++)
            {
                double divergence = Request.Target == TargetKind.Logits ? divergences[lane] : OfTarget(divergences[lane], masses[lane], ofClasses[lane]);
                sum.Add(Give(tiles.Row + lane, (odd >> lane & 1) != 0, divergence, ref failure));
            }

            if (wantsGradient)
            {
                tiles.Write(gradient, apart, scratch, odd);
            }
        }

        return sum;
    }

    [SkipLocalsInit]
    private ExactSum RunRows(nint row, nint end, ref RowFailure failure)
    {
        PinnedArguments memory = Memory;
        int gradient = RowWalk<double>.GradientOf(Request.Q), room = (Classes + MostLanes - 1) / MostLanes * MostLanes;
        nint* indices = stackalloc nint[memory.Layout.Rank];
        byte* state = stackalloc byte[StateSize];
        double* scales = stackalloc double[4 * MostLanes];
        double* divergences = scales + MostLanes, masses = divergences + MostLanes, ofClasses = masses + MostLanes;
        RunCursor cursor = new(&memory.Layout, indices, row);
        float* unaligned = stackalloc float[(3 * room) + MostLanes];
        float* p = RowTiles.Aligned(unaligned), q = p + room, apart = q + room;
        ExactSum sum = default;
        for (; row < end && failure.Why == RowFailure.Reason.None; row++)
        {
            PairStretch stretch = new()
            {
                P = memory.Read(Request.P, cursor, 0, Classes, p),
                Q = memory.Read(Request.Q, cursor, 0, Classes, q),
                OfP = p,
                OfQ = q,
                Apart = apart,
                Gradient = memory.Place(gradient, cursor, 0, apart),
                Length = Classes,
            };
            ulong odd = FindScales(row, 1, scales);
            if (Request.Classes != null)
            {
                if (stretch.P != p)
                {
                    new ReadOnlySpan<float>(stretch.P, Classes).CopyTo(new Span<float>(p, Classes));
                    stretch.P = p;
                }

                ofClasses[0] = MixIn(p, row, 1);
            }

            new Span<double>(scales, Stages.Lanes).Fill(scales[0]);
            PairStretch sums = stretch;
            sums.Gradient = null;
            odd |= RunStages(&sums, state, isOneRow: true, scales, divergences, masses);

            // The teacher's gradient comes first: the student's may lie over what it is made of.
            double divergence = Request.Target == TargetKind.Logits ? divergences[0] : OfTarget(divergences[0], masses[0], ofClasses[0]);
            sum.Add(Give(row, (odd & 1) != 0, divergence, ref failure));
            if (stretch.Gradient != null && (odd & 1) == 0)
            {
                Stages.WriteGradient(&stretch, state);
                memory.Write(gradient, stretch.Gradient, cursor, 0, Classes);
            }

            cursor.Advance();
        }

        return sum;
    }

    /// <returns>The lanes whose rows the stages are not for.</returns>
    private readonly ulong RunStages(PairStretch* stretch, byte* state, bool isOneRow, double* scales, double* divergences, double* masses)
    {
        Stages.Begin(state, InverseHigh, InverseLow);
        Stages.FindLargest(stretch, state);
        Stages.JoinLargest(state, isOneRow);
        Stages.Exponentiate(stretch, state);
        Stages.JoinSums(state, isOneRow);
        Stages.Sum(stretch, state);
        ulong odd = Stages.Finish(state, isOneRow, scales, divergences, masses);
        if (stretch->Gradient != null)
        {
            Stages.WriteGradient(stretch, state);
        }

        return odd;
    }

    /// <summary>What the gradients of rows are multiplied by.</summary>
    /// <returns>The rows that are not read, a bit for each.</returns>
    private readonly ulong FindScales(nint row, int rows, double* scales)
    {
        double scale = Request.GradientQ ? Request.GradientScale : 0;
        new Span<double>(scales, Stages.Lanes).Fill(scale);
        ulong unread = 0;
        for (int lane = 0; (Memory.RowWeights != null || Request.RowUpstreams != null) && lane < rows; lane++)
        {
            (double weight, double upstream) = Request.FactorsOf(row + lane, Memory.RowWeights);
            scales[lane] = weight * upstream * scale;
            unread |= weight == 0 || (upstream == 0 && Memory.RowSums == null) ? 1UL << lane : 0;
        }

        return unread;
    }

    /// <returns>The loss of a row, times its weight.</returns>
    private readonly double Give(nint row, bool isOdd, double divergence, ref RowFailure failure)
    {
        if (isOdd || Request.TeacherGradient)
        {
            double careful = RunCarefully(row, ofTeacherAlone: !isOdd, ref failure);
            if (isOdd)
            {
                return careful;
            }
        }

        double loss = divergence * Request.LossScale * Request.FactorsOf(row, Memory.RowWeights).Weight;
        if (Memory.RowSums != null)
        {
            Memory.RowSums[row] = loss;
        }

        return loss;
    }

    /// <summary>Rows of doubles, and longer ones.</summary>
    private readonly ExactSum RunAllCarefully(nint row, nint end, ref RowFailure failure)
    {
        ExactSum sum = default;
        for (; row < end && failure.Why == RowFailure.Reason.None; row++)
        {
            sum.Add(RunCarefully(row, ofTeacherAlone: false, ref failure));
        }

        return sum;
    }

    /// <summary>Does in double what is asked for of a row, or of its teacher.</summary>
    [SkipLocalsInit]
    private readonly double RunCarefully(nint row, bool ofTeacherAlone, ref RowFailure failure)
    {
        DistillationRequest request = Request;
        if (request.Target == TargetKind.Logits)
        {
            request.StudentGradient &= !ofTeacherAlone;
            DistillationJob<double> job = DistillationJob<double>.Of(request, Memory);
            return DistillationJob<double>.RunRows(&job, row, row + 1, ref failure).Value;
        }

        PinnedArguments memory = Memory;
        nint* indices = stackalloc nint[memory.Layout.Rank];
        double* buffers = stackalloc double[TargetRow.Room];
        RunCursor cursor = new(&memory.Layout, indices, row);
        TargetRow target = new(&request, &memory, &cursor, row, buffers);
        (double weight, double upstream) = request.FactorsOf(row, memory.RowWeights);
        return weight == 0 ? target.Skip() : target.Run(weight, upstream, ref failure);
    }

    /// <summary>Gives the class of a row its share of the target.</summary>
    /// <param name="target">The row.</param>
    /// <param name="row">Its number.</param>
    /// <param name="step">From one class to the next.</param>
    /// <returns>What the class had before.</returns>
    private readonly double MixIn(float* target, nint row, int step)
    {
        double weight = Request.FactorsOf(row, Memory.RowWeights).Weight, share = Request.ClassShare;
        if (weight == 0)
        {
            return 0;
        }

        float* ofClass = target + ((nint)Request.Classes[row] * step);
        double before = share == 1 ? 0 : *ofClass, rest = 1 - share;
        for (int c = 0; c < Classes; c++)
        {
            target[c * step] = share == 1 ? 0 : (float)(target[c * step] * rest);
        }

        *ofClass = (float)((before * rest) + share);
        return before;
    }

    private readonly double OfTarget(double divergence, double mass, double ofClass)
    {
        double loss = (mass * divergence) + TargetRow.OfMass(mass, Memory.TypeOf(Slots.Second));
        return Request.Classes == null ? loss : loss + TargetRow.OfShare(Request.ClassShare, ofClass, mass);
    }
}
