using KLDiv.Softmaxes;

namespace KLDiv.Comparing;

/// <summary>What the numbers of rows are, and what is wanted of them, once the options are checked.</summary>
/// <remarks>
/// In the kernels P is the side that the one divergence is weighted by. Where that is the reverse one, the two sides are exchanged on the way to them,
/// and the figures on the way back: <see cref="IsExchanged"/>.
/// </remarks>
internal readonly record struct ComparisonRequest
{
    /// <exception cref="ArgumentOutOfRangeException">An option is not in its range.</exception>
    public ComparisonRequest(in ComparisonOptions options)
    {
        Temperature = Softmaxes.Temperature.Checked(options.Temperature);
        Beta = options.Beta > 0 && options.Beta < 1
            ? options.Beta
            : throw new ArgumentOutOfRangeException(nameof(options), options.Beta, "Beta must be more than 0 and less than 1.");
        Kind = options.Divergence is null || Enum.IsDefined(options.Divergence.Value)
            ? options.Divergence
            : throw new ArgumentOutOfRangeException(nameof(options), options.Divergence, "There is no such divergence.");
        bool hasP = IsSoftmax(options.PKind), hasQ = IsSoftmax(options.QKind);
        (HasLogitsP, HasLogitsQ) = IsExchanged ? (hasQ, hasP) : (hasP, hasQ);
        (RowKind p, RowKind q) = IsExchanged ? (options.QKind, options.PKind) : (options.PKind, options.QKind);
        (IsProbabilityP, IsProbabilityQ) = (IsProbability(p), IsProbability(q));
        if (options.MaxDegreeOfParallelism < 1)
        {
            throw new ArgumentOutOfRangeException(nameof(options), options.MaxDegreeOfParallelism, "There must be at least one thread.");
        }

        IsDouble = Kind is null or DivergenceKind.JensenShannon || HasLogitsP != HasLogitsQ || !options.IsFast;
    }

    /// <summary>Whether P's numbers are logits, over the temperature, or become them by their logarithms; otherwise log-probabilities, taken as they are at temperature 1.</summary>
    public bool HasLogitsP { get; }

    /// <summary>The same for Q.</summary>
    public bool HasLogitsQ { get; }

    /// <summary>Whether P's numbers are probabilities or counts, of which the logarithms are compared.</summary>
    public bool IsProbabilityP { get; }

    /// <summary>The same for Q.</summary>
    public bool IsProbabilityQ { get; }

    /// <summary>The divergence that is wanted; null: all of them.</summary>
    public DivergenceKind? Kind { get; }

    /// <summary>The weight of P in the mixture.</summary>
    public double Beta { get; }

    public double Temperature { get; }

    /// <summary>Whether the arithmetic runs in double, whatever the types of the rows.</summary>
    public bool IsDouble { get; }

    public bool HasBothLogits => HasLogitsP && HasLogitsQ;

    public bool IsAll => Kind is null;

    /// <summary>Whether the terms are those of the mixture.</summary>
    public bool IsMixture => Kind == DivergenceKind.JensenShannon;

    public bool IsExchanged => Kind == DivergenceKind.Reverse;

    private static bool IsProbability(RowKind kind) => kind is RowKind.Probs or RowKind.Counts;

    /// <summary>Whether a softmax makes the probabilities; that of the logarithms of counts is the counts over their sum.</summary>
    private bool IsSoftmax(RowKind kind) => Enum.IsDefined(kind)
        ? kind is RowKind.Logits or RowKind.Counts || Temperature != 1
        : throw new ArgumentOutOfRangeException(nameof(kind), kind, "There is no such kind of rows.");
}
