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
        Fit("tenths.csv", "--value", "y", "--bins", "0:1:0.1", "--l2", "0");
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
        Fit("tenths.csv", "--value", "y", $"--bins={bins}", "--l2", "0");
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

    public void Dispose() => _folder.Dispose();

    private static string Case(string folder, string file) => Path.Combine(Repository.Root, "tests", "KLDiv.Cli.Tests", "Cases", folder, file);

    private static string Names(JsonElement answer) => string.Join(',', answer.GetProperty("classes").EnumerateArray());

    private static IEnumerable<double> Reals(JsonElement answer, string name) => answer.GetProperty(name).EnumerateArray().Select(value => value.GetDouble());

    private void Fit(string table, params string[] options) =>
        Assert.Equal((0, ""), _folder.Run(["fit", table, "--neighbours", "0", "--model", "m.safetensors", .. options]) is var outcome ? (outcome.Status, outcome.Error) : default);

    private JsonElement Predict(string record) => JsonDocument.Parse(_folder.Run("predict", "m.safetensors", "--set", record, "--json").Output).RootElement;
}
