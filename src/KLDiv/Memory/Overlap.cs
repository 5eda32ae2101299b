using KLDiv.Simd;

namespace KLDiv.Memory;

/// <summary>Refuses outputs that share memory with what is read, or with each other.</summary>
internal static class Overlap
{
    /// <summary>
    /// Checks a problem whose outputs may not touch its operands, but for a gradient, which may lie exactly where the operand does that it belongs to.
    /// </summary>
    /// <exception cref="ArgumentException">An output shares memory that it may not.</exception>
    public static unsafe void Refuse(in Problem problem, in PinnedOperands memory)
    {
        OperandNames names = problem.Names;
        Region input = memory.Region(names.Input, Operands.Input);
        Region target = memory.Region(names.Target, Operands.Target);
        Region upstream = memory.Region("upstream", Operands.Upstream);
        Region pointwise = memory.Region("destination", Operands.Pointwise);
        Region inputGradient = memory.Region(names.InputGradient, Operands.InputGradient);
        Region targetGradient = memory.Region(names.TargetGradient, Operands.TargetGradient);
        nint rows = problem.RowSums.Length, one = 1;
        Region sums = new("destination", memory.RowSums, memory.RowSums == null ? 0 : sizeof(double), &rows, &one, 1);
        nint weighted = problem.RowWeights.Length;
        Region weights = new("rowWeights", memory.RowWeights, memory.RowWeights == null ? 0 : sizeof(double), &weighted, &one, 1);

        RefuseOutput(sums, input, target, upstream, weights);
        RefuseOutput(pointwise, input, target, upstream, weights);
        RefuseGradient(inputGradient, input, target, upstream, weights);
        RefuseGradient(targetGradient, target, input, upstream, weights);
        Refuse(inputGradient, pointwise);
        Refuse(targetGradient, pointwise);
        Refuse(targetGradient, inputGradient);
        Refuse(sums, inputGradient);
        Refuse(sums, targetGradient);
    }

    /// <exception cref="ArgumentException">The output shares memory with the other operand, or cannot be written.</exception>
    public static void Refuse(in Region output, in Region other)
    {
        if (output.Touches(other))
        {
            throw new ArgumentException($"{output.Name} overlaps {other.Name}; they must not share memory.", output.Name);
        }
    }

    /// <summary>The same for a gradient and the operand that it belongs to: the very same memory is allowed.</summary>
    /// <exception cref="ArgumentException">The gradient shares only part of the operand's memory.</exception>
    public static void RefuseUnlessSame(in Region gradient, in Region operand)
    {
        if (gradient.Touches(operand) && !gradient.IsSameAs(operand))
        {
            throw new ArgumentException(
                $"{gradient.Name} overlaps {operand.Name} in part; it may be exactly the same memory or share none.", gradient.Name);
        }
    }

    /// <exception cref="ArgumentException">Several elements of the output are the same memory.</exception>
    public static void RefuseRepeats(in Region output)
    {
        if (output.RepeatedDimension is int dimension and >= 0)
        {
            throw new ArgumentException($"{output.Name} has stride 0 in dimension {dimension}; its elements must not share memory.", output.Name);
        }
    }

    private static void RefuseGradient(in Region gradient, in Region operand, in Region other, in Region upstream, in Region weights)
    {
        RefuseUnlessSame(gradient, operand);
        RefuseOutput(gradient, other, upstream, weights);
    }

    private static void RefuseOutput(in Region output, params ReadOnlySpan<Region> others)
    {
        RefuseRepeats(output);
        foreach (ref readonly Region other in others)
        {
            Refuse(output, other);
        }
    }
}
