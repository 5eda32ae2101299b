namespace KLDiv.Regression;

/// <summary>One fold of a cross-validation.</summary>
/// <param name="Repeat">The number of the repeat that it is of, from 0.</param>
/// <param name="Fold">Its number in the repeat, from 0.</param>
/// <param name="Rows">The rows held out.</param>
/// <param name="Scores">Of the model and of what it is compared with, on the rows held out.</param>
/// <param name="TrainingLoss">The divergence per row that was fitted, in nats.</param>
/// <param name="Iterations">The iterations of the fit.</param>
/// <param name="Stop">Why the fit ended.</param>
public sealed record FoldResult(int Repeat, int Fold, int Rows, ContenderScores Scores, double TrainingLoss, int Iterations, FitStop Stop)
{
    /// <summary>The penalty that was fitted with.</summary>
    public double L2 { get; init; }

    /// <summary>How far values were spread for the fit.</summary>
    public double Bandwidth { get; init; }

    /// <summary>Which classes the model takes for which, on the rows held out; null where these have no class each, or there are more than 50.</summary>
    public ConfusionTable? Confusion { get; init; }

    /// <summary>The divergence of the model per held-out row, in nats.</summary>
    public double Loss => Scores.Model.KL;
}
