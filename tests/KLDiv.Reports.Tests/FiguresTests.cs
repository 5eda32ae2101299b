using KLDiv.Files;
using KLDiv.Reports.Finishing;
using KLDiv.Reports.State;

namespace KLDiv.Reports.Tests;

/// <summary>The figures, beside those that are composed in double from whole arrays.</summary>
public sealed class FiguresTests : IDisposable
{
    private static readonly float[][] target = Draw.Logits(1, 60, 257);
    private static readonly float[][] input = Draw.Near(target, 2, 0.4);

    private readonly ReportFolder _folder = new();

    public static TheoryData<RowKind, RowKind, DivergenceKind, bool> Cases
    {
        get
        {
            TheoryData<RowKind, RowKind, DivergenceKind, bool> cases = [];
            foreach (RowKind ofInput in Enum.GetValues<RowKind>())
            {
                foreach (RowKind ofTarget in Enum.GetValues<RowKind>())
                {
                    foreach (DivergenceKind kind in Enum.GetValues<DivergenceKind>())
                    {
                        cases.Add(ofInput, ofTarget, kind, false);
                        cases.Add(ofInput, ofTarget, kind, true);
                    }
                }
            }

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Of_any_kinds_and_any_divergence_the_figures_are_those_of_the_formulas(RowKind ofInput, RowKind ofTarget, DivergenceKind kind, bool isWide)
    {
        ReportFigures figures = ReportFolder.Figures(new()
        {
            Input = Write("x.npy", input, ofInput, isWide),
            Target = Write("t.npy", target, ofTarget, isWide),
            InputKind = ofInput,
            TargetKind = ofTarget,
            Divergence = kind,
            Beta = 0.3,
            Threads = 2,
            Top = 5,
        });
        Check(figures, Composed.OfLogits(input, target, kind, 0.3), isWide ? 1e-8 : 1e-5);
    }

    [Theory]
    [InlineData(RowKind.Logits)]
    [InlineData(RowKind.LogProbs)]
    [InlineData(RowKind.Probs)]
    [InlineData(RowKind.Counts)]
    public void At_a_temperature_every_kind_is_taken_as_logits(RowKind kind)
    {
        ReportFigures figures = ReportFolder.Figures(new()
        {
            Input = Write("x.npy", input, kind, isWide: true),
            Target = Write("t.npy", target, kind, isWide: true),
            InputKind = kind,
            TargetKind = kind,
            Temperature = 2.5,
        });
        Check(figures, Composed.OfLogits(input, target, temperature: 2.5), 1e-9);
        Assert.Equal(2.5, figures.Temperature);
    }

    [Fact]
    public void Halves_are_compared_as_the_floats_that_they_are()
    {
        float[][] coarseTarget = [.. target.Select(row => row.Select(value => (float)(Half)value).ToArray())];
        FileReport options = _folder.Logits(input, coarseTarget);
        ReportFigures expected = ReportFolder.Figures(options);
        ReportFigures figures = ReportFolder.Figures(options with
        {
            Target = _folder.Write("half.npy", [.. coarseTarget.Select(row => row.Select(value => (Half)value).ToArray())]),
        });
        Assert.Equal(expected.Mean, figures.Mean);
    }

    [Theory]
    [InlineData(1e-1)]
    [InlineData(1e-3)]
    [InlineData(1e-5)]
    [InlineData(1e-6)]
    public void Small_divergences_of_float_logits_keep_six_digits(double spread)
    {
        float[][] near = Draw.Near(target, 3, spread);
        ReportState state = FileReport.Measure(_folder.Logits(near, target));
        double[] expected = new double[target.Length];
        for (int row = 0; row < target.Length; row++)
        {
            Distillation.PerRow<double, double>(Wide(near[row]), Wide(target[row]), expected.AsSpan(row, 1));
        }

        Assert.All(expected.Zip(state.Divergences), pair => Assert.Equal(pair.First, pair.Second, (1e-6 * pair.First) + 1e-24));
        ReportFigures figures = FigureBuilder.Build(state);

        // Differences of doubles are exact enough for the distance down to here.
        Composed composed = Composed.OfLogits(near, target);
        Assert.Equal(composed.Variations.Average(), figures.TotalVariation.Value, 1e-5 * composed.Variations.Average());
        Assert.Equal(1, figures.Classes.Sum(item => item.Share) > 0 ? 1 : 0);
        Assert.Equal(figures.Mean, figures.Classes[0].Contribution / figures.Classes[0].Share, 1e-4 * figures.Mean);
    }

    [Fact]
    public void Equal_rows_have_a_divergence_of_exactly_0_and_no_class_contributes()
    {
        ReportFigures figures = ReportFolder.Figures(_folder.Logits(target, target));
        Assert.Equal((0, 0, 0, 0), (figures.Mean, figures.Max, figures.TotalVariation.Value, figures.Hellinger.Value));
        Assert.Equal((60, 0), (figures.Histogram.Zeros, figures.Histogram.Bins.Count));
        Assert.Empty(figures.Classes);
        Assert.Equal(1, figures.SameTop.Value);
    }

    [Fact]
    public void A_suppressed_class_on_both_sides_counts_for_nothing_and_on_the_inputs_makes_its_row_and_its_class_infinite()
    {
        float none = float.NegativeInfinity;
        ReportFigures figures = ReportFolder.Figures(_folder.Logits([[0, 1, none], [0, none, 1], [1, 2, 3]], [[1, 0, none], [1, 2, 3], [1, 2, 4]]));
        Assert.Equal((1, 1, double.PositiveInfinity, double.PositiveInfinity), (figures.InfiniteRows, figures.Histogram.Infinities, figures.Mean, figures.Max));
        Assert.True(double.IsNaN(figures.StandardError));
        Assert.Equal((1, double.PositiveInfinity), (figures.Classes[0].Class, figures.Classes[0].Contribution));
        Assert.True(double.IsFinite(figures.Classes[1].Contribution));
        Assert.Equal((1, double.PositiveInfinity), (figures.WorstRows[0].Row, figures.WorstRows[0].Divergence));
        Composed finite = Composed.OfLogits([[0, 1], [1, 2, 3]], [[1, 0], [1, 2, 4]]);
        Assert.Equal(finite.Divergences.Min(), figures.Min, 1e-6);
        Assert.Equal(finite.Divergences.Max(), figures.Median, 1e-6);
        Assert.Equal(Composed.OfLogits([[0, 1], [0, none, 1], [1, 2, 3]], [[1, 0], [1, 2, 3], [1, 2, 4]]).Variations.Average(), figures.TotalVariation.Value, 1e-6);
    }

    [Fact]
    public void Of_equal_top_classes_the_first_is_the_top()
    {
        ReportFigures figures = ReportFolder.Figures(_folder.Logits([[0, 5, 5], [0, 0, -0f], [1, 2, 2]], [[0, 5, 4], [0, -0f, 0], [0, 0, 3]]));
        Assert.Equal(2.0 / 3, figures.SameTop.Value, 1e-12);
        Assert.Equal((1, 2), (figures.WorstRows.Single(row => row.Row == 2).InputTop.Class, figures.WorstRows.Single(row => row.Row == 2).TargetTop.Class));
    }

    [Fact]
    public void No_rows_have_no_mean_and_one_row_no_standard_error()
    {
        ReportFigures none = ReportFolder.Figures(_folder.Logits([], []));
        Assert.Equal((0, double.NaN, double.NaN, 0), (none.Rows, none.Mean, none.Median, none.Profile.Count));
        ReportFigures one = ReportFolder.Figures(_folder.Logits([[1, 2, 3]], [[1, 2, 4]]));
        Assert.Equal((one.Mean, double.NaN, one.Mean), (one.Median, one.StandardError, one.Percentiles[0].Value));
    }

    [Fact]
    public void The_worst_rows_are_told_with_the_leading_classes_of_both_sides()
    {
        ReportFigures figures = ReportFolder.Figures(_folder.Logits(input, target) with { Top = 4 });
        Composed composed = Composed.OfLogits(input, target);
        int[] worst = [.. Enumerable.Range(0, 60).OrderByDescending(row => composed.Divergences[row]).Take(4)];
        Assert.Equal(worst.Select(row => (long)row), figures.WorstRows.Select(row => row.Row));
        WorstRow first = figures.WorstRows[0];
        double[] p = composed.P[worst[0]], q = composed.Q[worst[0]];
        int[] leading = [.. Enumerable.Range(0, 257).OrderByDescending(i => Math.Max(p[i], q[i])).Take(12)];
        Assert.Equal(leading.Select(i => (long)i), first.Leading.Select(item => item.Class));
        Assert.All(first.Leading, item => Assert.Equal(p[item.Class], item.P, 1e-6));
        Assert.All(first.Leading, item => Assert.Equal(q[item.Class], item.Q, 1e-6));
        Assert.Equal((Composed.Top(p), Composed.Top(q)), (first.TargetTop.Class, first.InputTop.Class));
        Assert.Null(first.Label);
    }

    [Theory]
    [InlineData(DivergenceKind.Forward)]
    [InlineData(DivergenceKind.Reverse)]
    public void The_class_that_makes_a_row_infinite_is_told_however_improbable_it_is(DivergenceKind kind)
    {
        // Twenty classes are likelier than the two that are ruled out, and one of these is likelier than the other.
        float[] expected = [.. Enumerable.Range(0, 24).Select(i => i < 20 ? 5f - (i / 10f) : i == 22 ? 1 : 0)];
        float[] denied = [.. expected.Select((logit, i) => i >= 21 && i != 23 ? float.NegativeInfinity : logit)];
        bool isReverse = kind == DivergenceKind.Reverse;
        ReportFigures figures = ReportFolder.Figures(
            _folder.Logits(isReverse ? [expected] : [denied], isReverse ? [denied] : [expected]) with { Divergence = kind });

        Assert.Equal((double.PositiveInfinity, 12), (figures.Max, figures.WorstRows[0].Leading.Count));
        Assert.Equal(22, figures.WorstRows[0].Leading[^1].Class);
    }

    public void Dispose() => _folder.Dispose();

    private static double[] Wide(float[] row) => [.. row.Select(value => (double)value)];

    private static void Check(ReportFigures figures, Composed expected, double tolerance)
    {
        void Near(double value, double actual) => Assert.Equal(value, actual, tolerance * Math.Abs(value));
        double[] d = expected.Divergences;
        Assert.Equal((60, 257), (figures.Rows, figures.Support));
        Near(d.Average(), figures.Mean);
        Near(Composed.StandardError(d), figures.StandardError);
        Near(d.Min(), figures.Min);
        Near(d.Max(), figures.Max);
        Near(Composed.Percentile(d, 50), figures.Median);
        Assert.Equal([0.1, 1, 5, 10, 25, 75, 90, 95, 99, 99.9], figures.Percentiles.Select(item => item.Percent));
        Assert.All(figures.Percentiles, item => Near(Composed.Percentile(d, item.Percent), item.Value));
        Near(expected.SameTops.Average(), figures.SameTop.Value);
        Near(Composed.StandardError(expected.SameTops), figures.SameTop.StandardError);
        Near(expected.Variations.Average(), figures.TotalVariation.Value);
        Near(Composed.StandardError(expected.Variations), figures.TotalVariation.StandardError);
        Near(expected.Hellingers.Average(), figures.Hellinger.Value);
        Near(Composed.StandardError(expected.Hellingers), figures.Hellinger.StandardError);
        double[] classes = [.. Enumerable.Range(0, 257).Select(i => expected.Terms.Average(row => row[i]))];
        Assert.Equal(classes.Select((value, i) => (value, i)).OrderByDescending(pair => pair.value).Take(figures.Classes.Count).Select(pair => (long)pair.i), figures.Classes.Select(item => item.Class));
        Assert.All(figures.Classes, item => Near(classes[item.Class], item.Contribution));
        Assert.All(figures.Classes, item => Near(classes[item.Class] / classes.Sum(), item.Share));
        Assert.All(figures.Classes, item => Near(expected.P.Average(row => row[item.Class]), item.MeanP));
        Assert.All(figures.Classes, item => Near(expected.Q.Average(row => row[item.Class]), item.MeanQ));
        Assert.Equal(60, figures.Histogram.Bins.Sum(bin => bin.Count));
        Assert.All(figures.Histogram.Bins, bin => Assert.Equal(d.Count(value => value >= bin.From && value < bin.To), bin.Count));
        Assert.Equal(60, figures.Profile.Count);
        Assert.All(figures.Profile, run => Near(d[run.FirstRow], run.Mean));
    }

    private string Write(string name, float[][] logits, RowKind kind, bool isWide)
    {
        double[][] values = kind == RowKind.Logits
            ? [.. logits.Select(Wide)]
            : [.. Composed.Softmax(logits).Select((row, i) => kind switch
            {
                RowKind.Probs => row,
                RowKind.Counts => [.. row.Select(value => value * (i + 3))],
                _ => [.. row.Select(value => Math.Log(value))],
            })];
        return isWide ? _folder.Write(name, values) : _folder.Write(name, [.. values.Select(row => row.Select(value => (float)value).ToArray())]);
    }
}
