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
    public nint Rows;
    public int Parts;

    /// <summary>Where each part leaves its sum.</summary>
    public ExactSum* Sums;

    /// <summary>Where each part leaves its first failure.</summary>
    public RowFailure* Failures;

    /// <summary>Works on one part of the job that <paramref name="job"/> points to; a failure ends the part.</summary>
    [SkipLocalsInit]
    public static void RunPart(void* job, int part)
    {
        DistillationJob<T>* self = (DistillationJob<T>*)job;
        T* buffers = stackalloc T[Buffers * LogitsBlock<T>.MaxLength];
        T* kept = stackalloc T[self->Keeps ? (int)self->Length : 0];
        KeptOrigins* keptOrigins = stackalloc KeptOrigins[MostKeptBlocks];
        double* wide = stackalloc double[Buffers * LogitsBlock<double>.MaxLength];
        nint* indices = stackalloc nint[self->Memory.Layout.Rank];
        nint row = self->Start(part), end = self->Start(part + 1);
        RunCursor cursor = new(&self->Memory.Layout, indices, row);
        RowWalk<T> walk = new(self, &cursor, buffers, wide, kept, keptOrigins);
        ExactSum sum = default;
        self->Failures[part] = default;
        for (; row < end && self->Failures[part].Why == RowFailure.Reason.None; row++)
        {
            sum.Add(walk.RunRow(row));
            self->Failures[part] = new(row, walk.Failure);
            cursor.Advance();
        }

        self->Sums[part] = sum;
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

    private readonly nint Start(int part) => (nint)((Int128)Rows * part / Parts);
}

/// <summary>What the exponents of a block counted from that were kept.</summary>
internal struct KeptOrigins
{
    public double OriginP;

    /// <summary>The distance of the two sides' origins, over the temperature.</summary>
    public ExactSum Apart;
}
