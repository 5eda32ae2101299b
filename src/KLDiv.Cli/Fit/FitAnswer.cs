using KLDiv.Regression;

namespace KLDiv.Cli.Fit;

/// <summary>What a fit gave, beside what it must beat.</summary>
/// <param name="Result">The model and how it was reached.</param>
/// <param name="BaselineMean">The divergence per row from the mean distribution of the targets.</param>
/// <param name="BaselineUniform">The divergence per row from the uniform distribution.</param>
/// <param name="Folds">The cross-validation, where one was asked for.</param>
internal sealed record FitAnswer(FitResult Result, double BaselineMean, double BaselineUniform, CrossValidationResult? Folds);
