using KLDiv.Reports.Finishing;

namespace KLDiv.Reports.Tests;

public sealed class WeightTests : IDisposable
{
    private const int Rows = 40;

    private static readonly float[][] target = Draw.Logits(21, Rows, 33);
    private static readonly float[][] input = Draw.Near(target, 22, 0.3);

    private readonly ReportFolder _folder = new();

    [Fact]
    public void Means_and_errors_are_weighted_and_the_scale_of_the_weights_does_not_matter()
    {
        double[] weights = [.. Enumerable.Range(1, Rows).Select(i => i * 0.7)];
        ReportFigures figures = Figures(weights);
        Composed composed = Composed.OfLogits(input, target);
        Assert.True(figures.IsWeighted);
        Assert.Equal(Composed.Mean(composed.Divergences, weights), figures.Mean, 1e-7);
        Assert.Equal(Composed.StandardError(composed.Divergences, weights), figures.StandardError, 1e-7);
        Assert.Equal(Composed.Mean(composed.Variations, weights), figures.TotalVariation.Value, 1e-7);
        Assert.Equal(Composed.StandardError(composed.Variations, weights), figures.TotalVariation.StandardError, 1e-7);
        Assert.Equal(Composed.Mean([.. composed.Terms.Select(row => row[figures.Classes[0].Class])], weights), figures.Classes[0].Contribution, 1e-7);
        Assert.Equal(Composed.Mean([.. composed.P.Select(row => row[figures.Classes[0].Class])], weights), figures.Classes[0].MeanP, 1e-7);

        foreach (int exponent in (int[])[10, -1000, 1019])
        {
            ReportFigures scaled = Figures([.. weights.Select(weight => Math.ScaleB(weight, exponent))]);
            Assert.Equal((figures.Mean, figures.StandardError, figures.Median, figures.Classes[0]), (scaled.Mean, scaled.StandardError, scaled.Median, scaled.Classes[0]));
        }
    }

    [Fact]
    public void Equal_weights_change_nothing()
    {
        ReportFigures plain = Figures(null), weighted = Figures([.. Enumerable.Repeat(2.0, Rows)]);
        Assert.Equal(plain.Mean, weighted.Mean, 1e-15);
        Assert.Equal(plain.StandardError, weighted.StandardError, 1e-15);
        Assert.Equal(plain.Hellinger.StandardError, weighted.Hellinger.StandardError, 1e-15);
        Assert.All(plain.Percentiles.Zip(weighted.Percentiles), pair => Assert.Equal(pair.First.Value, pair.Second.Value, 1e-15));
        Assert.Equal(plain.Labels!.Change.Value, weighted.Labels!.Change.Value, 1e-15);
        Assert.Equal(plain.Labels.MedianChange, weighted.Labels.MedianChange, 1e-15);
    }

    [Fact]
    public void A_row_of_weight_0_is_not_read_and_does_not_count()
    {
        float[][] holed = [.. target.Select((row, i) => i is 0 or 7 or 8 or 39 ? [.. row.Select(_ => float.NaN)] : row)];
        int[] kept = [.. Enumerable.Range(0, Rows).Where(i => i is not (0 or 7 or 8 or 39))];
        double[] weights = [.. Enumerable.Range(0, Rows).Select(i => kept.Contains(i) ? 1.0 : 0)];
        ReportFigures figures = ReportFolder.Figures(Options(weights) with { Target = _folder.Write("holed.npy", holed) });
        ReportFigures expected = ReportFolder.Figures(
            _folder.Logits([.. kept.Select(i => input[i])], [.. kept.Select(i => target[i])]) with { Labels = _folder.WriteLabels("l.npy", [.. kept.Select(i => i % 33)]) });
        Assert.Equal((36, 4), (figures.Rows, figures.SkippedRows));
        Assert.Equal(expected.Mean, figures.Mean, 1e-15);
        Assert.Equal((expected.Median, expected.SameTop, expected.Labels!.MedianChange), (figures.Median, figures.SameTop, figures.Labels!.MedianChange));
        Assert.Equal(expected.TotalVariation.StandardError, figures.TotalVariation.StandardError, 1e-15);
        Assert.True(double.IsNaN(figures.Profile[7].Mean) && double.IsNaN(figures.Profile[39].Max));
        Assert.DoesNotContain(figures.WorstRows, row => row.Row is 0 or 7 or 8 or 39);
    }

    [Fact]
    public void A_histogram_has_the_weights_of_its_rows_beside_their_number()
    {
        DivergenceHistogram histogram = HistogramBuilder.Of([0, 1, 1, 2, double.PositiveInfinity], [1, 2, 3, 4, 6]);

        Assert.Equal((1, 1), (histogram.Zeros, histogram.Infinities));
        Assert.Equal((1 / 16.0, 6 / 16.0), (histogram.ZeroShare, histogram.InfiniteShare));
        Assert.Equal([(2, 5 / 16.0), (1, 4 / 16.0)], histogram.Bins.Where(bin => bin.Count > 0).Select(bin => ((int)bin.Count, bin.Share)));
    }

    [Fact]
    public void A_run_of_the_profile_tells_its_finite_rows_from_the_infinite_ones()
    {
        ProfileRun run = Assert.Single(ProfileBuilder.Of(7, [double.PositiveInfinity], null));
        Assert.Equal((7, 1, double.PositiveInfinity, double.NaN, double.NaN, 1), (run.FirstRow, run.Rows, run.Mean, run.FiniteMean, run.FiniteMax, run.InfiniteRows));

        // 480 rows are runs of two.
        double[] divergences = [.. Enumerable.Range(0, 480).Select(i => i == 1 ? double.PositiveInfinity : i % 2 == 0 ? 1.0 : 4)];
        ProfileRun[] runs = ProfileBuilder.Of(0, divergences, [.. divergences.Select((_, i) => i % 2 == 0 ? 1.0 : 0.5)]);
        Assert.Equal(new ProfileRun(0, 2, double.PositiveInfinity, double.PositiveInfinity, 1, 1, 1, 1), runs[0]);
        Assert.Equal(new ProfileRun(2, 2, 2, 4, 2, 4, 1.5, 0), runs[1]);
    }

    [Fact]
    public void A_calibration_has_the_weights_of_its_rows_which_agree_with_the_accuracy()
    {
        LabelFigures labels = Figures([.. Enumerable.Range(1, Rows).Select(i => i * 0.7)]).Labels!;

        Assert.Equal(1, labels.InputCalibration.Sum(bin => bin.Share), 1e-12);
        Assert.Equal(labels.TargetAccuracy.Value, labels.TargetCalibration.Where(bin => bin.Count > 0).Sum(bin => bin.Share * bin.Accuracy), 1e-12);
        Assert.Equal(labels.InputAccuracy.Value, labels.InputCalibration.Where(bin => bin.Count > 0).Sum(bin => bin.Share * bin.Accuracy), 1e-12);
    }

    [Fact]
    public void Rows_that_all_weigh_0_have_no_mean()
    {
        ReportFigures figures = Figures(new double[Rows]);
        Assert.Equal((0, Rows, double.NaN, double.NaN, 0), (figures.Rows, figures.SkippedRows, figures.Mean, figures.SameTop.Value, figures.Classes.Count));
    }

    [Fact]
    public void A_weighted_percentile_is_linear_between_the_middles_of_the_weights()
    {
        // Middles at 0.5, 2 and 4.5 of 6: from the first to the last it is 4 long.
        Order order = new([30, 10, 20], [3, 1, 2]);
        Assert.Equal((10, 30), (order.Min, order.Max));
        Assert.Equal(10, order.At(0));
        Assert.Equal(20, order.At(1.5 / 4), 1e-12);
        Assert.Equal(15, order.At(0.75 / 4), 1e-12);
        Assert.Equal(25, order.At(2.75 / 4), 1e-12);
        Assert.Equal(30, order.At(1));
    }

    [Fact]
    public void A_percentile_beside_an_infinite_value_is_finite_as_long_as_it_falls_on_a_finite_one()
    {
        Order order = new([double.PositiveInfinity, 1, 2], null);
        Assert.Equal((2, double.PositiveInfinity, 1.5), (order.At(0.5), order.At(0.75), order.At(0.25)));
    }

    public void Dispose() => _folder.Dispose();

    private ReportFigures Figures(double[]? weights) => ReportFolder.Figures(Options(weights));

    private FileReport Options(double[]? weights) => _folder.Logits(input, target) with
    {
        Labels = _folder.WriteLabels("labels.npy", [.. Enumerable.Range(0, Rows).Select(i => i % 33)]),
        Weights = weights is null ? null : _folder.Write("w.npy", [Rows], weights),
    };
}
