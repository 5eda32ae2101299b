namespace KLDiv.Regression;

/// <summary>The penalties that were tried, and the one that was chosen.</summary>
/// <param name="Best">The penalty of least mean divergence on held-out rows.</param>
/// <param name="Steps">What was tried, from the largest penalty on.</param>
public sealed record PenaltyPath(double Best, IReadOnlyList<PenaltyStep> Steps);

/// <summary>What one penalty did.</summary>
/// <param name="L2">The penalty.</param>
/// <param name="Mean">The mean over the folds of the divergence per held-out row, in nats.</param>
/// <param name="StandardError">The standard deviation over the folds, of the sample, over the square root of their number.</param>
public sealed record PenaltyStep(double L2, double Mean, double StandardError)
{
    internal static PenaltyStep Of(double penalty, double[] losses)
    {
        double mean = losses.Average();
        double variance = losses.Sum(loss => (loss - mean) * (loss - mean)) / (losses.Length - 1);
        return new PenaltyStep(penalty, mean, Math.Sqrt(variance / losses.Length));
    }
}
