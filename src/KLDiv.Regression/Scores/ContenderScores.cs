namespace KLDiv.Regression;

/// <summary>The figures of a model and of what it must beat, on the same rows.</summary>
/// <param name="Model">The fitted model.</param>
/// <param name="Mean">The mean distribution of the training rows, the same for every row.</param>
/// <param name="Uniform">The uniform distribution.</param>
/// <param name="Neighbours">The mean of the nearest training rows; null where they do not compete.</param>
public sealed record ContenderScores(DistributionScores Model, DistributionScores Mean, DistributionScores Uniform, DistributionScores? Neighbours);
