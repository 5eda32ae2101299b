using System.Globalization;
using System.Text.RegularExpressions;
using KLDiv.Benchmarks.Labels;
using KLDiv.TestSupport;

namespace KLDiv.Regression.Tests;

/// <summary>The figures of docs/label-distributions.md are those that the code has.</summary>
public partial class LabelDistributionsPageTests
{
    private static readonly string Page = File.ReadAllText(Path.Combine(Repository.Root, "docs", "label-distributions.md"));

    [SharedTheory("data/yeast")]
    [InlineData("cold")]
    [InlineData("spoem")]
    public void The_tables_say_what_is_measured(string name)
    {
        using LabelSet set = LabelSet.All(SharedData.PathOf("data/yeast")).Single(set => string.Equals(set.Name, name, StringComparison.Ordinal));
        LabelRow row = LabelRow.Measure(set);
        string[] expected = [.. LabelTables.LinesOf(name, LabelTables.Write([row]))], written = [.. LabelTables.LinesOf(name, Page)];
        Assert.Equal(7, expected.Length);
        Assert.Equal(Number().Replace(string.Concat(expected), "#"), Number().Replace(string.Concat(written), "#"));
        Assert.All(Numbers(expected).Zip(Numbers(written)), pair => Assert.Equal(pair.First, pair.Second, 1.1e-5));
        Assert.Empty(row.Departures());
    }

    [Theory]
    [InlineData(250)]
    [InlineData(1000)]
    public void The_truth_is_recovered_as_the_table_says(int rows)
    {
        string line = Recovery.Measure(rows).Line;
        string[] written = [.. Page.Split('\n').Where(other => other.StartsWith($"| {rows:N0} | 0.", StringComparison.Ordinal))];
        Assert.All(Numbers([line]).Zip(Numbers(written)), pair => Assert.Equal(pair.First, pair.Second, 1.1e-5));
        Assert.Equal(Numbers([line]).Length, Numbers(written).Length);
    }

    [SharedFact("data/yeast")]
    public void A_set_that_is_not_as_published_is_told()
    {
        using LabelSet set = LabelSet.All(SharedData.PathOf("data/yeast")).Single(set => string.Equals(set.Name, "spoem", StringComparison.Ordinal));
        LabelRow row = LabelRow.Measure(set, new PublishedFigures(0.03, 0.002, 0.024, 0.0258888195164, 0.0271595735529));
        Assert.Collection(
            row.Departures(),
            line => Assert.StartsWith("spoem: optimum is 0.0240414303", line, StringComparison.Ordinal),
            line => Assert.StartsWith("spoem: the held-out divergence is -2.7", line, StringComparison.Ordinal));
    }

    private static double[] Numbers(IEnumerable<string> lines) =>
        [.. lines.SelectMany(line => Number().Matches(line)).Select(match => double.Parse(match.Value, NumberStyles.Float | NumberStyles.AllowThousands, CultureInfo.InvariantCulture))];

    [GeneratedRegex("[-+]?[0-9][0-9,]*(\\.[0-9]+)?", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Number();
}
