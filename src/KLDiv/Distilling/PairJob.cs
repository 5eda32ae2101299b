using System.Runtime.CompilerServices;
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
    /// <summary>The longest rows.</summary>
    private const int MostClasses = 1 << 13;

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
        request.WantsLoss && request.Known == null && request.Beta is 0 or 0.5 && InverseTemperature.IsOrdinary(request.Temperature)
        && !(request.IsMixture && (request.StudentGradient || request.TeacherGradient))
        && arguments.First.Type != OperandType.Double && arguments.Second.Type != OperandType.Double
        && arguments.First.Lengths[arguments.Axis] <= MostClasses;

    public static PairJob Of(in DistillationRequest request, in PinnedArguments memory)
    {
        (double high, double low) = InverseTemperature.Of<float>(request.Temperature);
        return new()
        {
            Request = request,
            Memory = memory,
            Stages = request.IsMixture
                ? VectorWidth.Choose<PairStagesOf<Yes>, float, PairStages>(VectorWidth.Current)
                : VectorWidth.Choose<PairStagesOf<No>, float, PairStages>(VectorWidth.Current),
            InverseHigh = high,
            InverseLow = low,
        };
    }

    /// <summary>Works on one part of the job that <paramref name="job"/> points to; a failure ends the part.</summary>
    public static void RunPart(void* job, int part)
    {
        PairJob* self = (PairJob*)job;
        nint row = self->Parts.Start(part), end = self->Parts.Start(part + 1);
        RowFailure failure = default;
        self->Parts.Sums[part] = self->Classes <= RowTiles.MostClasses ? self->RunTiles(row, end, ref failure) : self->RunRows(row, end, ref failure);
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
        double* scales = stackalloc double[2 * MostLanes];
        double* divergences = scales + MostLanes;
        RowTiles tiles = new(&memory, indices, row, end, Stages.Lanes);
        float* room = stackalloc float[(4 * RowTiles.MostClasses * MostLanes) + MostLanes];
        float* p = AlignedMemory.In(room), q = p + tiles.Room, apart = q + tiles.Room, scratch = apart + tiles.Room;
        PairStretch stretch = new() { P = p, Q = q, OfP = p, OfQ = q, Apart = apart, Gradient = wantsGradient ? apart : null, Length = tiles.Length };
        ExactSum sum = default;
        while (failure.Why == RowFailure.Reason.None && tiles.Next())
        {
            tiles.Read(Request.P, p, scratch);
            tiles.Read(Request.Q, q, scratch);
            ulong odd = FindScales(tiles.Row, tiles.Rows, scales);
            odd |= RunStages(&stretch, state, isOneRow: false, scales, divergences);
            for (int lane = 0; lane < tiles.Rows; lane++)
            {
                sum.Add(Give(tiles.Row + lane, (odd >> lane & 1) != 0, divergences[lane], ref failure));
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
        double* scales = stackalloc double[2 * MostLanes];
        double* divergences = scales + MostLanes;
        RunCursor cursor = new(&memory.Layout, indices, row);
        float* unaligned = stackalloc float[(3 * room) + MostLanes];
        float* p = AlignedMemory.In(unaligned), q = p + room, apart = q + room;
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
            new Span<double>(scales, Stages.Lanes).Fill(scales[0]);
            PairStretch sums = stretch;
            sums.Gradient = null;
            odd |= RunStages(&sums, state, isOneRow: true, scales, divergences);

            // The teacher's gradient comes first: the student's may lie over what it is made of.
            sum.Add(Give(row, (odd & 1) != 0, divergences[0], ref failure));
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
    private readonly ulong RunStages(PairStretch* stretch, byte* state, bool isOneRow, double* scales, double* divergences)
    {
        Stages.Begin(state, InverseHigh, InverseLow);
        Stages.FindLargest(stretch, state);
        Stages.JoinLargest(state, isOneRow);
        Stages.Exponentiate(stretch, state);
        Stages.JoinSums(state, isOneRow);
        Stages.Sum(stretch, state);
        ulong odd = Stages.Finish(state, isOneRow, scales, divergences);
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

    /// <summary>Does in double what is asked for of a row, or of its teacher.</summary>
    private readonly double RunCarefully(nint row, bool ofTeacherAlone, ref RowFailure failure)
    {
        DistillationRequest request = Request;
        request.StudentGradient &= !ofTeacherAlone;
        DistillationJob<double> job = DistillationJob<double>.Of(request, Memory);
        return DistillationJob<double>.RunRows(&job, row, row + 1, ref failure).Value;
    }
}
