using System.Numerics;
using System.Runtime.CompilerServices;
using KLDiv.Memory;
using KLDiv.Simd;

namespace KLDiv.Distilling;

/// <summary>A request with its memory pinned and its kernels chosen; each part of it is a stretch of rows.</summary>
internal unsafe struct DistillationJob<T>
    where T : unmanaged, INumberBase<T>
{
    /// <summary>Two operands and two gradients.</summary>
    public const int Buffers = 4;

    /// <summary>Bytes of exponentials that are kept for a gradient: so few that a thread's stack has room for them, beside the rows in the second-level cache.</summary>
    private const int MostKept = 1 << 17;

    private const int MostKeptBlocks = MostKept / sizeof(float) / LogitsBlock<T>.MaxLength;

    public DistillationRequest Request;
    public DistillationKernels<T> Kernels;
    public DistillationKernels<double> AnyKernels;

    /// <summary>The kernels for the gradient for P, where it is computed apart from that for Q.</summary>
    public DistillationKernels<double> KernelsOfP;

    public DistillationKernels<double> AnyKernelsOfP;
    public PinnedArguments Memory;
    public JobParts Parts;

    /// <summary>A job over all rows, whose parts are left to be told.</summary>
    public static DistillationJob<T> Of(in DistillationRequest request, in PinnedArguments memory)
    {
        DistillationRequest ofP = request, ofRest = request;
        ofP.StudentGradient = !request.IsApart && request.StudentGradient;
        ofRest.TeacherGradient = request.TeacherGradient && (!request.IsApart || typeof(T) == typeof(double));
        return new()
        {
            Request = request,
            Kernels = DistillationKernels<T>.Select(ofRest, any: false),
            AnyKernels = DistillationKernels<double>.Select(ofRest, any: true),
            KernelsOfP = DistillationKernels<double>.Select(ofP, any: false),
            AnyKernelsOfP = DistillationKernels<double>.Select(ofP, any: true),
            Memory = memory,
        };
    }

    /// <summary>Works on one part of the job that <paramref name="job"/> points to; a failure ends the part.</summary>
    public static void RunPart(void* job, int part)
    {
        DistillationJob<T>* self = (DistillationJob<T>*)job;
        RowFailure failure = default;
        self->Parts.Sums[part] = RunRows(self, self->Parts.Rows.Start(part), self->Parts.Rows.Start(part + 1), ref failure);
        self->Parts.Failures[part] = failure;
    }

    /// <summary>Works on rows in their order; a failure ends that.</summary>
    /// <returns>The weighted sum of their losses.</returns>
    [SkipLocalsInit]
    public static ExactSum RunRows(DistillationJob<T>* self, nint row, nint end, ref RowFailure failure)
    {
        T* buffers = stackalloc T[Buffers * LogitsBlock<T>.MaxLength];
        T* kept = stackalloc T[self->Keeps ? (int)self->Length : 0];
        KeptOrigins* keptOrigins = stackalloc KeptOrigins[MostKeptBlocks];
        double* wide = stackalloc double[Buffers * LogitsBlock<double>.MaxLength];
        nint* indices = stackalloc nint[self->Memory.Layout.Rank];
        RunCursor cursor = new(&self->Memory.Layout, indices, row);
        RowWalk<T> walk = new(self, &cursor, buffers, wide, kept, keptOrigins);
        ExactSum sum = default;
        for (; row < end && failure.Why == RowFailure.Reason.None; row++)
        {
            sum.Add(walk.RunRow(row));
            failure = new(row, walk.Failure);
            cursor.Advance();
        }

        return sum;
    }


    /// <summary>The length of a row.</summary>
    public readonly nint Length => Memory.Layout.Length(Memory.Layout.Rank - 1);

    /// <summary>
    /// Whether the gradient for Q can be made of what the sums leave: its place holds a part of that meanwhile, so that the operand must lie elsewhere.
    /// </summary>
    public readonly bool Keeps
    {
        get
        {
            int gradient = RowWalk<T>.GradientOf(Request.Q);
            return Request.WantsLoss && !Request.IsMixture && Request.Known == null && Request.GradientQ && (!Request.GradientP || Request.IsApart)
                && Memory.IsDirect<T>(gradient) && Memory.Data[gradient] != Memory.Data[Request.Q] && Length * sizeof(T) <= MostKept;
        }
    }

    /// <summary>Whether the gradient for P is computed apart in a wider arithmetic than that for Q.</summary>
    public readonly bool HasApart => Request.IsApart && typeof(T) != typeof(double);
}

/// <summary>The origins of the exponents that were kept for a block.</summary>
internal struct KeptOrigins
{
    public double OriginP;

    /// <summary>The distance of the two sides' origins, over the temperature.</summary>
    public ExactSum Apart;
}
