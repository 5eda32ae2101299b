using System.Numerics.Tensors;

namespace KLDiv.Regression.Tests.Scores;

/// <summary>Against values computed by scipy.spatial.distance, scipy.stats.energy_distance, mixtures of scipy.stats.uniform, and mpmath.</summary>
public class DistributionScoresTests
{
    private const double Tolerance = 1e-14;

    /// <summary>Two targets, of which the second does not use the first point.</summary>
    private static readonly double[] Targets = [0.1, 0.2, 0.3, 0.4, 0, 0.5, 0.25, 0.25];

    private static readonly double[] Predictions = [0.4, 0.3, 0.2, 0.1, 0, 0.125, 0.375, 0.5];

    private static readonly Binning Bins = new(10, 2, 4);

    [Fact]
    public void The_plain_figures_of_a_row_are_those_of_scipy()
    {
        DistributionScores figures = Of(Predictions[..4], Targets[..4]);
        Equal([0.45643481914678363, 0.3, 0.8944271909999159, 1.6, 0.6666666666666666, 0.6], figures);
        Assert.Equal(1, figures.Rows);
        Assert.Null(figures.Ordered);
    }

    [Fact]
    public void A_point_that_neither_has_counts_for_nothing() =>
        Equal([0.4184941083929179, 0.375, 0.7149203529842405, 1.1333333333333333, 0.7205766921228921, 0.625], Of(Predictions[4..], Targets[4..]));

    [Fact]
    public void The_figures_of_rows_are_averaged()
    {
        DistributionScores figures = Of(Predictions, Targets);
        Equal([0.43746446376985076, 0.3375, 0.8046737719920782, 1.3666666666666667, 0.6936216793947794, 0.6125], figures);
        Assert.Equal(2, figures.Rows);
    }

    [Fact]
    public void Weights_make_the_average_theirs()
    {
        DistributionScores figures = Of(Predictions, Targets, weights: [1.5, 0.5]);
        Equal([0.44694964145831717, 0.31875, 0.8495504814959971, 1.4833333333333334, 0.680144173030723, 0.60625], figures);
    }

    [Fact]
    public void A_row_of_weight_0_is_as_if_it_were_not_there() =>
        Assert.Equal(Of(Predictions[4..], Targets[4..], Bins), Of([double.NaN, 1, 1, 1, .. Predictions[4..]], Targets, Bins, [0, 1]));

    [Fact]
    public void Equal_distributions_are_at_no_distance()
    {
        DistributionScores figures = Of(Targets, Targets, Bins);
        Equal([0, 0, 0, 0, 1, 1], figures);
        Assert.Equal(0, figures.Ordered!.Crps, Tolerance);
    }

    [Fact]
    public void A_prediction_that_rules_out_what_comes_is_infinitely_far_by_the_divergence_alone()
    {
        DistributionScores figures = Of([0.5, 0, 0.5, 0], [0, 1, 0, 0]);
        Equal([double.PositiveInfinity, 1, Math.Sqrt(3), 3, 0, 0], figures);
    }

    [Fact]
    public void The_score_is_the_expected_distance_of_what_is_drawn()
    {
        Assert.Equal(0.68, Of(Predictions[..4], Targets[..4], Bins).Ordered!.Crps, Tolerance);
        Assert.Equal(0.40625, Of(Predictions[4..], Targets[4..], Bins).Ordered!.Crps, Tolerance);
        Assert.Equal(1.32, Of(Predictions[..4], [0, 0, 1, 0], Bins).Ordered!.Crps, Tolerance);
    }

    [Fact]
    public void Coverage_and_histogram_are_those_of_the_transform_spread_over_its_bin()
    {
        OrderedScores one = Of(Predictions[..4], Targets[..4], Bins).Ordered!;
        Equal([0.3125, 0.575, 0.89375], one);
        Equal([0.025, 0.025, 0.025, 0.025, 0.2 / 3, 0.2 / 3, 0.2 / 3, 0.15, 0.15, 0.4], one.Pit);
        OrderedScores other = Of(Predictions[4..], Targets[4..], Bins).Ordered!;
        Equal([0.875 / 3, 0.55, 0.8875], other);
        Equal([0.4, 0.15, 0.2 / 3, 0.2 / 3, 0.2 / 3, 0.05, 0.05, 0.05, 0.05, 0.05], other.Pit);
    }

    [Fact]
    public void A_value_in_one_bin_lies_evenly_between_the_probabilities_at_its_ends()
    {
        OrderedScores figures = Of(Predictions[..4], [0, 0, 1, 0], Bins).Ordered!;
        Equal([0.25, 1, 1], figures);
        Equal([0, 0, 0, 0, 0, 0, 0, 0.5, 0.5, 0], figures.Pit);
    }

    [Fact]
    public void A_value_in_a_bin_that_was_ruled_out_lies_at_the_probability_before_it() =>
        Equal([0, 0, 0, 0, 1, 0, 0, 0, 0, 0], Of([0.5, 0, 0.5, 0], [0, 1, 0, 0], Bins).Ordered!.Pit);

    [Fact]
    public void What_comes_as_predicted_is_calibrated_to_the_last_digit()
    {
        OrderedScores figures = Of(Targets, Targets, Bins).Ordered!;
        Equal([0.5, 0.8, 0.95], figures);
        Assert.All(figures.Pit, share => Assert.Equal(0.1, share, Tolerance));
    }

    [Fact]
    public void Targets_are_divided_by_their_sums()
    {
        DistributionScores twice = Of(Predictions[..4], [.. Targets[..4].Select(t => 2 * t)], Bins), once = Of(Predictions[..4], Targets[..4], Bins);
        Assert.Equal(once, twice);
        Assert.Equal(0.45643481914678363, twice.KL, Tolerance);
    }

    [Fact]
    public void A_row_of_zeros_is_left_out()
    {
        DistributionScores figures = Of(Predictions, [.. Targets[..4], 0, 0, 0, 0], Bins), first = Of(Predictions[..4], Targets[..4], Bins);
        Assert.Equal(first with { Rows = 2 }, figures);
    }

    [Fact]
    public void A_model_is_measured_by_what_it_predicts()
    {
        Tensor<double> x = Data.Normal(new Random(3), 700, 20), t = Data.Distributions(new Random(4), 700, 30);
        var model = SoftmaxRegression.Fit(x.AsReadOnlyTensorSpan(), t.AsReadOnlyTensorSpan(), new FitOptions { MaximumIterations = 3 }).Model;
        var bins = new Binning(0, 1, 30);
        double[] weights = [.. Enumerable.Range(0, 700).Select(i => i % 3 / 2.0)];
        DistributionScores whole = DistributionScores.Of(model, x.AsReadOnlyTensorSpan(), t.AsReadOnlyTensorSpan(), bins, weights);
        Assert.Equal(whole, DistributionScores.Of(model.Predict(x.AsReadOnlyTensorSpan()).AsReadOnlyTensorSpan(), t.AsReadOnlyTensorSpan(), bins, weights));
        Assert.Equal(466, whole.Rows);
    }

    [Fact]
    public void What_does_not_fit_is_refused()
    {
        Assert.StartsWith(
            "There are 3 bins and the distributions have 4 points; they must be equal.",
            Assert.Throws<ArgumentException>(() => Of(Predictions, Targets, new Binning(0, 1, 3))).Message,
            StringComparison.Ordinal);
        Assert.Equal(
            "there are 1 weights and 2 rows; there must be one a row",
            Assert.Throws<RegressionDataException>(() => Of(Predictions, Targets, weights: [1])).Message);
        Assert.Equal(
            "the weight of row 1 is -1; a weight must be finite and at least 0",
            Assert.Throws<RegressionDataException>(() => Of(Predictions, Targets, weights: [1, -1])).Message);
        Assert.Equal(
            "the weights of the rows sum to 0; they must sum to a finite number above 0",
            Assert.Throws<RegressionDataException>(() => Of(Predictions, Targets, weights: [0, 0])).Message);
        Assert.Equal(
            "targets[0, 1] is -1; a target must be finite and at least 0",
            Assert.Throws<RegressionDataException>(() => Of(Predictions[..4], [1, -1, 0, 0])).Message);
    }

    private static DistributionScores Of(double[] predictions, double[] targets, Binning? bins = null, double[]? weights = null) => DistributionScores.Of(
        new ReadOnlyTensorSpan<double>(Array.ConvertAll(predictions, Math.Log), [predictions.Length / 4, 4], []),
        new ReadOnlyTensorSpan<double>(targets, [targets.Length / 4, 4], []),
        bins,
        weights);

    private static void Equal(double[] expected, DistributionScores figures) => Equal(
        expected, [figures.KL, figures.Chebyshev, figures.Clark, figures.Canberra, figures.Cosine, figures.Intersection]);

    private static void Equal(double[] expected, OrderedScores figures) =>
        Equal(expected, [figures.Coverage50, figures.Coverage80, figures.Coverage95]);

    private static void Equal(double[] expected, IReadOnlyList<double> figures)
    {
        Assert.Equal(expected.Length, figures.Count);
        Assert.All(expected.Zip(figures), pair => Assert.Equal(pair.First, pair.Second, Tolerance));
    }
}
