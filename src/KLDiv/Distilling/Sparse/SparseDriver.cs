using System.Numerics;
using System.Runtime.CompilerServices;
using KLDiv.Memory;
using KLDiv.Simd;

namespace KLDiv.Distilling.Sparse;

/// <summary>
/// Runs a request over the rows of a call, cut into parts that depend on the shape alone, so that the result has the same bits on any number of threads.
/// </summary>
internal static unsafe class SparseDriver
{
    /// <summary>Writes the outputs that are asked for.</summary>
    /// <returns>The weighted sum of the rows' losses.</returns>
    /// <exception cref="ArgumentException">There are not as many rows on both sides, or a row of a side is not what it must be.</exception>
    public static ExactSum Run<TTeacher>(in Arguments arguments, scoped SparseTeacher<TTeacher> teacher, in SparseRequest request)
        where TTeacher : unmanaged, IFloatingPointIeee754<TTeacher>
    {
        if (arguments.Rows != teacher.Rows)
        {
            throw new ArgumentException($"teacher has {teacher.Rows} rows, student of shape {Shapes.Text(arguments.First.Lengths)} has {arguments.Rows}; they must be equal.", nameof(teacher));
        }

        fixed (int* shortIds = teacher.ShortIds)
        fixed (long* longIds = teacher.LongIds, offsets = teacher.Offsets)
        fixed (TTeacher* logProbabilities = teacher.LogProbabilities)
        {
            SparseEntries entries = new()
            {
                ShortIds = teacher.LongIds.IsEmpty ? shortIds : null,
                LongIds = longIds,
                LogProbabilities = logProbabilities,
                Type = OperandTypes.Of<TTeacher>(),
                Offsets = offsets,
                ClassesPerRow = teacher.ClassesPerRow,
            };
            return Run(arguments, entries, request);
        }
    }

    private static ExactSum Run(in Arguments arguments, in SparseEntries entries, in SparseRequest request)
    {
        fixed (byte* student = arguments.First, gradient = arguments.SecondResult)
        fixed (double* rowWeights = arguments.RowWeights, rowSums = arguments.RowSums)
        {
            nint* room = stackalloc nint[PinnedArguments.RoomFor(arguments.Rank)];
            void** data = stackalloc void*[Slots.Count] { student, null, null, null, gradient, null };
            PinnedArguments memory = new(arguments, data, rowWeights, rowSums, room);
            if (arguments.Numel == 0)
            {
                arguments.RowSums.Clear();
                return default;
            }

            return arguments.First.Type == OperandType.Double
                ? RunParts<double>(arguments.Numel, memory, entries, request)
                : RunParts<float>(arguments.Numel, memory, entries, request);
        }
    }

    private static ExactSum RunParts<T>(nint numel, in PinnedArguments memory, in SparseEntries entries, in SparseRequest request)
        where T : unmanaged, INumber<T>
    {
        Job job = new() { Memory = memory, Entries = entries, Request = request, Parts = new(numel, memory.Layout.Runs) };
        ExactSum* sums = stackalloc ExactSum[job.Parts.Count];
        SparseFailure* failures = stackalloc SparseFailure[job.Parts.Count];
        job.Sums = sums;
        job.Failures = failures;
        Workers.Run(&RunPart<T>, Unsafe.AsPointer(ref job), job.Parts.Count, Workers.MaxDegreeOfParallelism);
        ExactSum total = default;
        for (int part = 0; part < job.Parts.Count; part++)
        {
            failures[part].Throw(memory.Layout.Length(memory.Layout.Rank - 1));
            total.Add(sums[part]);
        }

        return total;
    }

    private static void RunPart<T>(void* pointer, int part)
        where T : unmanaged, INumber<T>
    {
        Job* job = (Job*)pointer;
        nint* indices = stackalloc nint[job->Memory.Layout.Rank];
        nint row = job->Parts.Start(part), end = job->Parts.Start(part + 1);
        RunCursor cursor = new(&job->Memory.Layout, indices, row);
        using SparseWalk<T> walk = new(&job->Memory, &job->Entries, job->Request);
        job->Sums[part] = default;
        job->Failures[part] = default;
        for (; row < end && job->Failures[part].Why == SparseFailure.Reason.None; row++)
        {
            job->Sums[part].Add(walk.RunRow(row, cursor));
            job->Failures[part] = walk.Failure;
            cursor.Advance();
        }
    }

    private struct Job
    {
        public PinnedArguments Memory;
        public SparseEntries Entries;
        public SparseRequest Request;
        public Partition Parts;

        /// <summary>Where each part leaves its sum.</summary>
        public ExactSum* Sums;

        /// <summary>Where each part leaves its first failure.</summary>
        public SparseFailure* Failures;
    }
}

/// <summary>What is asked about a student and a sparse teacher.</summary>
internal struct SparseRequest
{
    public double Temperature;
    public double Beta;
    public SparseTail Tail;

    /// <summary>What a divergence in nats is multiplied by to be the loss.</summary>
    public double LossScale;

    /// <summary>What the gradient for the logits over the temperature is multiplied by, beside the row's weight.</summary>
    public double GradientScale;

    /// <summary>Whether the greatest divergence is wanted that a teacher with these probabilities can have, instead of the divergence.</summary>
    public bool IsBound;
}
