using System.Globalization;
using System.Text.RegularExpressions;
using KLDiv.Files;
using KLDiv.Regression;

namespace KLDiv.Pages.Tests.FitPages;

public sealed partial class FitPageTests
{
    private static readonly string s_ordinary = FitPage.ToHtml(FitSamples.Data(FitSamples.Ordinary));

    private static readonly string s_classes = FitPage.ToHtml(FitSamples.Data(FitSamples.Classes));

    public static TheoryData<string> Everything => [.. FitSamples.Names];

    [Fact]
    public void Every_number_of_the_pictures_is_in_the_page_to_its_last_digit()
    {
        FitExplanation data = FitSamples.Data(FitSamples.Ordinary);
        OrderedScores ordered = data.Contenders[0].Best.Ordered!;
        double[] numbers =
        [
            .. data.Contenders.SelectMany(one => new[] { one.OnTheData, one.HeldOut!, one.Deviation! }).SelectMany(Plain),
            .. data.Contenders.SelectMany(one => new[] { one.OnTheData.Ordered!, one.HeldOut!.Ordered! }).SelectMany(one => new[] { one.Crps, one.Coverage50, one.Coverage80, one.Coverage95 }),
            .. ordered.Pit,
            .. data.Effects.SelectMany(effect => effect.Points).SelectMany(point => new[] { point.Mean, point.Spread, point.Share }),
            .. data.Slices.SelectMany(feature => feature.Slices).Select(slice => slice.Predicted.Max()),
            .. data.Slices.SelectMany(feature => feature.Slices).Select(slice => slice.Observed.Max()),
            data.Progress[0].Loss, data.Progress[^1].Loss, data.Progress[^1].Objective,
        ];

        HashSet<double> shown = Shown(s_ordinary);
        Assert.All(numbers, number => Assert.Contains(number, shown));
    }

    [Fact]
    public void Every_number_of_the_pictures_of_classes_is_in_the_page_too()
    {
        FitExplanation data = FitSamples.Data(FitSamples.Classes);
        double[] numbers =
        [
            .. data.Reliability.SelectMany(group => new[] { group.Predicted, group.Observed, group.StandardError }),
            .. data.Slices.SelectMany(feature => feature.Slices).SelectMany(slice => new[] { slice.Predicted.Max(), slice.Observed.Max() }),
        ];

        HashSet<double> shown = Shown(s_classes);
        Assert.All(numbers, number => Assert.Contains(number, shown));
    }

    [Theory]
    [InlineData(FitSamples.Ordinary, "Knowing weekday, distance, depot and year brings the divergence of <bdi class=\"name\">minutes</bdi> from 3.11 to 1.67\u00A0nats a row on held-out rows")]
    [InlineData(FitSamples.Ordinary, "The model comes nearest: 1.67\u00A0nats a row, the next best 4 nearest neighbours with 2.38")]
    [InlineData(FitSamples.Ordinary, "The loss falls from 3.53 to 1.61\u00A0nats a row in 229 iterations, and 99% of the way in the first 42")]
    [InlineData(FitSamples.Ordinary, "weekday Sat: predicted 78.88 on average, observed 80.62")]
    [InlineData(FitSamples.Ordinary, "Predicted distributions are too narrow: what was observed lies too often at their ends; the fullest tenth has 12% of it")]
    [InlineData(FitSamples.Ordinary, "weekday takes the mean from 78.49 (Sat) to 100.9 (Wed)")]
    [InlineData(FitSamples.Ordinary, "The standard deviation goes from 14 (Mon) to 30 (Sat).")]
    [InlineData(FitSamples.Ordinary, "year moves 0.20% of the probability")]
    [InlineData(FitSamples.Ordinary, "The 16 of 40 levels with most rows.")]
    [InlineData(FitSamples.Dates, "start weekday takes the mean from")]
    [InlineData(FitSamples.Dates, " (Fri)")]
    [InlineData(FitSamples.Dates, ">1 Jan</text>")]
    [InlineData(FitSamples.Dates, "start time of day below 0")]
    [InlineData(FitSamples.Categories, "<th scope=\"col\">kind C</th>")]
    [InlineData(FitSamples.Classes, "Classes come about as often as they were predicted, as far as chance can tell")]
    [InlineData("on the data alone", "from 3.02 to 1.62\u00A0nats a row on the data")]
    [InlineData("worse than the mean", "does not help to predict <bdi class=\"name\">minutes</bdi>: 9\u00A0nats a row on held-out rows, and 3.11 without")]
    [InlineData("worse than the mean", "Nearer than the model: 4 nearest neighbours, 2.38 against 9\u00A0nats a row")]
    [InlineData("impossible for a neighbour", "It is infinite where something was observed that was held impossible.")]
    [InlineData("no feature that moves", "No feature parts the rows.")]
    [InlineData("at the limit", "at the limit of iterations, not at the minimum")]
    [InlineData("many features", "The 24 most influential of 30 features are shown.")]
    [InlineData("many bins", "probability, bins of 3")]
    [InlineData("stopped early", "Rows kept apart were predicted best after 40 iterations: 1.9\u00A0nats a row")]
    [InlineData("stopped early", "For the fit each value was spread by 2.5; all other figures are of values as they are.")]
    public void It_says_what_is_so(string sample, string words) =>
        Assert.Contains(words, FitPage.ToHtml(FitSamples.Data(sample)), StringComparison.Ordinal);

    [Theory]
    [MemberData(nameof(Everything))]
    public void No_two_elements_have_one_id(string sample)
    {
        string[] ids = [.. IdPattern().Matches(FitPage.ToHtml(FitSamples.Data(sample))).Select(match => match.Value)];

        Assert.Equal(ids.Distinct(StringComparer.Ordinal).Count(), ids.Length);
    }

    [Fact]
    public void A_page_appears_whole_or_not_at_all()
    {
        using TemporaryFolder folder = new();
        string file = folder.File("page.html", [1, 2, 3]);
        FitPage.Write(FitSamples.Data("one row"), file);
        Assert.Equal(FitPage.ToHtml(FitSamples.Data("one row")), File.ReadAllText(file));

        string absent = Path.Combine(folder.Path, "absent", "page.html");
        DataFileException refused = Assert.Throws<DataFileException>(() => FitPage.Write(FitSamples.Data("one row"), absent));
        Assert.StartsWith($"{absent}: cannot be written", refused.Message, StringComparison.Ordinal);
        Assert.Equal(["page.html"], folder.Names);
    }

    [Fact]
    public void A_writer_gets_the_page_that_a_file_would()
    {
        using StringWriter writer = new();
        FitPage.Write(FitSamples.Data("one row"), writer);
        Assert.Equal(FitPage.ToHtml(FitSamples.Data("one row")), writer.ToString());
    }

    private static double[] Plain(DistributionScores figures) => [figures.KL, figures.Chebyshev, figures.Clark, figures.Canberra, figures.Cosine, figures.Intersection];

    private static HashSet<double> Shown(string page) => [.. NumberPattern().Matches(page).Select(match => double.Parse(match.Value, CultureInfo.InvariantCulture))];

    [GeneratedRegex("(?<=<data value=\")[^\"]*", RegexOptions.None, 1000)]
    private static partial Regex NumberPattern();

    [GeneratedRegex("(?<= id=\")[^\"]*", RegexOptions.None, 1000)]
    private static partial Regex IdPattern();
}
