namespace KLDiv.Regression;

/// <summary>How distributions over ordered bins compare with what was observed: sharpness and calibration, as means over the rows.</summary>
/// <remarks>
/// Where the numbers themselves were observed, as those of a table's column were, all figures are those of the predicted distribution of the number
/// (<see cref="BinnedDistribution"/>): its score, whether its intervals hold the number, and where in it the number lies, which for a value with a
/// probability of its own is evenly anywhere from the probability below it to that up to it. What follows is of targets that are distributions over bins.
///
/// A value that is known to lie in bin k of a predicted distribution with the cumulative probabilities F has the non-randomised probability
/// integral transform of Czado, Gneiting and Held (2009), "Predictive model assessment for count data", Biometrics 65:1254-1261: the distribution
/// that is uniform from F(k - 1) to F(k). It is what the transform of a value is when the density is uniform inside a bin. Coverage and histogram
/// are means of it, so that a calibrated prediction meets the levels exactly, however coarse the bins are. A target that is a distribution
/// itself counts as values in each of its bins, in proportion.
/// </remarks>
/// <param name="Crps">
/// The continuous ranked probability score (Gneiting and Raftery 2007, "Strictly proper scoring rules, prediction, and estimation", JASA
/// 102:359-378) with all the probability of a bin at its middle, in the units of the bins: Σ over bins j of (m(j + 1) - m(j)) (F(j) - G(j))², with m
/// the middles, F and G the cumulative probabilities of the prediction and the target. Between a prediction and a value that is the score,
/// E|X - y| - E|X - X'| / 2; between two distributions its divergence, 0 when they are equal. Lower is better.
/// </param>
/// <param name="Coverage50">The share of what was observed that lies in the central 50 % of the predicted distribution: 0.5 when calibrated.</param>
/// <param name="Coverage80">The same of the central 80 %.</param>
/// <param name="Coverage95">The same of the central 95 %.</param>
/// <param name="Pit">
/// The probability-integral histogram: the shares of ten equal classes from 0 to 1, each 0.1 when calibrated. A hill in the middle: predictions
/// too wide. High at both ends: too narrow. A slope: shifted.
/// </param>
public sealed record OrderedScores(double Crps, double Coverage50, double Coverage80, double Coverage95, IReadOnlyList<double> Pit)
{
    /// <summary>The classes of the histogram.</summary>
    internal const int PitClasses = 10;

    /// <summary>The length of <see cref="Values"/>.</summary>
    internal const int Count = 4 + PitClasses;

    /// <inheritdoc/>
    public bool Equals(OrderedScores? other) => other is not null && Values().AsSpan().SequenceEqual(other.Values());

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Crps, Coverage50, Coverage80, Coverage95);

    internal static OrderedScores Of(ReadOnlySpan<double> values) => new(values[0], values[1], values[2], values[3], values[4..].ToArray());

    internal double[] Values() => [Crps, Coverage50, Coverage80, Coverage95, .. Pit];
}
