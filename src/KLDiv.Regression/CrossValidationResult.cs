using KLDiv.Regression.Fitting;

namespace KLDiv.Regression;

/// <summary>The folds of a cross-validation, and what they come to.</summary>
/// <param name="Folds">One by one, repeat after repeat.</param>
public sealed record CrossValidationResult(IReadOnlyList<FoldResult> Folds)
{
    /// <summary>The figures of the fitted model.</summary>
    public FigureSummary Model { get; } = Summary(Folds, fold => fold.Model)!;

    /// <summary>The figures of the mean distribution of the training rows.</summary>
    public FigureSummary ConstantMean { get; } = Summary(Folds, fold => fold.Mean)!;

    /// <summary>The figures of the uniform distribution.</summary>
    public FigureSummary Uniform { get; } = Summary(Folds, fold => fold.Uniform)!;

    /// <summary>The figures of the nearest neighbours; null where they did not compete.</summary>
    public FigureSummary? Neighbours { get; } = Summary(Folds, fold => fold.Neighbours);

    /// <summary>The mean over the folds of the model's divergence per held-out row, in nats.</summary>
    public double Mean => Model.Mean.Kl;

    /// <summary>The standard deviation over the folds of the model's divergence per held-out row: of the sample, with the number of folds - 1 as the divisor.</summary>
    public double StandardDeviation => Model.StandardDeviation.Kl;

    private static FigureSummary? Summary(IReadOnlyList<FoldResult> folds, Func<ContenderFigures, DistributionFigures?> contender)
    {
        DistributionFigures[] figures = [.. folds.Select(fold => contender(fold.Figures)).OfType<DistributionFigures>()];
        return figures.Length == 0 ? null : FigureSummary.Of(figures);
    }
}
