namespace KLDiv.Regression;

/// <summary>A model that was fitted to a table, and how it was reached.</summary>
/// <param name="Model">The model.</param>
/// <param name="Result">
/// The last fit. Its loss is against the targets that were fitted: spread by the bandwidth, and where rows were grouped against the means of the groups;
/// <see cref="TableModel.Scores"/> measure against the outcomes as they are.
/// </param>
/// <param name="Bandwidths">The bandwidths that were tried, in the order in which they were; empty where none was to be chosen.</param>
/// <param name="Penalties">The penalties that were tried at the bandwidth of the fit; null where none was to be chosen.</param>
/// <param name="Notes">What the user should know of the choices and the groups; a line each.</param>
public sealed record TableFit(
    TableModel Model, FitResult Result, IReadOnlyList<BandwidthStep> Bandwidths, PenaltyPath? Penalties, IReadOnlyList<string> Notes)
{
    /// <summary>What looks wrong; a line each, which is an error where nothing may be.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];
}

/// <summary>What one bandwidth did.</summary>
/// <param name="Bandwidth">The bandwidth, in the unit of the value.</param>
/// <param name="Mean">The mean over the folds of the divergence per held-out row from the values as they are, each all in its bin, in nats.</param>
public sealed record BandwidthStep(double Bandwidth, double Mean);
