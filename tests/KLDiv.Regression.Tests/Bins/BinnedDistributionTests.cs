namespace KLDiv.Regression.Tests.Bins;

/// <summary>Against values computed by scipy.stats.rv_histogram.</summary>
public class BinnedDistributionTests
{
    private static readonly Binning Bins = new(10, 2, 4);

    private static readonly BinnedDistribution Falling = new(Bins, [0.4, 0.3, 0.2, 0.1]);

    [Fact]
    public void Mean_and_deviation_are_those_of_a_histogram()
    {
        Assert.Equal(13, Falling.Mean, 1e-13);
        Assert.Equal(2.081665999466128, Falling.StandardDeviation, 1e-13);
    }

    [Theory]
    [InlineData(0, 10)]
    [InlineData(0.025, 10.125)]
    [InlineData(0.25, 11.25)]
    [InlineData(0.5, 12.666666666666666)]
    [InlineData(0.75, 14.5)]
    [InlineData(0.9, 16)]
    [InlineData(1, 18)]
    public void A_quantile_lies_as_far_in_its_bin_as_its_share(double probability, double expected) =>
        Assert.Equal(expected, Falling.Quantile(probability), 1e-13);

    [Fact]
    public void An_interval_leaves_as_much_below_as_above()
    {
        Assert.Equal((10.5, 16), (Math.Round(Falling.Interval(0.8).Low, 13), Math.Round(Falling.Interval(0.8).High, 13)));
        Assert.Equal((10.125, 17.5), (Math.Round(Falling.Interval(0.95).Low, 13), Math.Round(Falling.Interval(0.95).High, 13)));
        Assert.Equal((10, 18), Falling.Interval(1));
    }

    [Fact]
    public void Bins_without_probability_have_no_quantile()
    {
        BinnedDistribution inner = new(Bins, [0, 3, 0, 0]);
        Assert.Equal((12, 14), inner.Interval(1));
        BinnedDistribution ends = new(Bins, [1, 0, 0, 1]);
        Assert.Equal(12, ends.Quantile(0.5));
        Assert.Equal(16, ends.Quantile(0.5 + 1e-15), 1e-9);
    }

    [Fact]
    public void Wrong_values_are_refused()
    {
        Assert.StartsWith("There are 1 probabilities and 4 bins", Assert.Throws<ArgumentException>(() => new BinnedDistribution(Bins, [1])).Message, StringComparison.Ordinal);
        Assert.StartsWith(
            "The probability of bin 1 is -1", Assert.Throws<ArgumentException>(() => new BinnedDistribution(Bins, [1, -1, 1, 1])).Message, StringComparison.Ordinal);
        Assert.StartsWith("The probabilities sum to 0", Assert.Throws<ArgumentException>(() => new BinnedDistribution(Bins, [0, 0, 0, 0])).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => Falling.Quantile(1.1));
        Assert.Throws<ArgumentOutOfRangeException>(() => Falling.Quantile(double.NaN));
        Assert.Throws<ArgumentOutOfRangeException>(() => Falling.Interval(-0.1));
    }
}
