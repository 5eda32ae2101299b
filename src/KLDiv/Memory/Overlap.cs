namespace KLDiv.Memory;

/// <summary>Refuses results that share memory with what is read, or with each other.</summary>
internal static unsafe class Overlap
{
    /// <summary>Checks a call whose results may lie exactly where the operands do that they may replace, and touch nothing else.</summary>
    /// <exception cref="ArgumentException">A result shares memory that it may not.</exception>
    public static void Refuse(in Arguments arguments, in PinnedArguments memory)
    {
        nint rows = arguments.RowSums.Length, weighted = arguments.RowWeights.Length, one = 1;
        Region sums = new("destination", memory.RowSums, memory.RowSums == null ? 0 : sizeof(double), &rows, &one, 1);
        Region weights = new("rowWeights", memory.RowWeights, memory.RowWeights == null ? 0 : sizeof(double), &weighted, &one, 1);
        Region first = RegionOf(arguments.FirstResult, Slots.FirstResult, memory);
        Region second = RegionOf(arguments.SecondResult, Slots.SecondResult, memory);
        Region third = RegionOf(arguments.ThirdResult, Slots.ThirdResult, memory);

        RefuseResult(sums, OperandSet.None, weights, arguments, memory);
        RefuseResult(first, arguments.FirstResult.MayReplace, weights, arguments, memory);
        RefuseResult(second, arguments.SecondResult.MayReplace, weights, arguments, memory);
        RefuseResult(third, arguments.ThirdResult.MayReplace, weights, arguments, memory);
        if (arguments.Results == 1)
        {
            return;
        }

        Refuse(second, first);
        Refuse(third, first);
        Refuse(third, second);
        Refuse(sums, first);
        Refuse(sums, second);
        Refuse(sums, third);
    }

    private static void RefuseResult(in Region result, OperandSet mayReplace, in Region weights, in Arguments arguments, in PinnedArguments memory)
    {
        if (result.IsEmpty)
        {
            return;
        }

        if (result.RepeatedDimension is int dimension and >= 0)
        {
            throw new ArgumentException($"{result.Name} has stride 0 in dimension {dimension}; its elements must not share memory.", result.Name);
        }

        Refuse(result, RegionOf(arguments.First, Slots.First, memory), mayBeSame: mayReplace.HasFlag(OperandSet.First));
        Refuse(result, RegionOf(arguments.Second, Slots.Second, memory), mayBeSame: mayReplace.HasFlag(OperandSet.Second));

        Refuse(result, RegionOf(arguments.Third, Slots.Third, memory));
        Refuse(result, weights);
    }

    private static void Refuse(in Region result, in Region other, bool mayBeSame = false)
    {
        if (!result.Touches(other) || (mayBeSame && result.IsSameAs(other)))
        {
            return;
        }

        throw new ArgumentException(
            mayBeSame ? $"{result.Name} overlaps {other.Name} in part; it may be exactly the same memory or share none."
                : $"{result.Name} overlaps {other.Name}; they must not share memory.",
            result.Name);
    }

    private static Region RegionOf(in Operand operand, int slot, in PinnedArguments memory) =>
        memory.Layout.Region(operand.Name, slot, memory.Data[slot], operand.Type);
}
