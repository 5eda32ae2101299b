namespace KLDiv.Regression;

/// <summary>The folds of a cross-validation.</summary>
/// <param name="Folds">One by one.</param>
public sealed record CrossValidationResult(IReadOnlyList<FoldResult> Folds)
{
    /// <summary>The mean over the folds of the divergence per held-out row, in nats.</summary>
    public double Mean => Folds.Average(fold => fold.Loss);

    /// <summary>The standard deviation over the folds of the divergence per held-out row: of the sample, with divisor K - 1.</summary>
    public double StandardDeviation
    {
        get
        {
            double mean = Mean;
            return Math.Sqrt(Folds.Sum(fold => (fold.Loss - mean) * (fold.Loss - mean)) / (Folds.Count - 1));
        }
    }
}
