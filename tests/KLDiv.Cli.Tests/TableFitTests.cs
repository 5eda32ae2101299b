using System.Globalization;
using System.Text.Json;
using KLDiv.Cli.Terminal;

namespace KLDiv.Cli.Tests;

/// <summary>One column of levels: the minimum of the divergence is known, the shares of the bins among the rows of a level.</summary>
public sealed class TableFitTests : IDisposable
{
    private const string Columns = "--features day --value minutes --bins 0:3:1", Options = $"{Columns} --l2 0";

    private readonly CommandFolder _folder = new();

    public TableFitTests() => Write(
        "trips.csv", "id,day,minutes", "1,Mon,0.5", "2,Mon,0.25", "3,Mon,1.5", "4,Mon,2.5", "5,Sun,0.5", "6,Sun,1.5", "7,Sun,2.5", "8,Sun,2.75", "9,Sun,2.1");

    [Fact]
    public void The_distribution_of_a_level_is_that_of_its_rows_whatever_is_written_of_it()
    {
        Fit("trips.csv", Options, "--model", "m.safetensors", "--predictions", "log-q.csv", "--report", "page.html");
        JsonElement monday = Json("predict", "m.safetensors", "--set", "day=Mon", "--json");
        Assert.Equal([0.5, 0.25, 0.25], Reals(monday, "probabilities"), (x, y) => Math.Abs(x - y) < 1e-7);
        Assert.Equal([0.0, 1, 2, 3], Reals(monday, "edges"));

        // The inside of a bin is what was seen in it on any day: 0.25, 0.5 and 0.5, then 1.5 twice, then 2.5 twice, 2.75 and 2.1.
        Assert.Equal((0.5 * 1.25 / 3) + (0.25 * 1.5) + (0.25 * 9.85 / 4), monday.GetProperty("mean").GetDouble(), 1e-6);

        string[] lines = File.ReadAllLines(_folder.File("log-q.csv"));
        Assert.Equal(("0:1,1:2,2:3", 10), (lines[0], lines.Length));
        Assert.Equal(Math.Log(0.6), double.Parse(lines[5].Split(',')[2], CultureInfo.InvariantCulture), 1e-7);
        Assert.StartsWith("<!DOCTYPE html>", File.ReadAllText(_folder.File("page.html")), StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("probs", "0:1,1:2,2:3", "0.5,0.25,0.25")]
    [InlineData("mean", "mean,deviation", "1.198958,0.860358")]
    [InlineData("quantiles --levels 0.2,0.7", "q20,q70", "0.5,1.5")]
    [InlineData("intervals --levels 0.4", "low40,high40", "0.5,1.5")]
    public void What_is_asked_for_is_written_as_text_or_as_an_array(string what, string names, string numbers)
    {
        Fit("trips.csv", Options, "--model", "m.safetensors");
        Write("new.csv", "minutes,more,day", "9,x,Mon");
        string[] command = ["predict", "m.safetensors", "new.csv", "--what", .. what.Split(' '), "--output"];
        Assert.Equal(new Outcome(0, "", ""), _folder.Run([.. command, "q.csv"]));
        Assert.Equal(new Outcome(0, "", ""), _folder.Run([.. command, "q.npy"]));
        string[] lines = File.ReadAllLines(_folder.File("q.csv"));
        double[] expected = [.. numbers.Split(',').Select(text => double.Parse(text, CultureInfo.InvariantCulture))];
        (nint[] shape, double[] values) = _folder.Read<double>("q.npy");
        Assert.Equal(names, lines[0]);
        Assert.Equal([1, expected.Length], shape);
        Assert.Equal(expected, values, (x, y) => Math.Abs(x - y) < 1e-5);
        Assert.Equal(values, lines[1].Split(',').Select(text => double.Parse(text, CultureInfo.InvariantCulture)));
    }

    [Fact]
    public void Columns_that_are_a_distribution_are_regressed_and_told_by_name()
    {
        Write("votes.csv", "town,yes,no", "a,0.25,0.75", "b,3,1", "a,0.5,0.5");
        Outcome fit = _folder.Run("fit", "votes.csv", "--target", "yes,no", "--l2", "0", "--model", "m.safetensors", "--json");
        Assert.Equal(0, fit.Status);
        Assert.Matches(@"^kldiv: votes\.csv: 1 of 3 rows [^\n]*\n$", fit.Error);
        JsonElement town = Json("predict", "m.safetensors", "--set", "town=a", "--json");
        Assert.Equal("""["yes","no"]""", town.GetProperty("classes").GetRawText());
        Assert.Equal([0.375, 0.625], Reals(town, "probabilities"), (x, y) => Math.Abs(x - y) < 1e-7);
        Assert.Equal(1, _folder.Run("fit", "votes.csv", "--target", "yes,no", "--strict").Status);
    }

    [Fact]
    public void A_hidden_layer_is_the_same_to_the_bit_for_a_seed_on_any_number_of_threads()
    {
        byte[] Model(params string[] options)
        {
            Fit("trips.csv", Columns, ["--hidden", "3", "--l2", "0.01", "--model", "m.safetensors", .. options]);
            return File.ReadAllBytes(_folder.File("m.safetensors"));
        }

        byte[] one = Model("--seed", "1", "--threads", "1");
        Assert.Equal(one, Model("--seed", "1", "--threads", "2"));
        Assert.NotEqual(one, Model("--seed", "2"));
    }

    [Fact]
    public void What_is_left_to_choose_is_chosen_and_told()
    {
        Outcome outcome = _folder.Run("fit", "trips.csv", "--features", "day", "--value", "minutes", "--bins", "0:3:1", "--l2", "auto", "--bandwidth", "auto", "--folds", "3");
        Assert.Equal((0, ""), (outcome.Status, outcome.Error));
        Assert.Matches(@"\nsoftmax regression, penalty [^ ]+ \(chosen\), bandwidth [^ ]+ \(chosen\)\n", outcome.Output);
        Assert.Contains("\nheld out ", outcome.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void The_example_in_the_documentation_is_what_its_command_makes()
    {
        string data = Path.Combine(Repository.Root, "data/examples/births");
        Fit($"{data}.csv", "--features weekday,month --value births --bins 6500:14500:250 --bandwidth 150 --cyclic month:12 --l2 0.001", "--model", "m.safetensors");
        string[] set = ["--set", "weekday=Tue,month=3", "--json"];
        Assert.Equal(
            Reals(Json(["predict", $"{data}.safetensors", .. set]), "probabilities"),
            Reals(Json(["predict", "m.safetensors", .. set]), "probabilities"),
            (x, y) => Math.Abs(x - y) < 1e-7);
    }

    public void Dispose() => _folder.Dispose();

    private static double[] Reals(JsonElement of, string name) => [.. of.GetProperty(name).EnumerateArray().Select(value => value.GetDouble())];

    private void Write(string name, params string[] lines) => File.WriteAllLines(_folder.File(name), lines);

    private void Fit(string table, string options, params string[] more)
    {
        Outcome outcome = _folder.Run(["fit", table, .. options.Split(' '), .. more, "--json"]);
        Assert.Equal((0, ""), (outcome.Status, outcome.Error));
    }

    private JsonElement Json(params string[] arguments)
    {
        Outcome outcome = _folder.Run(arguments);
        Assert.Equal((0, ""), (outcome.Status, outcome.Error));
        return JsonDocument.Parse(outcome.Output).RootElement;
    }
}
