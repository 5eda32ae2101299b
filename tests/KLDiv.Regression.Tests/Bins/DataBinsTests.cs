namespace KLDiv.Regression.Tests.Bins;

/// <summary>The bins where none are asked for.</summary>
public class DataBinsTests
{
    private const int Rows = 20_000;

    [Fact]
    public void Few_values_get_a_bin_each_that_is_named_by_it()
    {
        Assert.Equal("3,4,5,6,7,8", Names([3, 8, 4, 4, 5, 6, 7, 8, 3, 5, 6, 7]));
        Assert.Equal("0,1", Names([0, 1, 1, 0]));
        Assert.Equal("-0.5,0,100", Names([100, 0, 0, 0, -0.5, 0]));
        Assert.Equal("7", Names([7, 7, 7]));
        Assert.Equal("7", Names([7]));
        Assert.Equal("0", Names([0, -0.0]));
    }

    [Fact]
    public void Even_values_get_bins_of_one_round_width()
    {
        Binning bins = Over(Rows, random => 3 + (4 * random.NextDouble()));
        Assert.Equal((3, 7, 40), (bins.Low, bins.High, bins.Count));
        Assert.Equal("3.1:3.2", bins.NameOf(1));
    }

    [Fact]
    public void Widths_are_multiples_of_the_step_of_the_values()
    {
        Binning whole = Over(Rows, random => random.Next(101));
        Assert.Equal((0, 102, 51), (whole.Low, whole.High, whole.Count));
        Assert.Equal("2:4", whole.NameOf(1));
        Binning quarters = Over(Rows, random => 0.25 * random.Next(160));
        Assert.Equal((0, 40, 40), (quarters.Low, quarters.High, quarters.Count));
    }

    [Theory]
    [InlineData("normal")]
    [InlineData("log-normal")]
    [InlineData("heavy on both sides")]
    [InlineData("half zeros")]
    [InlineData("one outlier")]
    [InlineData("two far modes")]
    [InlineData("heaps")]
    [InlineData("counts")]
    [InlineData("dates")]
    [InlineData("near each other")]
    [InlineData("large")]
    [InlineData("small")]
    public void No_bin_but_that_of_one_value_has_more_than_a_tenth_of_the_rows(string distribution)
    {
        foreach (int rows in (int[])[3, 8, 20, 57, 200, 1000, Rows])
        {
            var random = new Random(rows);
            double[] values = [.. Enumerable.Range(0, rows).Select(i => Draw(distribution, random, i))];
            Binning bins = BinRule.Default.Over(values);
            Assert.InRange(bins.Count, 1, 120);
            foreach (IGrouping<int, double> bin in values.GroupBy(bins.IndexOf))
            {
                Assert.True(bin.Count() <= 0.1 * rows || bin.Distinct().Count() == 1, $"{bin.Count()} of {rows} rows are in {bins.NameOf(bin.Key)}");
                Assert.All(bin, value => Assert.Equal(bins.ValueOf(bin.Key) ?? value, value));
            }
        }
    }

    [Fact]
    public void Widths_grow_with_the_tail()
    {
        Binning bins = Over(Rows, random => Math.Exp(2 * Normal(random)));
        double[] widths = [.. Enumerable.Range(0, bins.Count).Select(bins.WidthOf)];
        Assert.Equal(0, bins.Low);
        Assert.True(widths[^1] > 1000 * widths[5], $"{widths[^1]} and {widths[5]}");
        Assert.All(widths.SkipLast(12).Zip(widths.Skip(12)), pair => Assert.True(pair.Second > pair.First));
        Assert.All(Enumerable.Range(0, bins.Count + 1), i => Assert.InRange($"{bins.Edge(i):R}".Replace(".", "", StringComparison.Ordinal).Trim('0').Length, 0, 3));
    }

    [Fact]
    public void A_value_of_many_rows_stands_alone()
    {
        Binning bins = Over(Rows, random => random.Next(2) == 0 ? 0 : Math.Exp(Normal(random)));
        Assert.Equal((0, 0), (bins.ValueOf(0), bins.Low));
        Assert.InRange(bins.High, 10, 1000);
        Binning middle = Over(Rows, random => random.Next(5) == 0 ? 50 : 100 * random.NextDouble());
        int alone = middle.IndexOf(50);
        Assert.Equal((50, "50"), (middle.ValueOf(alone), middle.NameOf(alone)));
        Assert.InRange(middle.WidthOf(alone), 0, 0.1);
    }

    private static double Draw(string distribution, Random random, int i) => distribution switch
    {
        "normal" => Normal(random),
        "log-normal" => Math.Exp(3 * Normal(random)),
        "heavy on both sides" => Normal(random) / Math.Abs(Normal(random)),
        "half zeros" => random.Next(2) * Math.Exp(2 * Normal(random)),
        "one outlier" => i == 1 ? 1e6 : random.NextDouble(),
        "two far modes" => (1e4 * random.Next(2)) + Normal(random),
        "heaps" => random.Next(3) > 0 ? 10 * random.Next(1, 12) : random.Next(1, 120),
        "counts" => Math.Floor(Math.Exp(4 + Normal(random))),
        "dates" => 20_240_000 + (100 * random.Next(1, 13)) + random.Next(1, 29),
        "near each other" => 1 + (random.Next(100) * Math.BitIncrement(0.0) * Math.Pow(2, 1022)),
        "large" => 1e307 * Normal(random),
        _ => 1e-305 * Normal(random),
    };

    private static double Normal(Random random) => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());

    private static Binning Over(int rows, Func<Random, double> draw)
    {
        var random = new Random(11);
        return BinRule.Default.Over([.. Enumerable.Range(0, rows).Select(_ => draw(random))]);
    }

    private static string Names(double[] values)
    {
        Binning bins = BinRule.Default.Over(values);
        return string.Join(',', Enumerable.Range(0, bins.Count).Select(bins.NameOf));
    }
}
