namespace KLDiv.Files;

/// <summary>What <see cref="RowLoss"/> found.</summary>
public sealed record RowLossResult
{
    /// <summary>The reduced loss in nats; null with <see cref="Reduction.None"/>.</summary>
    public required double? Loss { get; init; }

    /// <summary>If the loss is NaN, or an element of what was written, the line that says why: the source, the value and its place; null otherwise.</summary>
    public required string? WhyNaN { get; init; }

    /// <summary>Which rows of the input were no distributions, where it holds probabilities or their logarithms.</summary>
    public DistributionFinding InputFinding { get; init; }

    /// <summary>Which rows of the target were no distributions, where it holds probabilities or their logarithms.</summary>
    public DistributionFinding TargetFinding { get; init; }

    /// <summary>The shape of both operands, and of what is written: in their own layout, whichever axis the classes are.</summary>
    public required IReadOnlyList<nint> Shape { get; init; }

    /// <summary>How many rows the mask left out.</summary>
    public long MaskedRows { get; init; }

    /// <summary>What the input holds.</summary>
    public required RowKind InputKind { get; init; }

    /// <summary>What the target holds.</summary>
    public required RowKind TargetKind { get; init; }
}
