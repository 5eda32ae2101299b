using System.Text.Json;

namespace KLDiv.Cli.Tests;

/// <summary>What the command makes of missing values and of counts, and says of them.</summary>
public sealed class MissingValueTests : IDisposable
{
    private readonly CommandFolder _folder = new();

    public MissingValueTests()
    {
        foreach (string path in ((string[])["missing-marks", "missing-as-a-level", "counts-as-targets"]).SelectMany(name => Directory.GetFiles(Path.Combine(Repository.Root, "tests/KLDiv.Cli.Tests/Cases", name), "*.csv")))
        {
            File.Copy(path, _folder.File(Path.GetFileName(path)));
        }
    }

    [Theory]
    [InlineData("question.csv", "mpg", "line 4 has no value in column 'power'; --missing drop leaves such rows out, --missing mean puts the mean in its place, and --missing level makes it a level of its own", 3)]
    [InlineData("dash.csv", "y", "line 2 has no value in column 'y'; --missing drop leaves such rows out", 2)]
    [InlineData("excel.csv", "y", "line 2 has no value in column 'y'; --missing drop leaves such rows out", 2)]
    [InlineData("sas.csv", "y", "line 2 has no value in column 'y'; --missing drop leaves such rows out", 2)]
    public void A_mark_is_an_error_that_names_the_options_and_is_left_out_where_that_is_asked_for(string table, string value, string problem, int rows)
    {
        Assert.Equal(new Outcome(1, "", $"kldiv: {table}: {problem}\n"), Fit(table, "--value", value));
        JsonElement fitted = Json(Fit(table, "--value", value, "--missing", "drop"));
        Assert.Equal((rows, 1, 0), (Number(fitted, "rows"), Number(fitted, "rows_left_out"), Number(fitted, "rows_filled")));
    }

    [Fact]
    public void A_number_that_stands_for_what_is_missing_is_told_of_and_named()
    {
        Assert.Equal(
            "kldiv: sentinel.csv: column 'y' has -200 in 1 row, far from all others, which are from 2.2 to 2.6; if it stands for a missing value, --missing-values -200 says so\n",
            Fit("sentinel.csv", "--value", "y", "--folds", "0").Error);
        Outcome named = Fit("sentinel.csv", "--value", "y", "--folds", "0", "--missing-values", "?,-200", "--missing", "drop");
        Assert.Equal("kldiv: sentinel.csv: 1 of 3 rows were left out, the first in line 3 (no value in column 'y')\n", named.Error);
        Assert.Equal(2, Number(Json(named), "rows"));
        Assert.Equal(new Outcome(2, "", "kldiv: --missing-values: 'a,,b' has an empty mark; nothing in a cell is a missing value as it is; see kldiv fit --help\n"), Fit("sentinel.csv", "--value", "y", "--missing-values", "a,,b"));
    }

    [Fact]
    public void Missing_is_a_level_that_predictions_know()
    {
        Assert.Equal(6, Number(Json(Fit("alley.csv", "--value", "price", "--missing", "level", "--folds", "0", "--model", "m")), "rows_filled") + 2);
        double[] none = Reals(_folder.Run("predict", "m", "--set", "alley=,area=110", "--json")), gravel = Reals(_folder.Run("predict", "m", "--set", "alley=Grvl,area=110", "--json"));
        Assert.NotEqual(none, gravel);
        File.WriteAllText(_folder.File("new.csv"), "area,alley\n110,NA\n110,\n110,Grvl\n");
        Outcome predicted = _folder.Run("predict", "m", "new.csv", "--what", "probs", "--output", "-");
        Assert.Equal("kldiv: new.csv: 2 of 3 rows have a missing feature, which is a level of its own, the first in line 2 (no value in column 'alley')\n", predicted.Error);
        string[] lines = predicted.Output.Split('\n');
        Assert.Equal((lines[1], false), (lines[2], string.Equals(lines[2], lines[3], StringComparison.Ordinal)));

        JsonElement columns = Json(Fit("continent.csv", "--value", "y", "--ordinal", "continent:EU:NA:AS")).GetProperty("columns");
        Assert.Equal("""["EU","NA","AS"]""", columns[0].GetProperty("levels").GetRawText());
        Assert.Equal(0, Number(Json(Fit("continent.csv", "--value", "y", "--ordinal", "continent:EU:NA:AS")), "rows_left_out"));
    }

    [Fact]
    public void A_dry_run_lists_the_columns_though_something_is_missing()
    {
        Outcome outcome = _folder.Run("fit", "alley.csv", "--value", "price", "--dry-run");
        Assert.Equal(0, outcome.Status);
        Assert.Equal(
            "kldiv: alley.csv: line 2 has no value in column 'alley'; --missing drop leaves such rows out, --missing mean puts the mean in its place, and --missing level makes it a level of its own (4 such rows of 6)\n",
            outcome.Error);
        Assert.Contains("2: Grvl, Pave    feature, missing in 4 rows", outcome.Output, StringComparison.Ordinal);
        Assert.Contains("6 rows of alley.csv (4 with a missing feature)", _folder.Run("fit", "alley.csv", "--value", "price", "--missing", "mean").Output, StringComparison.Ordinal);
        Assert.Contains("2 rows of alley.csv (4 left out)", _folder.Run("fit", "alley.csv", "--value", "price", "--missing", "drop").Output, StringComparison.Ordinal);
    }

    /// <summary>Percentages have no sizes that could be lost.</summary>
    [Fact]
    public void Rows_of_one_sum_are_divided_by_it_and_lose_nothing()
    {
        File.WriteAllText(_folder.File("percent.csv"), "x,a,b\n1,40,60\n1,45,55\n2,70,30\n2,65,35\n");
        File.WriteAllText(_folder.File("shares.csv"), "a,b\n40,60\n45,55\n70,30\n65,35\n");
        Assert.Equal(
            "kldiv: percent.csv: 4 of 4 rows had targets that do not sum to 1 and were divided by their sums, the first in line 2 (targets that sum to 100)\n",
            Fit("percent.csv", "--target", "a,b", "--features", "x", "--folds", "0").Error);
        Assert.Equal(
            "kldiv: shares.csv: 4 of 4 rows do not sum to 1 and are divided by their sums, the first of them row 0 (100)\n", Fit("x.csv", "shares.csv", "--folds", "0").Error);
    }

    [Theory]
    [InlineData("votes.csv --target a,b --features x", "kldiv: votes.csv: 4 of 4 rows had targets that do not sum to 1 and were divided by their sums, the first in line 2 (targets that sum to 10), so that their sizes are lost; --counts weights each row by its sum\n")]
    [InlineData("x.csv counts.csv", "kldiv: counts.csv: 4 of 4 rows do not sum to 1 and are divided by their sums, the first of them row 0 (10), so that their sizes are lost; --counts weights each row by its sum\n")]
    public void Counts_are_weighted_by_their_sums_where_they_are_said_to_be_counts(string operands, string note)
    {
        string[] line = [.. operands.Split(' '), "--l2", "0", "--folds", "0"];
        Outcome shares = Fit(line), counts = Fit([.. line, "--counts"]);
        Assert.Equal((note, ""), (shares.Error, counts.Error));
        Assert.Equal(0.154609, Json(shares).GetProperty("kl").GetDouble(), 1e-6);
        Assert.Equal(0.0133333, Json(counts).GetProperty("kl").GetDouble(), 1e-6);
        Assert.Equal(1, Fit([.. line, "--strict"]).Status);
    }

    public void Dispose() => _folder.Dispose();

    private static int Number(JsonElement json, string name) => json.GetProperty(name).GetInt32();

    private static double[] Reals(Outcome outcome) => [.. Json(outcome).GetProperty("probabilities").EnumerateArray().Select(number => number.GetDouble())];

    private static JsonElement Json(Outcome outcome)
    {
        Assert.Equal(0, outcome.Status);
        return JsonDocument.Parse(outcome.Output).RootElement;
    }

    private Outcome Fit(params string[] arguments) => _folder.Run(["fit", .. arguments, "--json"]);
}
