namespace KLDiv.Regression;

/// <summary>One fold of a cross-validation.</summary>
/// <param name="Fold">Its number, from 0.</param>
/// <param name="Rows">The rows held out.</param>
/// <param name="Loss">The divergence per held-out row, in nats.</param>
/// <param name="TrainingLoss">The divergence per row that was fitted, in nats.</param>
/// <param name="Iterations">The iterations of the fit.</param>
/// <param name="Stop">Why the fit ended.</param>
public sealed record FoldResult(int Fold, int Rows, double Loss, double TrainingLoss, int Iterations, FitStop Stop);
