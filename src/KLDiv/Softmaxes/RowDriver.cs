using System.Runtime.CompilerServices;
using KLDiv.Memory;

namespace KLDiv.Softmaxes;

/// <summary>What is done with one row.</summary>
internal interface IRowOperation
{
    /// <param name="row">The row.</param>
    /// <param name="number">How many rows there are before it.</param>
    /// <returns>Whether it could be done; where not, the row has no finite logit.</returns>
    bool Run(in RowBlocks row, nint number);
}

/// <summary>Runs an operation over the rows of one or two operands into a destination, which may be exactly the memory of an operand.</summary>
internal static unsafe class RowDriver
{
    /// <exception cref="ArgumentException">Shapes differ, the destination shares only part of an operand's memory, or a row has no finite logit.</exception>
    public static void Run<TOperation>(in Operand first, in Operand second, in Operand destination, int axis, TOperation operation)
        where TOperation : struct, IRowOperation
    {
        Arguments arguments = default;
        arguments.Set(first, second, default, axis);
        arguments.KeepsRows = true;
        arguments.SetFirstResult(destination with { MayReplace = OperandSet.First | OperandSet.Second });
        fixed (byte* a = arguments.First, b = arguments.Second, result = arguments.FirstResult)
        {
            nint* room = stackalloc nint[PinnedArguments.RoomFor(arguments.Rank)];
            void** data = stackalloc void*[Slots.Count] { a, b, null, result, null, null };
            PinnedArguments memory = new(arguments, data, null, null, room);
            nint failed = arguments.Numel == 0 ? -1 : RunParts(arguments.Numel, memory, operation);
            if (failed >= 0)
            {
                string row = arguments.Rank == 1 ? "The row" : $"Row {failed}";
                throw new ArgumentException($"{row} has no finite logit.", first.Name);
            }
        }
    }

    /// <returns>The first row that could not be done, or -1.</returns>
    private static nint RunParts<TOperation>(nint numel, in PinnedArguments memory, TOperation operation)
        where TOperation : struct, IRowOperation
    {
        nint rows = memory.Layout.Runs;
        Job<TOperation> job = new() { Memory = memory, Operation = operation, Rows = rows, Parts = Partition.Of(numel, rows) };
        nint* failures = stackalloc nint[job.Parts];
        job.Failures = failures;
        Workers.Run(&RunPart<TOperation>, Unsafe.AsPointer(ref job), job.Parts, Workers.MaxDegreeOfParallelism);
        int first = new ReadOnlySpan<nint>(failures, job.Parts).IndexOfAnyExcept(-1);
        return first < 0 ? -1 : failures[first];
    }

    [SkipLocalsInit]
    private static void RunPart<TOperation>(void* pointer, int part)
        where TOperation : struct, IRowOperation
    {
        ref Job<TOperation> job = ref Unsafe.AsRef<Job<TOperation>>(pointer);
        double* buffers = stackalloc double[RowBlocks.BufferLength];
        PinnedArguments memory = job.Memory;
        nint* indices = stackalloc nint[memory.Layout.Rank];
        nint row = (nint)((Int128)job.Rows * part / job.Parts), end = (nint)((Int128)job.Rows * (part + 1) / job.Parts);
        RunCursor cursor = new(&memory.Layout, indices, row);
        RowBlocks blocks = new(&memory, &cursor, buffers);
        job.Failures[part] = -1;
        for (; row < end && job.Failures[part] < 0; row++)
        {
            job.Failures[part] = job.Operation.Run(blocks, row) ? -1 : row;
            cursor.Advance();
        }
    }

    private struct Job<TOperation>
        where TOperation : struct, IRowOperation
    {
        public PinnedArguments Memory;
        public TOperation Operation;
        public nint Rows;
        public int Parts;

        /// <summary>Where each part leaves the number of the first row that it could not do, or -1.</summary>
        public nint* Failures;
    }
}
