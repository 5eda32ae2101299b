namespace KLDiv.Files;

/// <summary>How a loss is computed by <see cref="RowLoss"/>.</summary>
public sealed record RowLossOptions
{
    /// <summary>What becomes of the losses of the elements; <see cref="Reduction.None"/> writes them to <see cref="RowLossOutputs.Pointwise"/>.</summary>
    public Reduction Reduction { get; init; } = Reduction.Mean;

    /// <summary>What the input holds; null: what its source says, or else log-probabilities.</summary>
    public RowKind? InputKind { get; init; }

    /// <summary>What the target holds; null: what its source says, or else probabilities.</summary>
    public RowKind? TargetKind { get; init; }

    /// <summary>The weight of each row, by which its losses and gradients are multiplied; null: all weigh 1.</summary>
    public RowColumn? Weights { get; init; }
}
