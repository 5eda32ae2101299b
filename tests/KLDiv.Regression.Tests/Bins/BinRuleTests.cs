namespace KLDiv.Regression.Tests.Bins;

public class BinRuleTests
{
    [Fact]
    public void A_count_is_bins_of_one_width_from_the_least_value_to_the_greatest()
    {
        Binning bins = BinRule.Parse("4").Over([3, 1, 9]);
        Assert.Equal((1, 9, 2, 4), (bins.Low, bins.High, bins.Width, bins.Count));
    }

    [Fact]
    public void A_range_is_bins_of_its_width_whatever_the_values_are()
    {
        Binning bins = BinRule.Parse("0:0.7:0.1").Over([3, 1, 9]);
        Assert.Equal((0, 0.7, 7), (bins.Low, bins.High, bins.Count));
    }

    [Fact]
    public void Edges_are_those_that_are_given()
    {
        Assert.Equal([0, 1, 2.5, double.PositiveInfinity], Edges(BinRule.Parse("0, 1,2.5,INF").Over([3, 1, 9])));
    }

    [Fact]
    public void Bins_of_a_count_meet_decimals()
    {
        Assert.Equal([0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7], Edges(BinRule.Parse("6").Over([0.3, 0.1, 0.7])));
        Assert.Equal([-0.7, -0.6, -0.5, -0.4, -0.3, -0.2, -0.1], Edges(BinRule.Parse("-0.7:-0.1:0.1").Over([1])));
    }

    [Fact]
    public void Logarithmic_bins_grow_in_proportion()
    {
        Assert.Equal([1, 10, 100, 1000], Edges(BinRule.Parse("log:3").Over([1000, 3, 1])));
        Assert.Equal([1e-300, 1, 1e300], Edges(BinRule.Parse("log:2").Over([1e-300, 1e300])));
        Assert.Equal(1, BinRule.Parse("log:9").Over([5, 5]).Count);
        Assert.Contains("the least value is 0", Assert.Throws<RegressionDataException>(() => BinRule.Parse("log:3").Over([0, 1])).Message, StringComparison.Ordinal);
        Assert.Throws<RegressionDataException>(() => BinRule.Parse("log:3").Over([1, Math.BitIncrement(1)]));
    }

    [Fact]
    public void Quantiles_hold_about_equally_many_values_each()
    {
        double[] values = [.. Enumerable.Range(0, 1000).Select(i => Math.Exp(i / 100.0))];
        Binning bins = BinRule.Parse("quantile:8").Over(values);
        Assert.Equal((8, values[0], values[^1]), (bins.Count, bins.Low, bins.High));
        Assert.All(values.GroupBy(bins.NearestIndexOf), bin => Assert.Equal(125, bin.Count()));
    }

    [Fact]
    public void Quantiles_part_no_equal_values()
    {
        Assert.Equal([0, 0.5, 2], Edges(BinRule.Quantile(4).Over([0, 0, 0, 0, 0, 0, 1, 2])));
        Assert.Equal([0, 0.5, 1.5, 2], Edges(BinRule.Quantile(8).Over([0, 0, 0, 0, 0, 0, 1, 2])));
        Assert.Equal([0, 0.5, 1], Edges(BinRule.Quantile(9).Over([0, 1, 1, 1, 1])));
        Assert.Equal(1, BinRule.Quantile(9).Over([5, 5]).Count);
        Assert.Equal(1, BinRule.Quantile(9).Over([5]).Count);
    }

    [Theory]
    [InlineData("")]
    [InlineData("0")]
    [InlineData("-3")]
    [InlineData("65537")]
    [InlineData("quantile:")]
    [InlineData("quantile:0")]
    [InlineData("log:")]
    [InlineData("log:-1")]
    [InlineData("log:70000")]
    [InlineData("5,")]
    [InlineData("1,2,2")]
    [InlineData("1,3,2")]
    [InlineData("0,nan")]
    [InlineData("inf,0")]
    [InlineData("0,inf,1")]
    [InlineData("inf")]
    [InlineData("0:10")]
    [InlineData("0:10:3")]
    [InlineData("0:10:-1")]
    [InlineData("10:0:1")]
    [InlineData("0:1:0")]
    [InlineData("0:nan:1")]
    [InlineData("0:1e300:1")]
    [InlineData("1e300:1e301:1e300:")]
    public void What_is_no_rule_is_refused_in_one_line(string text)
    {
        string message = Assert.Throws<FormatException>(() => BinRule.Parse(text)).Message;
        Assert.DoesNotContain('\n', message);
        Assert.DoesNotContain("Parameter", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("40")]
    [InlineData("0:240:5")]
    [InlineData("quantile:30")]
    [InlineData("log:20")]
    [InlineData("auto")]
    [InlineData("0,1,2,5,10,inf")]
    [InlineData("-inf,-0.5,0.1,inf")]
    public void A_rule_is_written_as_it_is_read(string text)
    {
        Assert.Equal(text, BinRule.Parse(text).ToString());
    }

    [Theory]
    [InlineData("day:365.25", "day", 365.25, 1)]
    [InlineData("day:7:3", "day", 7, 3)]
    public void A_cyclic_column_is_read_with_its_period(string text, string name, double period, int harmonics)
    {
        Assert.Equal(new CyclicColumn(name, period, harmonics), CyclicColumn.Parse(text));
    }

    [Theory]
    [InlineData("day")]
    [InlineData("day:0")]
    [InlineData("day:x")]
    [InlineData(":7")]
    [InlineData("day:7:0")]
    [InlineData("day:7:1:1")]
    [InlineData("day:inf")]
    public void What_is_no_cyclic_column_is_refused(string text)
    {
        Assert.StartsWith($"'{text}' is no cyclic column", Assert.Throws<FormatException>(() => CyclicColumn.Parse(text)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("size:small")]
    [InlineData("size:small:small")]
    [InlineData("size:small::large")]
    public void What_is_no_ordinal_column_is_refused(string text)
    {
        Assert.StartsWith($"'{text}' is no ordinal column", Assert.Throws<FormatException>(() => OrdinalColumn.Parse(text)).Message, StringComparison.Ordinal);
    }

    private static IEnumerable<double> Edges(Binning bins) => Enumerable.Range(0, bins.Count + 1).Select(bins.Edge);
}
