using System.Numerics;
using System.Runtime.CompilerServices;
using KLDiv.Memory;
using KLDiv.Simd;

namespace KLDiv.Criterion;

/// <summary>
/// Runs the criterion over a call's memory: chooses the arithmetic's type and the kernel, cuts the work into parts
/// that depend on the shape alone, and adds their sums in order, so that the result has the same bits on any number of threads.
/// </summary>
internal static unsafe class LossDriver
{
    /// <summary>
    /// A gradient of this many bytes or more bypasses the caches, which would no longer hold it when it is read. Such stores need aligned vectors,
    /// and so a gradient whose elements are aligned.
    /// </summary>
    private const long StreamedBytes = 8 << 20;

    /// <summary>The reduced loss.</summary>
    /// <exception cref="ArgumentException">The reduction is <see cref="Reduction.None"/>.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The reduction is undefined.</exception>
    public static double Loss(in LossCall call, Reduction reduction)
    {
        double divisor = reduction.Divisor(call.Arguments, nameof(KLDivergence.Pointwise));
        return (IsWide(call.Arguments) ? Run<double>(call) : Run<float>(call)).Value / divisor;
    }

    /// <summary>Writes the results that the call asks for.</summary>
    /// <returns>The weighted sum of the pointwise losses, if the call asks for it.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ExactSum Run(in LossCall call) => IsWide(call.Arguments) ? Run<double>(call) : Run<float>(call);

    private static bool IsWide(in Arguments arguments) =>
        arguments.First.Type == OperandType.Double || arguments.Second.Type == OperandType.Double || arguments.Third.Type == OperandType.Double;

    private static ExactSum Run<T>(in LossCall call)
        where T : unmanaged, INumberBase<T>
    {
        ref readonly Arguments arguments = ref call.Arguments;
        if (IsOneBlock<T>(arguments))
        {
            return RunBlock<T>(call);
        }

        fixed (byte* input = arguments.First, target = arguments.Second, upstream = arguments.Third)
        fixed (byte* pointwise = arguments.FirstResult, inputGradient = arguments.SecondResult, targetGradient = arguments.ThirdResult)
        fixed (double* rowWeights = arguments.RowWeights, rowSums = arguments.RowSums)
        {
            nint* room = stackalloc nint[PinnedArguments.RoomFor(arguments.Rank)];
            void** data = stackalloc void*[Slots.Count] { input, target, upstream, pointwise, inputGradient, targetGradient };
            PinnedArguments memory = new(arguments, data, rowWeights, rowSums, room);
            if (arguments.Numel == 0)
            {
                arguments.RowSums.Clear();
                return default;
            }

            return RunParts<T>(call, memory);
        }
    }

    /// <summary>Whether the call only sums the losses of one block, which needs no staging.</summary>
    private static bool IsOneBlock<T>(in Arguments arguments)
        where T : unmanaged => arguments.Numel is > 0 and <= LossBlock<T>.MaxLength && !arguments.NeedsRows && arguments.Results == 0
            && arguments.First.IsDense && arguments.Second.IsDense
            && arguments.First.Type == OperandTypes.Of<T>() && arguments.Second.Type == OperandTypes.Of<T>();

    /// <summary>Small operands are common in training loops; pinning and layout would cost more than their arithmetic.</summary>
    private static ExactSum RunBlock<T>(in LossCall call)
        where T : unmanaged
    {
        fixed (byte* input = call.Arguments.First, target = call.Arguments.Second)
        {
            LossBlock<T> block = default;
            block.Length = (int)call.Arguments.Numel;
            block.Input = (T*)input;
            block.Target = (T*)target;
            ExactSum sum = default;
            sum.Add(LossKernel<T>.Select(call, block.Length).Run(&block));
            return sum;
        }
    }

    private static ExactSum RunParts<T>(in LossCall call, in PinnedArguments memory)
        where T : unmanaged, INumberBase<T>
    {
        nint length = memory.Layout.Length(memory.Layout.Rank - 1);
        LossJob<T> job = new()
        {
            Kernel = LossKernel<T>.Select(call, length).Run,
            Memory = memory,
            GradientScale = call.GradientScale,
            SumsInPlace = !call.WritesPointwise && !call.WritesInputGradient && !call.WritesTargetGradient
                && memory.IsDirect<T>(LossCall.Input) && memory.IsDirect<T>(LossCall.Target),
            Streams = call.Arguments.Numel * sizeof(T) >= StreamedBytes && memory.IsDirect<T>(LossCall.InputGradient)
                && (nuint)memory.Data[LossCall.InputGradient] % (nuint)sizeof(T) == 0,
            BlocksPerRun = (length + LossBlock<T>.MaxLength - 1) / LossBlock<T>.MaxLength,
        };
        job.Parts = new(call.Arguments.Numel, memory.Layout.Runs * (memory.RowSums == null ? job.BlocksPerRun : 1));
        ExactSum* sums = stackalloc ExactSum[job.Parts.Count];
        job.Sums = sums;
        Workers.Run(&LossJob<T>.RunPart, Unsafe.AsPointer(ref job), job.Parts.Count, Workers.MaxDegreeOfParallelism);
        ExactSum total = default;
        for (int part = 0; part < job.Parts.Count; part++)
        {
            total.Add(sums[part]);
        }

        return total;
    }
}
