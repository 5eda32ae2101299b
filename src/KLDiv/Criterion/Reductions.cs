namespace KLDiv.Criterion;

internal static class Reductions
{
    /// <summary>What Σ l is divided by, for a reduction that gives one number.</summary>
    /// <exception cref="ArgumentException">The reduction is <see cref="Reduction.None"/>; <paramref name="insteadOfNone"/> names what serves it.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The value is not one of the enum's.</exception>
    public static double Divisor(this Reduction reduction, long numel, long batchSize, string insteadOfNone) => reduction switch
    {
        Reduction.Sum => 1,
        Reduction.Mean => numel,
        Reduction.BatchMean => batchSize,
        Reduction.None => throw new ArgumentException($"Reduction.None gives a tensor; call {insteadOfNone}.", nameof(reduction)),
        _ => throw Undefined(reduction),
    };

    /// <summary>Refuses a value that is none of the enum's.</summary>
    public static Reduction Defined(this Reduction reduction) =>
        reduction is Reduction.None or Reduction.Mean or Reduction.Sum or Reduction.BatchMean ? reduction : throw Undefined(reduction);

    private static ArgumentOutOfRangeException Undefined(Reduction reduction) =>
        new(nameof(reduction), reduction, "The reduction must be None, Mean, Sum or BatchMean.");
}
