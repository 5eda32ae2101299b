using System.Numerics.Tensors;

namespace KLDiv.Regression.Tests;

/// <summary>What is drawn from a known conditional distribution is recovered, and what a model gets wrong of it is seen.</summary>
public class KnownTruthTests
{
    private const int Features = 3, Support = 6, FreeParameters = (Features + 1) * (Support - 1);

    /// <summary>Few beside those that were fitted, whose own errors are then small beside theirs.</summary>
    private const int Rows = 1500;

    private static readonly Binning Bins = new(-2, 0.25, 16);

    private static readonly double[] Places = [.. Enumerable.Range(0, Bins.Count).Select(Bins.Middle)];

    private static readonly DistributionModel OfDistance = Fit(Math.Abs), OfPlace = Fit(AsItIs);

    [Fact]
    public void The_divergence_from_the_truth_falls_as_one_over_n()
    {
        KnownTruth truth = KnownTruth.Linear(Features, Support, seed: 1);
        int[] rows = [500, 2000, 8000];
        double[] divergences = [.. rows.Select(n => Enumerable.Range(0, 8).Average(seed => Divergence(truth, n, seed)))];

        // Asymptotically it is half the free parameters over n (Akaike 1973): a slope of -1, and that level.
        double slope = Math.Log(divergences[^1] / divergences[0]) / Math.Log(rows[^1] / (double)rows[0]);
        Assert.InRange(slope, -1.15, -0.85);
        Assert.InRange(divergences[^1] * 2 * rows[^1] / FreeParameters, 0.8, 1.25);
    }

    [Fact]
    public void Intervals_cover_what_they_say_within_the_binomial_error() =>
        IsCalibrated(Figures(OfDistance, KnownTruth.Spreading(Places), Math.Abs));

    [Theory]
    [InlineData(0, 0.3, 0.9, 1, 0, 0.05)]
    [InlineData(0.8, 1, 0, 0.7, 0.15, 1)]
    public void A_misspecified_feature_is_seen_in_the_calibration_of_slices(
        double nearest, double farthest, double leastCovered, double mostCovered, double leastShare, double mostShare)
    {
        // The spread depends on |x|. A model of x can only learn the mean spread: too wide in the middle, too narrow outside.
        KnownTruth slice = KnownTruth.Spreading(Places, nearest, farthest);
        OrderedScores wrong = Figures(OfPlace, slice, AsItIs);
        Assert.InRange(wrong.Coverage80, leastCovered, mostCovered);
        Assert.InRange(wrong.Pit[0], leastShare, mostShare);
        Assert.InRange(wrong.Pit[^1], leastShare, mostShare);
        IsCalibrated(Figures(OfDistance, slice, Math.Abs));
    }

    [Fact]
    public void Over_all_rows_a_misspecified_model_is_calibrated_all_the_same() =>
        IsCalibrated(Figures(OfPlace, KnownTruth.Spreading(Places), AsItIs));

    private static void IsCalibrated(OrderedScores figures)
    {
        IsNear(0.5, figures.Coverage50);
        IsNear(0.8, figures.Coverage80);
        IsNear(0.95, figures.Coverage95);
        Assert.All(figures.Pit, share => IsNear(0.1, share));
    }

    /// <summary>Within three standard deviations of the share of rows that come with the probability.</summary>
    private static void IsNear(double probability, double share)
    {
        double error = 3 * Math.Sqrt(probability * (1 - probability) / Rows);
        Assert.InRange(share, probability - error, probability + error);
    }

    private static double Divergence(KnownTruth truth, int rows, int seed)
    {
        (Tensor<double> x, Tensor<double> t) = truth.Draw(rows, seed);
        return truth.Divergence(DistributionModel.Fit(x.AsReadOnlyTensorSpan(), t.AsReadOnlyTensorSpan(), new FitOptions { L2 = 0, GradientTolerance = 1e-6 }).Model);
    }

    private static DistributionModel Fit(Func<double, double> feature)
    {
        (Tensor<double> x, Tensor<double> t) = KnownTruth.Spreading(Places).Draw(15_000, seed: 5);
        return DistributionModel.Fit(Mapped(x, feature).AsReadOnlyTensorSpan(), t.AsReadOnlyTensorSpan(), new FitOptions { L2 = 0, GradientTolerance = 1e-4 }).Model;
    }

    private static OrderedScores Figures(DistributionModel model, KnownTruth truth, Func<double, double> feature)
    {
        (Tensor<double> x, Tensor<double> t) = truth.Draw(Rows, seed: 3);
        return DistributionScores.Of(model, Mapped(x, feature).AsReadOnlyTensorSpan(), t.AsReadOnlyTensorSpan(), Bins).Ordered!;
    }

    private static Tensor<double> Mapped(Tensor<double> x, Func<double, double> feature) =>
        Tensor.Create(Array.ConvertAll(Data.Values(x), value => feature(value)), x.Lengths);

    private static double AsItIs(double x) => x;
}
