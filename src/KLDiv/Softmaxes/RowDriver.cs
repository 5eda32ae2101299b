using System.Numerics;
using System.Runtime.CompilerServices;
using KLDiv.Memory;

namespace KLDiv.Softmaxes;

/// <summary>What is done with one row.</summary>
internal interface IRowOperation
{
    /// <summary>Does it in double, whatever the row holds.</summary>
    /// <param name="row">The row.</param>
    /// <param name="number">How many rows there are before it.</param>
    /// <returns>Whether it could be done; where not, the row has no finite logit.</returns>
    bool Run(in RowBlocks row, nint number);

    /// <summary>Passes that do it for ordinary rows; none where there are none.</summary>
    RowPasses<T> Passes<T>()
        where T : unmanaged;
}

/// <summary>Runs an operation over the rows of one or two operands into a destination, which may be exactly the memory of an operand.</summary>
internal static unsafe class RowDriver
{
    /// <exception cref="ArgumentException">Shapes differ, the destination shares only part of an operand's memory, or a row has no finite logit.</exception>
    public static void Run<TOperation>(in Operand first, in Operand second, in Operand destination, int axis, TOperation operation)
        where TOperation : unmanaged, IRowOperation
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
            nint failed = arguments.Numel == 0 ? -1
                : arguments.First.Type == OperandType.Double || arguments.Second.Type == OperandType.Double ? RunParts<TOperation, double>(arguments.Numel, memory, operation)
                : RunParts<TOperation, float>(arguments.Numel, memory, operation);
            if (failed >= 0)
            {
                string row = arguments.Rank == 1 ? "The row" : $"Row {failed}";
                throw new ArgumentException($"{row} has no finite logit.", first.Name);
            }
        }
    }

    /// <returns>The first row that could not be done, or -1.</returns>
    private static nint RunParts<TOperation, T>(nint numel, in PinnedArguments memory, TOperation operation)
        where TOperation : unmanaged, IRowOperation
        where T : unmanaged, INumberBase<T>
    {
        RowJob<TOperation, T> job = new() { Memory = memory, Operation = operation, Passes = operation.Passes<T>(), Parts = new(numel, memory.Layout.Runs) };
        nint* failures = stackalloc nint[job.Parts.Count];
        job.Failures = failures;
        Workers.Run(&RowJob<TOperation, T>.RunPart, Unsafe.AsPointer(ref job), job.Parts.Count, Workers.MaxDegreeOfParallelism);
        return job.Parts.FirstFailure(failures);
    }
}
