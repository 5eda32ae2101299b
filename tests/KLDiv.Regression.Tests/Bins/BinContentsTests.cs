namespace KLDiv.Regression.Tests.Bins;

/// <summary>What is inside bins: distributions with the data's own probabilities are like the data.</summary>
public class BinContentsTests
{
    private const int Rows = 20_000;

    public static TheoryData<string, string> Cases()
    {
        TheoryData<string, string> cases = [];
        foreach (string rule in (string[])["auto", "quantile:10", "40", "3"])
        {
            foreach (string distribution in (string[])["half zeros", "whole numbers", "two modes", "quarters", "log-normal", "uniform", "wide counts"])
            {
                cases.Add(distribution, rule);
            }
        }

        return cases;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Figures_of_a_distribution_are_those_of_the_data(string distribution, string rule)
    {
        double[] values = Drawn(distribution, Rows, seed: 3);
        BinnedDistribution predicted = Constant(values, BinRule.Parse(rule));
        double mean = values.Average(), deviation = Math.Sqrt(values.Average(value => (value - mean) * (value - mean)));
        Assert.Equal(mean, predicted.Mean, 1e-12 * (Math.Abs(mean) + deviation));
        Assert.Equal(deviation, predicted.StandardDeviation, 0.02 * deviation);
        foreach (double value in values.Where((_, i) => i % 1000 == 0))
        {
            Assert.Equal(values.Count(other => other <= value) / (double)Rows, predicted.CumulativeProbability(value), 0.006);
            Assert.Equal(values.Count(other => other < value) / (double)Rows, predicted.ProbabilityBelow(value), 0.006);
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Intervals_hold_what_they_promise_of_other_values_too(string distribution, string rule)
    {
        BinnedDistribution predicted = Constant(Drawn(distribution, Rows, seed: 3), BinRule.Parse(rule));
        double[] others = Drawn(distribution, Rows, seed: 4);
        foreach (double level in (double[])[0.5, 0.8, 0.95])
        {
            (double low, double high) = predicted.Interval(level);

            // Of both samples; where values pile up, an interval that ends on one holds all of it.
            double error = 3 * Math.Sqrt(2 * level * (1 - level) / Rows), held = others.Count(value => value >= low && value <= high) / (double)Rows;
            double atEnds = predicted.ProbabilityOf(low) + predicted.ProbabilityOf(high);
            Assert.InRange(held, level - error, level + atEnds + error);
        }
    }

    [Theory]
    [InlineData("whole numbers", 1)]
    [InlineData("wide counts", 1)]
    [InlineData("quarters", 0.25)]
    public void Quantiles_are_numbers_that_can_occur(string distribution, double step)
    {
        foreach (string rule in (string[])["auto", "quantile:10", "40", "7"])
        {
            double[] values = Drawn(distribution, 3000, seed: 5);
            BinnedDistribution predicted = Constant(values, BinRule.Parse(rule));
            Assert.All(Enumerable.Range(0, 1001).Select(i => predicted.Quantile(i / 1000.0)), value =>
            {
                Assert.Equal(Math.Round(value / step), value / step);
                Assert.InRange(value, values.Min(), values.Max());
            });
        }
    }

    [Fact]
    public void Zeros_are_zeros_and_what_is_seen_once_is_none()
    {
        Binning bins = new([0, 1, 10]);
        BinContents contents = BinContents.Of(bins, [0, 0, 0, 0.25, 0.75, 4.5, 5]);
        BinnedDistribution predicted = new(contents, [5, 2]);
        Assert.Equal((3 / 7.0, 0), (predicted.ProbabilityOf(0), predicted.ProbabilityOf(0.3)), Nearly);
        Assert.Equal((0, 0, 0), (predicted.Quantile(0), predicted.Quantile(0.42), predicted.Mode));
        Assert.Equal(10.5 / 7, predicted.Mean, 1e-15);
        Assert.Equal(3 / 7.0, contents.ShareOfAtoms([5 / 7.0, 2 / 7.0]), 1e-15);
        Assert.Equal(0.25, contents.Step);
    }

    [Fact]
    public void Values_outside_the_bins_are_what_they_are()
    {
        BinnedDistribution predicted = new(BinContents.Of(new Binning(0, 1, 2), [-7, 0.5, 1.5, 1000]), [2, 2]);
        Assert.Equal((995.0 / 4, -7, 1000), (predicted.Mean, predicted.Quantile(0), predicted.Quantile(1)));
    }

    [Fact]
    public void Bins_without_an_end_reach_as_far_as_was_seen()
    {
        Binning bins = new([double.NegativeInfinity, 0, 1, double.PositiveInfinity]);
        BinnedDistribution predicted = new(BinContents.Of(bins, [-3.5, -1.25, 0.3, 0.6, 7.1, 9.123]), [2, 2, 2]);
        Assert.Equal(12.373 / 6, predicted.Mean, 1e-14);
        Assert.Equal((-3.5, 9.123), predicted.Interval(1), Nearly);
        BinnedDistribution even = new(bins, [1, 2, 1]);
        Assert.Equal((0.5, 0, 1), (even.Mean, even.Quantile(0.1), even.Quantile(1)));
    }

    [Fact]
    public void Weights_count_as_rows()
    {
        Binning bins = new(0, 1, 4);
        BinnedDistribution weighted = new(BinContents.Of(bins, [0, 1.5, 2.25, 3.75, 3], [3, 1, 2, 0, 2]), [3, 1, 2, 2]);
        BinnedDistribution repeated = new(BinContents.Of(bins, [0, 0, 0, 1.5, 2.25, 2.25, 3, 3]), [3, 1, 2, 2]);
        Assert.Equal(repeated.Mean, weighted.Mean, 1e-15);
        Assert.Equal(repeated.Interval(0.5), weighted.Interval(0.5));
    }

    [Fact]
    public void The_ranked_probability_score_is_that_of_a_sample()
    {
        double[] values = Drawn("half zeros", 2000, seed: 6);
        BinnedDistribution predicted = Constant(values, BinRule.Default);
        double spread = values.Average(one => values.Average(other => Math.Abs(one - other)));
        foreach (double observed in (double[])[-3, 0, 0.7, 40, 1e4])
        {
            double expected = values.Average(value => Math.Abs(value - observed)) - (spread / 2);
            Assert.Equal(expected, predicted.Crps(observed), 2e-3 * expected);
        }

        Assert.Equal(0.25, new BinnedDistribution(new Binning(0, 1, 1), [1]).Crps(1) - new BinnedDistribution(new Binning(0, 1, 1), [1]).Crps(0.5), 1e-15);
    }

    [Fact]
    public void A_sample_has_the_distribution()
    {
        double[] values = Drawn("two modes", 5000, seed: 7);
        BinnedDistribution predicted = Constant(values, BinRule.Default);
        var random = new Random(8);
        double[] drawn = [.. Enumerable.Range(0, Rows).Select(_ => predicted.Sample(random))];
        Assert.Equal(predicted.Mean, drawn.Average(), 4 * predicted.StandardDeviation / Math.Sqrt(Rows));
        double area = Enumerable.Range(0, 200_000).Sum(i => predicted.Density(-20 + (i * 2e-4)) * 2e-4);
        Assert.Equal(1, area, 1e-3);
    }

    [Fact]
    public void Far_values_do_not_overflow()
    {
        BinnedDistribution predicted = Constant([-8e307, 0, 3e307, 8e307, 2e307, 1e307], BinRule.Quantile(2));
        Assert.True(double.IsFinite(predicted.Mean) && double.IsFinite(predicted.StandardDeviation));
        Assert.Equal((-8e307, 8e307), predicted.Interval(1));

        // Several distances that do not fit into one number together: what a bin holds stays between its values.
        double[] values = [-double.MaxValue, 3, 4, 5, 6, 7];
        BinnedDistribution far = Constant(values, BinRule.Quantile(2));
        Assert.InRange(far.Mean, values.Average(value => value / 2) * 2.01, values.Average(value => value / 2) * 1.99);
        Assert.All(values, value => Assert.True(double.IsFinite(far.Crps(value))));
    }

    [Fact]
    public void Wrong_values_are_refused()
    {
        Binning bins = new(0, 1, 3);
        Assert.Throws<ArgumentException>("values", () => BinContents.Of(bins, []));
        Assert.Throws<ArgumentException>("values", () => BinContents.Of(bins, [double.NaN]));
        Assert.All((double[][])[[1], [-1, 1], [0, 0], [double.NaN, 1]], weights => Assert.Throws<ArgumentException>("rowWeights", () => BinContents.Of(bins, [1, 2], weights)));
        BinnedDistribution even = new(bins, [1, 1, 1]);
        Assert.Throws<ArgumentOutOfRangeException>("value", () => even.CumulativeProbability(double.NaN));
        Assert.Throws<ArgumentOutOfRangeException>("value", () => even.Density(double.NaN));
        Assert.Throws<ArgumentOutOfRangeException>("observed", () => even.Crps(double.NaN));
        Assert.Throws<ArgumentException>("probabilities", () => BinContents.Even(bins).ShareOfAtoms([1]));
    }

    /// <summary>The distribution of all values: each bin with its share.</summary>
    private static BinnedDistribution Constant(double[] values, BinRule rule)
    {
        Binning bins = rule.Over(values);
        double[] shares = new double[bins.Count];
        foreach (double value in values)
        {
            shares[bins.NearestIndexOf(value)]++;
        }

        return new BinnedDistribution(BinContents.Of(bins, values), shares);
    }

    private static double[] Drawn(string distribution, int rows, int seed)
    {
        var random = new Random(seed);
        double Normal() => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
        return [.. Enumerable.Range(0, rows).Select(_ => distribution switch
        {
            "half zeros" => random.Next(2) == 0 ? 0 : Math.Exp(3 + Normal()),
            "whole numbers" => Math.Round(20 + (6 * Normal())),
            "two modes" => (random.Next(3) == 0 ? 6 : -6) + Normal(),
            "quarters" => Math.Round(4 * ((3 * Normal()) + 10)) / 4,
            "log-normal" => Math.Exp(Normal()),
            "uniform" => random.NextDouble(),
            _ => Math.Floor(1e4 * random.NextDouble() * random.NextDouble()),
        })];
    }

    private static bool Nearly((double, double) one, (double, double) other) => Math.Abs(one.Item1 - other.Item1) < 1e-14 && Math.Abs(one.Item2 - other.Item2) < 1e-14;
}
