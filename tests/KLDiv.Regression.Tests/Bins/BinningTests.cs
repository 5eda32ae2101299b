using System.Globalization;
using System.Numerics;

namespace KLDiv.Regression.Tests.Bins;

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
    [InlineData(16, 2)]
    public void A_bin_holds_its_low_end_and_the_last_one_its_high_end_too(double value, int expected)
    {
        Assert.Equal(expected, new Binning(10, 2, 3).IndexOf(value));
    }

    [Theory]
    [InlineData(9.999)]
    [InlineData(16.001)]
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
        for (int trial = 0; trial < 2_000; trial++)
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

    [Fact]
    public void Bins_between_edges_have_widths_of_their_own()
    {
        var bins = new Binning([-1, 0, 10, 10.5]);
        Assert.Equal((-1, 10.5, 3, false), (bins.Low, bins.High, bins.Count, bins.IsUniform));
        Assert.Equal([1, 10, 0.5], Enumerable.Range(0, 3).Select(bins.WidthOf));
        Assert.Equal([-0.5, 5, 10.25], Enumerable.Range(0, 3).Select(bins.Middle));
        Assert.Equal([0, 0, 1, 1, 2, 2], new[] { -1, -0.5, 0, 9.99, 10, 10.5 }.Select(bins.IndexOf));
        Assert.All([-1.01, 10.51, 11, double.NaN], none => Assert.Throws<ArgumentOutOfRangeException>("value", () => bins.IndexOf(none)));
        Assert.Throws<InvalidOperationException>(() => bins.Width);
    }

    [Fact]
    public void A_value_outside_the_bins_is_nearest_to_the_bin_at_that_end()
    {
        foreach (Binning bins in (Binning[])[new(0, 1, 3), new([0, 1, 2, 3])])
        {
            Assert.Equal([0, 0, 1, 2, 2, 2], new[] { double.NegativeInfinity, -1, 1, 3, 4, double.PositiveInfinity }.Select(bins.NearestIndexOf));
            Assert.Throws<ArgumentOutOfRangeException>("value", () => bins.NearestIndexOf(double.NaN));
        }
    }

    [Fact]
    public void A_spread_value_has_in_each_bin_the_normal_mass_and_beyond_the_ends_what_lies_there()
    {
        double[] row = new double[4];
        new Binning([-1, 0, 0.5, 2, 3]).Spread(0.25, 0.5, row);

        // Differences of the standard normal distribution at -0.5, 0.5 and 3.5, from tables of the normal distribution to 10 digits.
        double[] expected = [0.3085375387, 0.3829249225, 0.3083049096, 0.0002326291];
        Assert.All(row.Zip(expected), pair => Assert.Equal(pair.Second, pair.First, 1e-9));
    }

    [Theory]
    [InlineData(0.5)]
    [InlineData(-40)]
    [InlineData(1e300)]
    [InlineData(17.3)]
    public void A_spread_value_sums_to_1_whatever_the_bandwidth(double value)
    {
        foreach (Binning bins in (Binning[])[new(0, 1, 30), new([-5, -1, 0, 3, 100])])
        {
            foreach (double bandwidth in (double[])[0, 1e-300, 1e-3, 0.3, 1, 7, 1e6, 1e300])
            {
                double[] row = new double[bins.Count];
                bins.Spread(value, bandwidth, row);
                Assert.Equal(1, row.Sum(), 1e-14);
                Assert.All(row, mass => Assert.InRange(mass, 0, 1));
            }
        }
    }

    [Fact]
    public void A_value_without_bandwidth_or_with_hardly_any_is_all_in_its_bin()
    {
        foreach (double bandwidth in (double[])[0, 1e-9])
        {
            double[] row = [9, 9, 9];
            new Binning(0, 1, 3).Spread(1.5, bandwidth, row);
            Assert.Equal([0, 1, 0], row);
        }
    }

    [Fact]
    public void What_cannot_be_spread_is_refused()
    {
        var bins = new Binning(0, 1, 3);
        Assert.Throws<ArgumentOutOfRangeException>("value", () => bins.Spread(double.NaN, 1, new double[3]));
        Assert.All([-1, double.NaN, double.PositiveInfinity], wrong => Assert.Throws<ArgumentOutOfRangeException>("bandwidth", () => bins.Spread(1, wrong, new double[3])));
        Assert.Throws<ArgumentException>("destination", () => bins.Spread(1, 1, new double[2]));
    }

    [Fact]
    public void Edges_that_make_no_bins_are_refused()
    {
        Assert.All(
            (double[][])[[], [1], [1, 1], [1, 0], [0, double.NaN], [double.PositiveInfinity, 0], [0, double.NegativeInfinity], [0, double.PositiveInfinity, 1]],
            wrong => Assert.Throws<ArgumentException>("edges", () => new Binning(wrong)));
        Assert.Throws<ArgumentOutOfRangeException>("width", () => new Binning(1e308, 1, 2));
        Assert.Throws<ArgumentOutOfRangeException>("width", () => new Binning(0, 1e308, 3));
    }

    [Theory]
    [InlineData("0", "0.1", 100)]
    [InlineData("-1", "0.1", 40)]
    [InlineData("-273.15", "0.05", 3000)]
    [InlineData("1000000.3", "0.7", 500)]
    [InlineData("0", "1e-320", 50)]
    [InlineData("-1e-7", "3e-9", 500)]
    [InlineData("1e300", "1e299", 300)]
    [InlineData("123456789012345", "0.5", 100)]
    public void Edges_are_the_doubles_nearest_to_the_decimals(string low, string width, int count)
    {
        var bins = new Binning(double.Parse(low, CultureInfo.InvariantCulture), double.Parse(width, CultureInfo.InvariantCulture), count);

        // Decimals as text, which double.Parse rounds correctly.
        (BigInteger lowDigits, int lowExponent) = Digits(low);
        (BigInteger widthDigits, int widthExponent) = Digits(width);
        int exponent = Math.Min(lowExponent, widthExponent);
        for (int i = 0; i <= count; i++)
        {
            BigInteger edge = (lowDigits * BigInteger.Pow(10, lowExponent - exponent)) + (i * widthDigits * BigInteger.Pow(10, widthExponent - exponent));
            double expected = double.Parse($"{edge}E{exponent}", CultureInfo.InvariantCulture);
            Assert.Equal(expected, bins.Edge(i));
            Assert.Equal(Math.Min(i, count - 1), bins.IndexOf(expected));
            Assert.Equal(Math.Max(0, i - 1), bins.NearestIndexOf(Math.BitDecrement(expected)));
        }
    }

    [Fact]
    public void A_value_that_is_an_edge_begins_a_bin()
    {
        var bins = new Binning(0, 0.1, 50);
        Assert.Equal(43, bins.IndexOf(4.3));
        Assert.Equal("4.3:4.4", bins.NameOf(43));
        Assert.Equal((4.3, 0.1), (bins.Edge(43), bins.Width));
    }

    [Fact]
    public void Bins_between_ends_have_edges_that_are_parts_of_the_whole()
    {
        Assert.Equal([0, 1.0 / 3, 2.0 / 3, 1], Edges(Binning.Between(0, 1, 3)));
        Assert.Equal([0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7], Edges(Binning.Between(0.1, 0.7, 6)));
        Assert.Equal([-1e-300, 0, 1e-300], Edges(Binning.Between(-1e-300, 1e-300, 2)));
        Assert.Throws<ArgumentOutOfRangeException>("high", () => Binning.Between(1, 1, 2));
        Assert.Throws<ArgumentOutOfRangeException>("high", () => Binning.Between(1, Math.BitIncrement(1.0), 2));
        Assert.Throws<ArgumentOutOfRangeException>("high", () => Binning.Between(double.MinValue, double.MaxValue, 2));
        Assert.Throws<ArgumentOutOfRangeException>("count", () => Binning.Between(0, 1, int.MaxValue));
    }

    [Fact]
    public void Bins_of_values_are_parted_in_the_middle_and_named_by_them()
    {
        var bins = Binning.OfValues(3, 4, 6, 8.2);
        Assert.Equal([2.5, 3.5, 5, 7.1, 9.3], Edges(bins));
        Assert.Equal("3,4,6,8.2", string.Join(',', Enumerable.Range(0, bins.Count).Select(bins.NameOf)));
        Assert.Equal([4.5, 5.5], Edges(Binning.OfValues(5)));
        Assert.Equal("-1E+20", Binning.OfValues(-1e20).NameOf(0));
        double next = Math.BitIncrement(1.0);
        Assert.Equal([0, 1], new[] { 1, next }.Select(Binning.OfValues(1, next).IndexOf));
        Assert.All((double[][])[[], [1, 1], [2, 1], [1, double.NaN], [1, double.PositiveInfinity]], wrong => Assert.Throws<ArgumentException>("values", () => Binning.OfValues(wrong)));
    }

    [Fact]
    public void The_ends_may_be_infinite()
    {
        var bins = new Binning([double.NegativeInfinity, 0, 1, double.PositiveInfinity]);
        Assert.Equal([0, 0, 1, 2, 2], new[] { double.NegativeInfinity, -1e300, 0.5, 1, double.PositiveInfinity }.Select(bins.IndexOf));
        Assert.Equal("-inf:0,0:1,1:inf", string.Join(',', Enumerable.Range(0, 3).Select(bins.NameOf)));
        Assert.Equal([0, 0.5, 1], Enumerable.Range(0, 3).Select(bins.Middle));
        Assert.Equal([double.PositiveInfinity, 1, double.PositiveInfinity], Enumerable.Range(0, 3).Select(bins.WidthOf));
        double[] row = new double[3];
        bins.Spread(0.5, 0.25, row);
        Assert.Equal(1, row.Sum(), 1e-15);
        Assert.Equal(row[0], row[2], 1e-15);
    }

    private static IEnumerable<double> Edges(Binning bins) => Enumerable.Range(0, bins.Count + 1).Select(bins.Edge);

    private static (BigInteger Digits, int Exponent) Digits(string number)
    {
        string[] parts = number.Split('e');
        int point = parts[0].IndexOf('.', StringComparison.Ordinal);
        return (
            BigInteger.Parse(parts[0].Replace(".", "", StringComparison.Ordinal), CultureInfo.InvariantCulture),
            (parts.Length > 1 ? int.Parse(parts[1], CultureInfo.InvariantCulture) : 0) - (point < 0 ? 0 : parts[0].Length - point - 1));
    }
}
