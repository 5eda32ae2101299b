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

    /// <summary>Whether the rows of both sides are scaled to sum to 1 before the criterion meets them: probabilities are divided by their
    /// sum, and log-probabilities go through a log-softmax. Whole numbers of which nothing is said are then counts.</summary>
    public bool Normalise { get; init; }

    /// <summary>Whether rows that are no distributions are an error, for which nothing is written, before they are scaled too. The criterion
    /// itself knows no such rule. Any row of logits will do, and rows of weight 0 are not looked at.</summary>
    public bool RequiresDistributions { get; init; }

    /// <summary>What is added to each count of an input of counts, in which a 0 would make the loss infinite wherever the target has something; at least 0.</summary>
    public double Pseudocount { get; init; }

    /// <summary>The rows that count, a number other than 0 for each; those of 0 are not looked at, and the divisors of the reductions know nothing of them:
    /// what is left is a list of rows. null: all count.</summary>
    public RowColumn? Mask { get; init; }

    /// <summary>The weight of each row, by which its losses and gradients are multiplied; null: all weigh 1.</summary>
    public RowColumn? Weights { get; init; }
}
