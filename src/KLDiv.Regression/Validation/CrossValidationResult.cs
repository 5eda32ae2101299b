using KLDiv.Regression.Validation;

namespace KLDiv.Regression;

/// <summary>The folds of a cross-validation, and what they come to.</summary>
/// <param name="Folds">One by one, repeat after repeat.</param>
public sealed record CrossValidationResult(IReadOnlyList<FoldResult> Folds)
{
    /// <summary>The parts that the rows were cut into; those that were held out are among <see cref="Folds"/>.</summary>
    public int Parts { get; init; }

    /// <summary>The figures of the fitted model.</summary>
    public ScoreSummary Model { get; } = Summary(Folds, fold => fold.Model)!;

    /// <summary>The figures of the mean distribution of the training rows.</summary>
    public ScoreSummary ConstantMean { get; } = Summary(Folds, fold => fold.Mean)!;

    /// <summary>The figures of the uniform distribution.</summary>
    public ScoreSummary Uniform { get; } = Summary(Folds, fold => fold.Uniform)!;

    /// <summary>The figures of the nearest neighbours; null where they did not compete.</summary>
    public ScoreSummary? Neighbours { get; } = Summary(Folds, fold => fold.Neighbours);

    /// <summary>Which classes the model takes for which, on the rows of all folds together; null where a fold has none.</summary>
    public ConfusionTable? Confusion { get; } = ConfusionTable.Sum(Folds.Select(fold => fold.Confusion));

    /// <summary>The mean over the folds of the model's divergence per held-out row, in nats.</summary>
    public double Mean => Model.Mean.KL;

    /// <summary>The standard deviation over the folds of the model's divergence per held-out row: of the sample, with the number of folds - 1 as the divisor.</summary>
    public double StandardDeviation => Model.StandardDeviation.KL;

    private static ScoreSummary? Summary(IReadOnlyList<FoldResult> folds, Func<ContenderScores, DistributionScores?> contender)
    {
        DistributionScores[] scores = [.. folds.Select(fold => contender(fold.Scores)).OfType<DistributionScores>()];
        return scores.Length == 0 ? null : ScoreSummary.Of(scores);
    }
}
