namespace KLDiv.Regression;

/// <summary>A fitted model and how it was reached.</summary>
/// <param name="Model">The model.</param>
/// <param name="Loss">
/// The divergence per row on the data that were fitted (the criterion with <see cref="Reduction.BatchMean"/>, weighted where rows have weights), in nats.
/// </param>
/// <param name="Objective">The loss with the penalty.</param>
/// <param name="Iterations">The iterations of the optimiser.</param>
/// <param name="Evaluations">The passes over the data.</param>
/// <param name="GradientNorm">The norm that <see cref="FitOptions.GradientTolerance"/> bounds, at the end.</param>
/// <param name="Stop">Why the fit ended.</param>
public sealed record FitResult(
    DistributionModel Model,
    double Loss,
    double Objective,
    int Iterations,
    int Evaluations,
    double GradientNorm,
    FitStop Stop)
{
    /// <summary>The penalty λ, as it was given or by default; see <see cref="FitOptions.L2"/>.</summary>
    public double L2 { get; init; }

    /// <summary>The threads of the fit: <see cref="FitOptions.MaxDegreeOfParallelism"/>.</summary>
    internal int Threads { get; init; }

    /// <summary>What sends the minimum to infinity, where <see cref="Stop"/> is <see cref="FitStop.MinimumAtInfinity"/>; empty elsewhere.</summary>
    public IReadOnlyList<Separation> Separations { get; init; } = [];

    /// <summary>
    /// The column of features that lies so far from 0 beside its spread that weights in its own unit lose digits: the divergence of the model, computed by
    /// the criterion itself, which is <see cref="Loss"/>, is then not what the optimiser found. Null: both agree but for rounding.
    /// </summary>
    public int? OffsetColumn { get; init; }

    /// <summary>The divergence per row on the rows that were held out, where there were any: see <see cref="FitOptions.HeldOutShare"/>.</summary>
    public double? HeldOutLoss { get; init; }
}
