using KLDiv.Memory;

namespace KLDiv.Criterion;

internal static class Reductions
{
    /// <summary>What Σ w l is divided by, for a reduction that gives one number.</summary>
    /// <param name="reduction">The reduction.</param>
    /// <param name="arguments">What it is over.</param>
    /// <param name="insteadOfNone">What serves <see cref="Reduction.None"/>.</param>
    /// <exception cref="ArgumentException">The reduction is <see cref="Reduction.None"/>.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The value is not one of the enum's.</exception>
    public static double Divisor(this Reduction reduction, in Arguments arguments, string insteadOfNone) =>
        reduction.Divisor(
            arguments.Numel, arguments.First.Lengths[0], reduction == Reduction.WeightedMean ? arguments.TotalWeight : 0, insteadOfNone);

    /// <inheritdoc cref="Divisor(Reduction, in Arguments, string)" />
    public static double Divisor(this Reduction reduction, long numel, long batchSize, double totalWeight, string insteadOfNone) => reduction switch
    {
        Reduction.Sum => 1,
        Reduction.Mean => numel,
        Reduction.BatchMean => batchSize,
        Reduction.WeightedMean => totalWeight,
        Reduction.None => throw new ArgumentException($"Reduction.None gives a tensor; call {insteadOfNone}.", nameof(reduction)),
        _ => throw Undefined(reduction),
    };

    /// <summary>Refuses a value that is none of the enum's.</summary>
    public static Reduction Defined(this Reduction reduction) => Enum.IsDefined(reduction) ? reduction : throw Undefined(reduction);

    private static ArgumentOutOfRangeException Undefined(Reduction reduction) =>
        new(nameof(reduction), reduction, "The reduction must be None, Mean, Sum, BatchMean or WeightedMean.");
}
