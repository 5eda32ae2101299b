using KLDiv.Regression.Encoding;

namespace KLDiv.Regression.Tests.Encoding;

public class BinningTests
{
    [Fact]
    public void Bins_begin_at_a_multiple_of_the_width_and_hold_every_value()
    {
        var bins = Binning.Covering([6443, 14540, 8000], 250);
        Assert.Equal((6250, 250, 34), (bins.Low, bins.Width, bins.Count));
        Assert.Equal((6250, 6500, 14750), (bins.Edge(0), bins.Edge(1), bins.Edge(34)));
        Assert.Equal(6375, bins.Middle(0));
    }

    [Theory]
    [InlineData(10, 0)]
    [InlineData(11.999, 0)]
    [InlineData(12, 1)]
    [InlineData(15.999, 2)]
    public void A_bin_holds_its_low_end_and_not_its_high_end(double value, int expected)
    {
        Assert.Equal(expected, new Binning(10, 2, 3).IndexOf(value));
    }

    [Theory]
    [InlineData(9.999)]
    [InlineData(16)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void A_value_in_no_bin_is_refused(double value)
    {
        ArgumentOutOfRangeException error = Assert.Throws<ArgumentOutOfRangeException>(() => new Binning(10, 2, 3).IndexOf(value));
        Assert.StartsWith("The bins reach from 10 up to 16.", error.Message, StringComparison.Ordinal);
        Assert.Equal(value, error.ActualValue);
    }

    [Fact]
    public void Widths_that_no_double_holds_still_cover_every_value()
    {
        var random = new Random(31);
        for (int trial = 0; trial < 100_000; trial++)
        {
            double width = random.Next(1, 100) / 1000.0;
            double[] values = [random.Next(-1000, 1000) * width, random.Next(-1000, 1000) * width, random.Next(-1000, 1000) / 1000.0];
            var bins = Binning.Covering(values, width);
            Assert.All(values, value => Assert.InRange(bins.IndexOf(value), 0, bins.Count - 1));
        }
    }

    [Fact]
    public void Targets_are_all_in_the_bin_of_their_value()
    {
        Assert.Equal([0, 0, 1, 1, 0, 0], Data.Values(new Binning(0, 1, 3).OneHot([2.5, 0])));
    }

    [Fact]
    public void What_makes_no_bins_is_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>("low", () => new Binning(double.NaN, 1, 1));
        Assert.All([0, -1, double.NaN, double.PositiveInfinity], wrong => Assert.Throws<ArgumentOutOfRangeException>("width", () => new Binning(0, wrong, 1)));
        Assert.Throws<ArgumentOutOfRangeException>("count", () => new Binning(0, 1, 0));
        Assert.Throws<ArgumentException>("values", () => Binning.Covering([], 1));
        Assert.Throws<ArgumentException>("values", () => Binning.Covering([1, double.NaN], 1));
        Assert.Throws<ArgumentOutOfRangeException>("width", () => Binning.Covering([1], 0));
        Assert.Throws<ArgumentException>("width", () => Binning.Covering([0, 1e12], 1));
    }
}
