using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace KLDiv.Kernels;

/// <summary>
/// Runs a divergence over a problem's memory: chooses the arithmetic's type and the kernel, cuts the work into parts
/// that depend on the shape alone, and adds their sums in order, so that the result has the same bits on any number of threads.
/// </summary>
internal static unsafe class Driver
{
    /// <summary>Fewer elements than this are not worth waking a thread for.</summary>
    private const int SmallestShared = 1 << 17;

    private const int ElementsPerPart = 1 << 15;

    private const int MostParts = 256;

    /// <summary>
    /// From so many bytes on a gradient is written past the caches: it would not be found in them when it is read. Elements that lie askew
    /// in memory are not: no vector of them is aligned.
    /// </summary>
    private const long StreamedBytes = 8 << 20;

    /// <summary>Writes the outputs that the problem asks for.</summary>
    /// <returns>The weighted sum of the pointwise losses, if the problem asks for it.</returns>
    public static ExactSum Run(in Problem problem)
    {
        bool wide = problem.Input.Type == ElementType.Double || problem.Target.Type == ElementType.Double
            || problem.Upstream.Type == ElementType.Double;
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
        where T : unmanaged, INumberBase<T>
    {
        if (problem.Numel <= Block<T>.MaxLength && problem.IsFlat && IsOneBlock<T>(problem))
        {
            return RunBlock<TDivergence, T>(problem);
        }

        int rank = problem.Input.Lengths.Length;
        nint* memory = stackalloc nint[(1 + Operands.Count) * rank];
        Layout layout = new(memory, memory + rank, rank);
        fixed (byte* input = &problem.Input.Origin, target = &problem.Target.Origin, upstream = &problem.Upstream.Origin)
        fixed (byte* pointwise = &problem.Pointwise.Origin)
        fixed (byte* inputGradient = &problem.InputGradient.Origin, targetGradient = &problem.TargetGradient.Origin)
        fixed (double* rowWeights = problem.RowWeights, rowSums = problem.RowSums)
        {
            layout.Read(problem);
            void** data = stackalloc void*[Operands.Count] { input, target, upstream, pointwise, inputGradient, targetGradient };
            if (problem.Writes)
            {
                RefuseOverlaps(problem, layout, data, rowWeights, rowSums);
            }

            if (problem.Numel == 0)
            {
                problem.RowSums.Clear();
                return default;
            }

            layout.Simplify(keepRows: problem.NeedsRows);
            ElementType* types = stackalloc ElementType[Operands.Count]
            {
                problem.Input.Type, problem.Target.Type, problem.Upstream.Type,
                problem.Pointwise.Type, problem.InputGradient.Type, problem.TargetGradient.Type,
            };
            Job<T> job = new()
            {
                Kernel = KernelTable.Select<TDivergence, T>(problem, layout.Length(layout.Rank - 1)),
                Layout = layout,
                Data = data,
                Types = types,
                RowWeights = rowWeights,
                RowSums = rowSums,
                GradientScale = problem.GradientScale,
                SumsInPlace = !problem.Pointwise.IsPresent && !problem.InputGradient.IsPresent && !problem.TargetGradient.IsPresent
                    && Stage.IsDirect<T>(problem.Input.Type, layout.Stride(Operands.Input, layout.Rank - 1))
                    && Stage.IsDirect<T>(problem.Target.Type, layout.Stride(Operands.Target, layout.Rank - 1)),
                Streams = problem.Numel * sizeof(T) >= StreamedBytes
                    && (nuint)inputGradient % (nuint)sizeof(T) == 0
                    && Stage.IsDirect<T>(problem.InputGradient.Type, layout.Stride(Operands.InputGradient, layout.Rank - 1)),
                Runs = layout.Runs,
                BlocksPerRun = (layout.Length(layout.Rank - 1) + Block<T>.MaxLength - 1) / Block<T>.MaxLength,
            };
            return RunParts(ref job, problem.Numel);
        }
    }

    /// <summary>Whether all there is to do is to sum the losses of one block where it lies.</summary>
    private static bool IsOneBlock<T>(in Problem problem)
        where T : unmanaged => problem.Numel > 0 && !problem.Writes
            && problem.Input.Type == ElementTypes.Of<T>() && problem.Target.Type == ElementTypes.Of<T>();

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
        nint most = job.RowSums == null ? job.Runs * job.BlocksPerRun : job.Runs;
        job.Parts = numel < SmallestShared ? 1 : (int)nint.Min(nint.Min(MostParts, numel / ElementsPerPart), most);
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

    private static void RefuseOverlaps(in Problem problem, in Layout layout, void** data, double* rowWeights, double* rowSums)
    {
        Region input = layout.Region("input", Operands.Input, data[Operands.Input], problem.Input.Type);
        Region target = layout.Region("target", Operands.Target, data[Operands.Target], problem.Target.Type);
        Region upstream = layout.Region("upstream", Operands.Upstream, data[Operands.Upstream], problem.Upstream.Type);
        Region pointwise = layout.Region("destination", Operands.Pointwise, data[Operands.Pointwise], problem.Pointwise.Type);
        Region inputGradient = layout.Region("inputGradient", Operands.InputGradient, data[Operands.InputGradient], problem.InputGradient.Type);
        Region targetGradient = layout.Region("targetGradient", Operands.TargetGradient, data[Operands.TargetGradient], problem.TargetGradient.Type);
        nint rows = problem.RowSums.Length, one = 1;
        Region sums = new("destination", rowSums, rowSums == null ? 0 : sizeof(double), &rows, &one, 1);
        nint weighted = problem.RowWeights.Length;
        Region weights = new("rowWeights", rowWeights, rowWeights == null ? 0 : sizeof(double), &weighted, &one, 1);

        RefuseOutput(sums, input, target, upstream, weights);
        RefuseOutput(pointwise, input, target, upstream, weights);
        RefuseGradient(inputGradient, input, target, upstream, weights);
        RefuseGradient(targetGradient, target, input, upstream, weights);
        Overlap.Refuse(inputGradient, pointwise);
        Overlap.Refuse(targetGradient, pointwise);
        Overlap.Refuse(targetGradient, inputGradient);
    }

    private static void RefuseGradient(in Region gradient, in Region operand, in Region other, in Region upstream, in Region weights)
    {
        Overlap.RefuseUnlessSame(gradient, operand);
        RefuseOutput(gradient, other, upstream, weights);
    }

    private static void RefuseOutput(in Region output, params ReadOnlySpan<Region> others)
    {
        Overlap.RefuseRepeats(output);
        foreach (ref readonly Region other in others)
        {
            Overlap.Refuse(output, other);
        }
    }
}
