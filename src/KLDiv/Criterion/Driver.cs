using System.Numerics;
using System.Runtime.CompilerServices;
using KLDiv.Memory;
using KLDiv.Simd;

namespace KLDiv.Criterion;

/// <summary>
/// Runs a divergence over a problem's memory: chooses the arithmetic's type and the kernel, cuts the work into parts
/// that depend on the shape alone, and adds their sums in order, so that the result has the same bits on any number of threads.
/// </summary>
internal static unsafe class Driver
{
    /// <summary>
    /// From so many bytes on a gradient is written past the caches: it would not be found in them when it is read. Elements that lie askew
    /// in memory are not: no vector of them is aligned.
    /// </summary>
    private const long StreamedBytes = 8 << 20;

    /// <summary>Writes the outputs that the problem asks for.</summary>
    /// <returns>The weighted sum of the pointwise losses, if the problem asks for it.</returns>
    public static ExactSum Run(in Problem problem)
    {
        bool wide = problem.Input.Type == OperandType.Double || problem.Target.Type == OperandType.Double
            || problem.Upstream.Type == OperandType.Double;
        return (problem.LogTarget, wide) switch
        {
            (false, false) => Run<ProbabilityTarget, float>(problem),
            (false, true) => Run<ProbabilityTarget, double>(problem),
            (true, false) => Run<LogTarget, float>(problem),
            (true, true) => Run<LogTarget, double>(problem),
        };
    }

    private static ExactSum Run<TDivergence, T>(in Problem problem)
        where TDivergence : struct, IDivergence
        where T : unmanaged, INumberBase<T> =>
        problem.Numel <= Block<T>.MaxLength && problem.IsFlat && IsOneBlock<T>(problem)
            ? RunBlock<TDivergence, T>(problem)
            : Pinning.Run(problem, default(Plan<TDivergence, T>));

    /// <summary>Whether all there is to do is to sum the losses of one block where it lies.</summary>
    private static bool IsOneBlock<T>(in Problem problem)
        where T : unmanaged => problem.Numel > 0 && !problem.Writes
            && problem.Input.Type == OperandTypes.Of<T>() && problem.Target.Type == OperandTypes.Of<T>();

    /// <summary>Small operands are a call's usual ones somewhere: they take the short way.</summary>
    private static ExactSum RunBlock<TDivergence, T>(in Problem problem)
        where TDivergence : struct, IDivergence
        where T : unmanaged, INumberBase<T>
    {
        fixed (byte* input = &problem.Input.Origin, target = &problem.Target.Origin)
        {
            Block<T> block = new() { Length = (int)problem.Numel, Input = (T*)input, Target = (T*)target };
            ExactSum sum = default;
            sum.Add(KernelTable.Select<TDivergence, T>(problem, block.Length)(&block));
            return sum;
        }
    }

    private static ExactSum RunParts<T>(ref Job<T> job, nint numel)
        where T : unmanaged, INumberBase<T>
    {
        nint most = job.Memory.RowSums == null ? job.Runs * job.BlocksPerRun : job.Runs;
        job.Parts = Partition.Of(numel, most);
        ExactSum* sums = stackalloc ExactSum[job.Parts];
        job.Sums = sums;
        Crew.Run(&Job<T>.RunPart, Unsafe.AsPointer(ref job), job.Parts, KLDivergence.MaxDegreeOfParallelism);
        ExactSum total = default;
        for (int part = 0; part < job.Parts; part++)
        {
            total.Add(sums[part]);
        }

        return total;
    }

    private readonly struct Plan<TDivergence, T> : IPlan
        where TDivergence : struct, IDivergence
        where T : unmanaged, INumberBase<T>
    {
        public void RefuseOverlaps(in Problem problem, in PinnedOperands memory) => Overlap.Refuse(problem, memory);

        public ExactSum Run(in Problem problem, ref PinnedOperands memory)
        {
            Layout layout = memory.Layout;
            nint length = layout.Length(layout.Rank - 1);
            Job<T> job = new()
            {
                Kernel = KernelTable.Select<TDivergence, T>(problem, length),
                Memory = memory,
                GradientScale = problem.GradientScale,
                SumsInPlace = !problem.Pointwise.IsPresent && !problem.InputGradient.IsPresent && !problem.TargetGradient.IsPresent
                    && memory.IsDirect<T>(Operands.Input) && memory.IsDirect<T>(Operands.Target),
                Streams = problem.Numel * sizeof(T) >= StreamedBytes && memory.IsDirect<T>(Operands.InputGradient)
                    && (nuint)memory.Data[Operands.InputGradient] % (nuint)sizeof(T) == 0,
                Runs = layout.Runs,
                BlocksPerRun = (length + Block<T>.MaxLength - 1) / Block<T>.MaxLength,
            };
            return RunParts(ref job, problem.Numel);
        }
    }
}
