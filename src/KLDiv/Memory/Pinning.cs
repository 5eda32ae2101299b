using KLDiv.Simd;

namespace KLDiv.Memory;

/// <summary>What is done with a problem's memory while it is pinned.</summary>
internal interface IPlan
{
    /// <summary>Refuses outputs that share memory that they may not.</summary>
    void RefuseOverlaps(in Problem problem, in PinnedOperands memory);

    /// <summary>Works on a problem that has elements.</summary>
    /// <returns>The weighted sum of the losses, if it is wanted.</returns>
    ExactSum Run(in Problem problem, ref PinnedOperands memory);
}

/// <summary>Pins a problem's memory, and reads how it lies, for as long as a plan works on it.</summary>
internal static unsafe class Pinning
{
    /// <summary>Carries the plan out; without elements there is nothing to do.</summary>
    public static ExactSum Run<TPlan>(in Problem problem, TPlan plan)
        where TPlan : struct, IPlan
    {
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
            OperandType* types = stackalloc OperandType[Operands.Count]
            {
                problem.Input.Type, problem.Target.Type, problem.Upstream.Type,
                problem.Pointwise.Type, problem.InputGradient.Type, problem.TargetGradient.Type,
            };
            PinnedOperands pinned = new() { Layout = layout, Data = data, Types = types, RowWeights = rowWeights, RowSums = rowSums };
            if (problem.Writes)
            {
                plan.RefuseOverlaps(problem, pinned);
            }

            if (problem.Numel == 0)
            {
                problem.RowSums.Clear();
                return default;
            }

            pinned.Layout.Simplify(keepRows: problem.NeedsRows);
            return plan.Run(problem, ref pinned);
        }
    }
}
