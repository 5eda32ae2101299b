using System.Runtime.CompilerServices;
using KLDiv.Criterion;
using KLDiv.Memory;
using KLDiv.Simd;

namespace KLDiv.Softmaxes;

/// <summary>What is done with one row.</summary>
internal interface IRowOperation
{
    /// <summary>What the operands are called.</summary>
    static abstract OperandNames Names { get; }

    /// <returns>Whether it could be done; where not, the row has no finite logit.</returns>
    bool Run(in RowBlocks row);
}

/// <summary>Runs an operation over the rows of one or two operands into a destination, which may be exactly the memory of an operand.</summary>
internal static unsafe class RowDriver
{
    /// <exception cref="ArgumentException">Shapes differ, the destination shares only part of an operand's memory, or a row has no finite logit.</exception>
    public static void Run<TOperation>(Operand first, Operand second, Operand destination, TOperation operation)
        where TOperation : struct, IRowOperation
    {
        Problem problem = new(first, second, default, TOperation.Names) { KeepRows = true };
        problem.SetGradients(destination, default);
        Pinning.Run(problem, new Plan<TOperation>(operation));
    }

    private struct Job<TOperation>
        where TOperation : struct, IRowOperation
    {
        public PinnedOperands Memory;
        public TOperation Operation;
        public nint Rows;
        public int Parts;

        /// <summary>Where each part leaves the number of the first row that it could not do, or -1.</summary>
        public nint* Failures;
    }

    [SkipLocalsInit]
    private static void RunPart<TOperation>(void* pointer, int part)
        where TOperation : struct, IRowOperation
    {
        ref Job<TOperation> job = ref Unsafe.AsRef<Job<TOperation>>(pointer);
        double* buffers = stackalloc double[RowBlocks.BufferLength];
        PinnedOperands memory = job.Memory;
        nint* indices = stackalloc nint[memory.Layout.Rank];
        nint row = (nint)((Int128)job.Rows * part / job.Parts), end = (nint)((Int128)job.Rows * (part + 1) / job.Parts);
        RunCursor cursor = new(&memory.Layout, indices, row);
        RowBlocks blocks = new(&memory, &cursor, buffers);
        job.Failures[part] = -1;
        for (; row < end && job.Failures[part] < 0; row++)
        {
            job.Failures[part] = job.Operation.Run(blocks) ? -1 : row;
            cursor.Advance();
        }
    }

    private readonly struct Plan<TOperation>(TOperation operation) : IPlan
        where TOperation : struct, IRowOperation
    {
        public void RefuseOverlaps(in Problem problem, in PinnedOperands memory)
        {
            Region destination = memory.Region(problem.Names.InputGradient, Operands.InputGradient);
            Overlap.RefuseRepeats(destination);
            Overlap.RefuseUnlessSame(destination, memory.Region(problem.Names.Input, Operands.Input));
            Overlap.RefuseUnlessSame(destination, memory.Region(problem.Names.Target, Operands.Target));
        }

        public ExactSum Run(in Problem problem, ref PinnedOperands memory)
        {
            nint rows = memory.Layout.Runs;
            Job<TOperation> job = new() { Memory = memory, Operation = operation, Rows = rows, Parts = Partition.Of(problem.Numel, rows) };
            nint* failures = stackalloc nint[job.Parts];
            job.Failures = failures;
            Crew.Run(&RunPart<TOperation>, Unsafe.AsPointer(ref job), job.Parts, KLDivergence.MaxDegreeOfParallelism);
            for (int part = 0; part < job.Parts; part++)
            {
                if (failures[part] >= 0)
                {
                    string row = problem.Input.Lengths.Length == 1 ? "The row" : $"Row {failures[part]}";
                    throw new ArgumentException($"{row} has no finite logit.", problem.Names.Input);
                }
            }

            return default;
        }
    }
}
