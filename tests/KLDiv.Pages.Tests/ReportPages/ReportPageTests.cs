using System.Globalization;
using System.Text.RegularExpressions;
using KLDiv.Files;
using KLDiv.Reports;

namespace KLDiv.Pages.Tests.ReportPages;

public sealed partial class ReportPageTests
{
    private static readonly string s_ordinary = ReportPage.ToHtml(ReportSamples.Figures(ReportSamples.Ordinary));

    public static TheoryData<string> Everything => [.. ReportSamples.Names];

    [Fact]
    public void Every_number_of_the_report_is_in_the_page_to_its_last_digit()
    {
        ReportFigures figures = ReportSamples.Figures(ReportSamples.Ordinary);
        LabelFigures labels = figures.Labels!;
        HashSet<double> shown = [.. NumberPattern().Matches(s_ordinary).Select(match => double.Parse(match.Value, CultureInfo.InvariantCulture))];
        Estimate[] estimates =
        [
            new(figures.Mean, figures.StandardError), figures.SameTop, figures.TotalVariation, figures.Hellinger,
            labels.TargetPerplexity, labels.InputPerplexity, labels.LogRatio, labels.TargetAccuracy, labels.InputAccuracy, labels.Change, labels.RootMeanSquareChange,
        ];
        double[] numbers =
        [
            .. estimates.SelectMany(estimate => new[] { estimate.Value, estimate.StandardError }),
            figures.Min, figures.Max, figures.Median, labels.MinChange, labels.MaxChange, labels.MedianChange, labels.Correlation, figures.Temperature,
            .. figures.Percentiles.Concat(labels.ChangePercentiles).Select(percentile => percentile.Value),
            .. figures.Classes.SelectMany(one => new[] { one.Contribution, one.Share, one.MeanP, one.MeanQ }),
            .. figures.WorstRows.SelectMany(row => new[] { row.Divergence, row.TargetTop.P, row.TargetTop.Q, row.InputTop.P, row.InputTop.Q, row.Label!.P, row.Label.Q }),
            .. labels.TargetCalibration.Concat(labels.InputCalibration).Where(bin => bin.Count > 0).SelectMany(bin => new[] { bin.Confidence, bin.Accuracy }),
            .. labels.TrueClass.Where(bin => bin.Count > 0).SelectMany(bin => new[] { bin.MeanP, bin.MeanQ.Value }),
        ];

        Assert.All(numbers, number => Assert.Contains(number, shown));
    }

    [Fact]
    public void Each_picture_says_what_it_shows()
    {
        ReportFigures figures = ReportSamples.Figures(ReportSamples.Ordinary);
        string[] titles = [.. TitlePattern().Matches(s_ordinary).Select(match => match.Value)];

        string distribution = $"Half of the rows differ by less than {Numbers.Of(figures.Median)}\u00A0nats, and one row in a hundred by more than {Numbers.Of(figures.Percentiles[8].Value)}";
        Assert.Contains(titles, title => title.Equals(distribution, StringComparison.Ordinal));
        Assert.Contains(titles, title => title.StartsWith("Rows 2,3", StringComparison.Ordinal) && title.Contains("times as far as the median stretch of up to 17 rows", StringComparison.Ordinal));
        Assert.Contains(titles, title => title.StartsWith($"The input is right in {Numbers.Percent(figures.Labels!.InputAccuracy.Value)} of the rows and expects", StringComparison.Ordinal));
        Assert.Contains(titles, title => title.StartsWith("10 classes of 500 make up", StringComparison.Ordinal));
        Assert.Contains(titles, title => title.StartsWith($"Row {Numbers.Count(figures.WorstRows[0].Row)}, {Numbers.Of(figures.Max)}\u00A0nats: ", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("one row", "q4.npy</bdi> differs from <bdi class=\"name\">f16.npy</bdi> by")]
    [InlineData("one row", "The only row differs by")]
    [InlineData("equal", "are equal in every row")]
    [InlineData("equal", "The two sides are equal in all 50 rows: every divergence is 0.")]
    [InlineData("equal", "The divergence is 0 everywhere in the file.")]
    [InlineData("all infinite", "holds possible in 40 of 40 rows")]
    [InlineData("all infinite", "The divergence is infinite in all 40 rows.")]
    [InlineData("equal or infinite", "In 24 rows the divergence is 0, and in 6 rows it is infinite.")]
    [InlineData("some equal, some infinite", "The divergence is 0 in 972 rows and infinite in 55 rows.")]
    [InlineData("some equal, some infinite", "of 240 stretches of the file; the first such stretch begins at row 0")]
    [InlineData("some equal, some infinite", "Each step is up to 9 rows, and 25 on a narrow screen.")]
    [InlineData("infinite in every stretch", "Infinite divergences are in every stretch of the file, in 334 rows altogether")]
    [InlineData("infinite in every stretch", "mean of a step's finite rows")]
    [InlineData("all infinite", "The divergence is infinite in every row.")]
    [InlineData("few differ", "0.40% of the rows have a divergence at all, of ")]
    [InlineData(ReportSamples.Weighted, "share of the weight")]
    [InlineData(ReportSamples.Weighted, "By weight, half of the rows differ by less than ")]
    [InlineData("sharp", "On the left, ")]
    [InlineData("reverse", "The divergence of a row is KL(Q ‖ P)")]
    [InlineData("mixture", "The divergence of a row is 0.5 KL(P ‖ M) + 0.5 KL(Q ‖ M) with M = 0.5 P + 0.5 Q")]
    [InlineData("two classes", "Class 0 makes up")]
    public void At_the_edges_it_says_what_is_so(string sample, string words) =>
        Assert.Contains(words, ReportPage.ToHtml(ReportSamples.Figures(sample)), StringComparison.Ordinal);

    [Theory]
    [MemberData(nameof(Everything))]
    public void No_two_elements_have_one_id(string sample)
    {
        string[] ids = [.. IdPattern().Matches(ReportPage.ToHtml(ReportSamples.Figures(sample))).Select(match => match.Value)];

        Assert.Equal(ids.Distinct(StringComparer.Ordinal).Count(), ids.Length);
    }

    [Fact]
    public void Without_rows_there_is_a_page_all_the_same()
    {
        ReportFigures none = ReportSamples.Figures("one row") with
        {
            Rows = 0,
            SkippedRows = 1,
            Mean = double.NaN,
            Labels = null,
            WorstRows = [],
            Classes = [],
            Profile = [],
            Histogram = new DivergenceHistogram { Zeros = 0, ZeroShare = 0, Infinities = 0, InfiniteShare = 0, Bins = [] },
        };

        Assert.Contains("There is no row to compare between", ReportPage.ToHtml(none), StringComparison.Ordinal);
    }

    [Fact]
    public void Divergences_below_zero_are_not_told_as_zero()
    {
        ReportFigures equal = ReportSamples.Figures("equal");
        string page = ReportPage.ToHtml(equal with { Min = -0.02, Mean = -0.01, Max = 0, Profile = [.. equal.Profile.Select(run => run with { Mean = -0.01 })] });

        Assert.Contains("differs from <bdi class=\"name\">f16.npy</bdi> by −0.01\u00A0nats a row on average", page, StringComparison.Ordinal);
        Assert.Contains("No divergence is above 0, and the least is −0.02\u00A0nats: the probabilities of some rows do not add up to 1.", page, StringComparison.Ordinal);
        Assert.Contains("The divergence is nowhere above 0.", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Where_the_sides_differ_without_a_divergence_they_are_not_told_as_equal()
    {
        string page = ReportPage.ToHtml(ReportSamples.Figures("equal") with { TotalVariation = new Estimate(0.25, 0.01) });

        Assert.Contains("<bdi class=\"name\">f16.npy</bdi>, but every divergence is 0", page, StringComparison.Ordinal);
        Assert.Contains("their total variation distance is 0.25 on average", page, StringComparison.Ordinal);
        Assert.DoesNotContain("equal in", page, StringComparison.Ordinal);
    }

    [Fact]
    public void With_weights_the_calibration_is_told_as_the_table_has_it()
    {
        ReportFigures figures = ReportSamples.Figures(ReportSamples.Weighted);
        string page = ReportPage.ToHtml(figures);

        Assert.Contains(
            $"By weight, the input is right in {Numbers.Percent(figures.Labels!.InputAccuracy.Value)} of the rows and expects", page, StringComparison.Ordinal);
        Assert.Contains($"the target is right in {Numbers.Percent(figures.Labels.TargetAccuracy.Value)} and expects", page, StringComparison.Ordinal);
        double unweighted = figures.Labels.InputCalibration.Where(bin => bin.Count > 0).Sum(bin => bin.Count * bin.Accuracy) / figures.Rows;
        Assert.NotEqual(unweighted, figures.Labels.InputAccuracy.Value, 0.01);
    }

    [Fact]
    public void A_class_that_hardly_changes_is_not_told_to_rise_to_where_it_was()
    {
        RowClass hardly = new(3, null, 0.44, 0.440002);
        ReportFigures figures = ReportSamples.Figures("two classes");
        string page = ReportPage.ToHtml(figures with { WorstRows = [figures.WorstRows[0] with { Leading = [hardly, new(1, null, 0.56, 0.559999)] }] });

        Assert.Contains("class 3 hardly changes from 44%: it rises by 2\u00A0×\u00A010⁻⁴\u00A0percentage points", page, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(DivergenceKind.Forward, "falls from ")]
    [InlineData(DivergenceKind.Reverse, "rises from 0% to ")]
    public void The_class_that_makes_a_row_infinite_is_told_however_improbable_it_is(DivergenceKind kind, string change)
    {
        // Twenty classes are likelier than the two that are ruled out, and one of these is likelier than the other.
        float[] expected = [.. Enumerable.Range(0, 24).Select(i => i < 20 ? 5f - (i / 10f) : i == 22 ? 1 : 0)];
        float[] denied = [.. expected.Select((logit, i) => i >= 21 && i != 23 ? float.NegativeInfinity : logit)];
        bool isReverse = kind == DivergenceKind.Reverse;
        SamplePair pair = new() { Support = 24, Teacher = isReverse ? denied : expected, Student = isReverse ? expected : denied, Divergence = kind };

        string page = ReportPage.ToHtml(pair.Figures());

        Assert.Contains($"Row 0, infinite: class 22 {change}", page, StringComparison.Ordinal);
        Assert.Contains(">\u2068class 22\u2069<", page, StringComparison.Ordinal);
    }

    [Fact]
    public void A_writer_gets_the_page_that_a_file_would()
    {
        using StringWriter writer = new();
        ReportPage.Write(ReportSamples.Figures("one row"), writer);
        Assert.Equal(ReportPage.ToHtml(ReportSamples.Figures("one row")), writer.ToString());
    }

    [Fact]
    public void A_page_that_cannot_be_written_is_an_error_that_names_it()
    {
        using TemporaryFolder folder = new();
        string file = Path.Combine(folder.Path, "absent", "page.html");

        DataFileException refused = Assert.Throws<DataFileException>(() => ReportPage.Write(ReportSamples.Figures("one row"), file));

        Assert.StartsWith($"{file}: cannot be written", refused.Message, StringComparison.Ordinal);
        Assert.Empty(folder.Names);
    }

    [Fact]
    public void A_page_replaces_the_one_before_and_leaves_nothing_else()
    {
        using TemporaryFolder folder = new();
        string file = folder.File("page.html", [1, 2, 3]);

        ReportPage.Write(ReportSamples.Figures("one row"), file);

        Assert.Equal(ReportPage.ToHtml(ReportSamples.Figures("one row")), File.ReadAllText(file));
        Assert.Equal(["page.html"], folder.Names);
    }

    [GeneratedRegex("(?<=<data value=\")[^\"]*", RegexOptions.None, 1000)]
    private static partial Regex NumberPattern();

    [GeneratedRegex("(?<=<h3>)[^<]*", RegexOptions.None, 1000)]
    private static partial Regex TitlePattern();

    [GeneratedRegex("(?<= id=\")[^\"]*", RegexOptions.None, 1000)]
    private static partial Regex IdPattern();
}
