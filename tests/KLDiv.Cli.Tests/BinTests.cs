using System.Globalization;
using System.Text.Json;

namespace KLDiv.Cli.Tests;

/// <summary>What a bin is, as the command shows it.</summary>
public sealed class BinTests : IDisposable
{
    private readonly CommandFolder _folder = new();

    [Fact]
    public void A_decimal_that_is_an_edge_lies_in_the_bin_that_begins_there()
    {
        File.Copy(Case("bin-edges", "tenths.csv"), _folder.File("tenths.csv"));
        Fit("tenths.csv", "--value", "y", "--bins", "0:1:0.1");
        JsonElement answer = Predict("x=1");
        Assert.Equal("0:0.1,0.1:0.2,0.2:0.3,0.3:0.4,0.4:0.5,0.5:0.6,0.6:0.7,0.7:0.8,0.8:0.9,0.9:1", Names(answer));
        Assert.Equal([0, 0.125, 0.125, 0.25, 0, 0, 0.125, 0.25, 0, 0.125], Reals(answer, "probabilities"), (one, other) => Math.Abs(one - other) < 1e-6);
        Fit("tenths.csv", "--value", "y", "--bins", "0:5.1:0.1");
        Assert.Contains(",0.6:0.7,0.7:0.8,0.8:0.9,0.9:1,1:1.1,", Names(Predict("x=1")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0,0.3,0.7,inf", "0:0.3,0.3:0.7,0.7:inf", 2, 3, 3)]
    [InlineData("-inf,0.2,0.65,1", "-inf:0.2,0.2:0.65,0.65:1", 1, 4, 3)]
    [InlineData("quantile:2", "0.1:0.45,0.45:0.9", 4, 4)]
    [InlineData("log:2", "0.1:0.3,0.3:0.9", 2, 6)]
    public void Bins_are_those_that_are_asked_for(string bins, string names, params int[] rows)
    {
        File.Copy(Case("bin-edges", "tenths.csv"), _folder.File("tenths.csv"));
        Fit("tenths.csv", "--value", "y", $"--bins={bins}");
        JsonElement answer = Predict("x=1");
        Assert.Equal(names, Names(answer));
        Assert.Equal(rows.Select(count => count / 8.0), Reals(answer, "probabilities"), (one, other) => Math.Abs(one - other) < 1e-6);
    }

    /// <summary>So far out, an edge divided by a step of the data is beyond what a number holds.</summary>
    [Fact]
    public void Bins_that_reach_to_the_largest_numbers_are_fitted()
    {
        File.WriteAllText(_folder.File("halves.csv"), "x,y\n1,2.5\n2,3\n3,0.5\n4,7\n");
        Assert.Equal(0, _folder.Run("fit", "halves.csv", "--value", "y", "--bins", "0:1e308:1e307", "--folds", "0", "--model", "m.safetensors").Status);
        Assert.Equal([1, 0, 0, 0, 0, 0, 0, 0, 0, 0], Reals(Predict("x=1"), "probabilities"), (one, other) => Math.Abs(one - other) < 1e-6);
    }

    [Fact]
    public void Few_values_are_bins_that_are_named_by_them()
    {
        File.Copy(Case("point-masses-and-tails", "ratings.csv"), _folder.File("ratings.csv"));
        Fit("ratings.csv", "--value", "stars");
        Assert.Equal("3,4,5,6,7,8", Names(Predict("x=0.5")));
        Assert.Equal(0, _folder.Run("predict", "m.safetensors", "ratings.csv", "--what", "probs", "--output", "p.csv").Status);
        Assert.Equal("p(3),p(4),p(5),p(6),p(7),p(8)", File.ReadLines(_folder.File("p.csv")).First());
    }

    [Theory]
    [InlineData("claims.csv", "y")]
    [InlineData("claims.csv", "y", "--bins", "quantile:10")]
    [InlineData("claims.csv", "y", "--bins", "3")]
    [InlineData("ratings.csv", "stars")]
    [InlineData("ratings.csv", "stars", "--bins", "40")]
    public void Intervals_that_are_written_hold_what_the_report_says_and_means_are_those_of_the_data(string table, string value, params string[] options)
    {
        File.Copy(Case("point-masses-and-tails", table), _folder.File(table));
        JsonElement figures = JsonDocument.Parse(_folder.Run(["fit", table, "--value", value, "--neighbours", "0", "--model", "m.safetensors", "--json", .. options]).Output)
            .RootElement.GetProperty("on_the_data").GetProperty("model");
        double[] observed = [.. File.ReadLines(Case("point-masses-and-tails", table)).Skip(1).Select(line => double.Parse(line.Split(',')[1], CultureInfo.InvariantCulture))];
        double[][] intervals = Written(table, "intervals");
        for (int i = 0; i < 3; i++)
        {
            double level = ((double[])[0.5, 0.8, 0.95])[i], held = observed.Zip(intervals).Average(row => row.First >= row.Second[2 * i] && row.First <= row.Second[(2 * i) + 1] ? 1.0 : 0);
            Assert.Equal(figures.GetProperty($"coverage_{100 * level}").GetDouble(), held, 1e-12);
            Assert.True(held > level - (3 * Math.Sqrt(level * (1 - level) / observed.Length)), $"intervals of {level} hold {held}");
        }

        Assert.Equal(observed.Average(), Written(table, "mean").Average(row => row[0]), 1e-5 * observed.Average());
    }

    [Theory]
    [InlineData("half zeros", "auto", false)]
    [InlineData("half zeros", "quantile:20", false)]
    [InlineData("whole numbers", "auto", false)]
    [InlineData("whole numbers", "quantile:20", false)]
    [InlineData("quarters", "auto", false)]
    [InlineData("quarters", "quantile:20", false)]
    [InlineData("two modes", "auto", true)]
    [InlineData("two modes", "quantile:20", true)]
    public void Intervals_and_means_of_a_sample_are_right(string distribution, string bins, bool isContinuous)
    {
        const int Rows = 20_000;
        var random = new Random(17);
        double Normal() => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
        double[] observed = [.. Enumerable.Range(0, Rows).Select(_ => distribution switch
        {
            "half zeros" => random.Next(2) == 0 ? 0 : Math.Exp(3 + Normal()),
            "whole numbers" => Math.Round(20 + (6 * Normal())),
            "quarters" => Math.Round(4 * (10 + (3 * Normal()))) / 4,
            _ => (random.Next(3) == 0 ? 6 : -6) + Normal(),
        })];
        File.WriteAllLines(_folder.File("sample.csv"), observed.Select(value => string.Create(CultureInfo.InvariantCulture, $"{random.NextDouble():F3},{value:R}")).Prepend("x,y"));
        Assert.Equal(0, _folder.Run("fit", "sample.csv", "--value", "y", "--bins", bins, "--neighbours", "0", "--model", "m.safetensors").Status);
        double[][] intervals = Written("sample.csv", "intervals");
        foreach ((int i, double level) in ((double[])[0.5, 0.8, 0.95]).Index())
        {
            double held = observed.Zip(intervals).Average(row => row.First >= row.Second[2 * i] && row.First <= row.Second[(2 * i) + 1] ? 1.0 : 0);
            double error = 3 * Math.Sqrt(level * (1 - level) / Rows);
            Assert.InRange(held, level - error, isContinuous ? level + error : 1);
        }

        double mean = observed.Average(), deviation = Math.Sqrt(observed.Average(value => (value - mean) * (value - mean)));
        Assert.Equal(mean, Written("sample.csv", "mean").Average(row => row[0]), 3 * deviation / Math.Sqrt(Rows));
        Assert.All(intervals.SelectMany(row => row), end => Assert.True(isContinuous || distribution is "half zeros" || double.IsInteger(4 * end), $"{end}"));
    }

    [Theory]
    [InlineData("0,0.001,0.002,0.003,0.004,900", "40", "kldiv: t.csv: 95 % of the rows are in one bin, 0 to 22.5; bins that follow the values, the default, would part them")]
    [InlineData("5", "auto", "kldiv: t.csv: all rows have the value 5")]
    [InlineData("0,1,2,3,4,5,6,7,8,10", "0:5:1", "kldiv: t.csv: 8 of 20 rows had a value outside the bins, from 6 to 10, which counts in the bin at that end, the first in line 8 (6 in column 'y')")]
    [InlineData("0,0.001,0.002,800,900,1000", "quantile:3", "kldiv: t.csv: quantile:3 made bins of very different widths: 0.0015 to 850 is 566,666 times as wide as 0 to 0.0015")]
    public void What_is_odd_about_bins_is_said_in_a_line(string values, string bins, string note)
    {
        string[] numbers = values.Split(',');
        File.WriteAllLines(_folder.File("t.csv"), Enumerable.Range(0, 20).Select(i => $"{i % 3},{numbers[numbers.Length == 6 && bins is "40" ? (i == 19 ? 5 : i % 5) : i % numbers.Length]}").Prepend("x,y"));
        Outcome outcome = _folder.Run("fit", "t.csv", "--value", "y", "--bins", bins, "--neighbours", "0");
        Assert.Equal(0, outcome.Status);
        Assert.Contains(note + "\n", outcome.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_model_that_knows_nothing_of_the_inside_of_its_bins_has_them_filled_evenly()
    {
        JsonElement answer = JsonDocument.Parse(_folder.Run("predict", Case("older-models", "births.safetensors"), "--set", "weekday=Tue,month=3", "--json").Output).RootElement;
        double[] edges = [.. Reals(answer, "edges")], probabilities = [.. Reals(answer, "probabilities")];
        Assert.Equal(probabilities.Select((share, bin) => share * (edges[bin] + edges[bin + 1]) / 2).Sum(), answer.GetProperty("mean").GetDouble(), 1e-8);
    }

    public void Dispose() => _folder.Dispose();

    private double[][] Written(string table, string what)
    {
        Assert.Equal(new Outcome(0, "", ""), _folder.Run("predict", "m.safetensors", table, "--what", what, "--output", "out.csv"));
        return [.. File.ReadLines(_folder.File("out.csv")).Skip(1).Select(line => line.Split(',').Select(text => double.Parse(text, CultureInfo.InvariantCulture)).ToArray())];
    }

    private static string Case(string folder, string file) => Path.Combine(Repository.Root, "tests", "KLDiv.Cli.Tests", "Cases", folder, file);

    private static string Names(JsonElement answer) => string.Join(',', answer.GetProperty("classes").EnumerateArray());

    private static IEnumerable<double> Reals(JsonElement answer, string name) => answer.GetProperty(name).EnumerateArray().Select(value => value.GetDouble());

    private void Fit(string table, params string[] options) =>
        Assert.Equal((0, ""), _folder.Run(["fit", table, "--neighbours", "0", "--model", "m.safetensors", .. options]) is var outcome ? (outcome.Status, outcome.Error) : default);

    private JsonElement Predict(string record) => JsonDocument.Parse(_folder.Run("predict", "m.safetensors", "--set", record, "--json").Output).RootElement;
}
