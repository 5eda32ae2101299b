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
