using System.Globalization;
using System.Text.Json;

namespace KLDiv.Cli.Tests;

/// <summary>What the command makes of the columns of a table, and says of them.</summary>
public sealed class ColumnTests : IDisposable
{
    private readonly CommandFolder _folder = new();

    public ColumnTests()
    {
        foreach (string path in (string[])["row-identifying-columns/weather.csv", "formatted-numbers/area.csv", "formatted-numbers/percent.csv", "formatted-numbers/times.csv", "category-as-outcome/species.csv"])
        {
            File.Copy(Path.Combine(Repository.Root, "tests/KLDiv.Cli.Tests/Cases", path), _folder.File(Path.GetFileName(path)));
        }
    }

    [Fact]
    public void Dates_are_features_of_the_calendar_and_new_days_are_predicted()
    {
        Outcome dry = _folder.Run("fit", "weather.csv", "--value", "high", "--dry-run");
        Assert.Equal(
            new Outcome(
                0,
                """
                column  what it is  levels or range           use
                date    dates       2020-01-01 to 2020-02-29  feature: day of year, weekday
                low     numbers     2 to 12.8                 feature
                high    numbers     4.3 to 21                 value

                """,
                ""),
            dry);
        JsonElement folds = Json("fit", "weather.csv", "--value", "high", "--bins", "6", "--folds", "5", "--neighbours", "0", "--model", "m", "--json").GetProperty("folds");
        Assert.InRange(Mean("model", "kl"), 0, 4);
        Assert.InRange(Mean("model", "crps"), 0, 0.8 * Mean("constant_mean", "crps"));
        Assert.Equal(6, Json("predict", "m", "--set", "date=2021-06-30,low=9", "--json").GetProperty("probabilities").GetArrayLength());

        double Mean(string contender, string figure) => folds.GetProperty(contender).GetProperty("mean").GetProperty(figure).GetDouble();
    }

    [Fact]
    public void Columns_that_tell_rows_apart_are_left_out_with_a_note_and_are_refused_where_that_is_strict()
    {
        string rows = string.Concat(Enumerable.Range(0, 30).Select(i => string.Create(CultureInfo.InvariantCulture, $"{1000 + i},n{i},{Math.Sin(i):F2},{i % 3}\n")));
        File.WriteAllText(_folder.File("orders.csv"), $"order,name,x,minutes\n{rows}");
        Outcome fit = _folder.Run("fit", "orders.csv", "--value", "minutes", "--json");
        Assert.Equal(
            "kldiv: orders.csv: column 'order' is a running number, from 1000 to 1029 in 30 rows, and is left out; name it with --features to have it all the same\n"
            + "kldiv: orders.csv: column 'name' tells rows apart, by 30 levels in 30 rows, and is left out; name it with --features to have it all the same\n",
            fit.Error);
        JsonElement columns = JsonDocument.Parse(fit.Output).RootElement.GetProperty("columns");
        Assert.Equal(["left out", "left out", "feature", "value"], columns.EnumerateArray().Select(column => column.GetProperty("use").GetString()!), StringComparer.Ordinal);
        Assert.Equal(1, _folder.Run("fit", "orders.csv", "--value", "minutes", "--strict").Status);
        Outcome named = _folder.Run("fit", "orders.csv", "--value", "minutes", "--features", "name", "--dry-run");
        Assert.Equal("kldiv: orders.csv: column 'name' tells rows apart, by 30 levels in 30 rows: the fit learns these rows by heart, and nothing of others\n", named.Error);
    }

    [Theory]
    [InlineData("area.csv", "price", "column 'area' has numbers such as '1,250', read as 1250", "area=1300")]
    [InlineData("percent.csv", "y", "column 'dose' has numbers such as '5%', read as 5", "dose=7.5 %")]
    [InlineData("times.csv", "y", "column 'when' has times such as '08:00', read as hours: 8; --cyclic when:24 lets the hours of a day come round", "when=10:45")]
    public void Numbers_that_are_written_for_people_are_numbers(string table, string value, string note, string set)
    {
        Outcome fit = _folder.Run("fit", table, "--value", value, "--bins", "2", "--neighbours", "0", "--model", "m", "--json");
        Assert.Equal((0, $"kldiv: {table}: {note}\n"), (fit.Status, fit.Error));
        Json("predict", "m", "--set", set, "--json");
    }

    [Fact]
    public void The_levels_of_a_value_of_words_are_predicted_by_name()
    {
        JsonElement figures = Json("fit", "species.csv", "--value", "species", "--model", "m", "--json").GetProperty("on_the_data").GetProperty("model");
        JsonElement heldOut = Json("fit", "species.csv", "--value", "species", "--json").GetProperty("folds");
        Assert.Equal(("""["Adelie","Chinstrap","Gentoo"]""", "[[0,2,0],[1,0,0],[0,0,2]]"), (heldOut.GetProperty("classes").GetRawText(), heldOut.GetProperty("confusion").GetRawText()));
        Assert.Contains(
            "\n  is \\ predicted  Adelie  Chinstrap  Gentoo\n  Adelie               0          2       0\n", _folder.Run("fit", "species.csv", "--value", "species").Output, StringComparison.Ordinal);
        Assert.Equal(0.8, figures.GetProperty("accuracy").GetDouble(), 1e-12);
        Assert.Equal(figures.GetProperty("kl").GetDouble(), figures.GetProperty("log_loss").GetDouble(), 1e-12);
        JsonElement heavy = Json("predict", "m", "--set", "mass=5.3", "--json");
        Assert.Equal("""["Adelie","Chinstrap","Gentoo"]""", heavy.GetProperty("classes").GetRawText());
        Assert.Equal("Gentoo", heavy.GetProperty("class").GetString());
        Assert.Contains("  most probable: Gentoo (", _folder.Run("predict", "m", "--set", "mass=5.3").Output, StringComparison.Ordinal);
        double[] probabilities = [.. heavy.GetProperty("probabilities").EnumerateArray().Select(value => value.GetDouble())];
        Assert.Equal(probabilities.Max(), probabilities[2]);
    }

    [Fact]
    public void Dates_that_need_an_order_are_told_and_taken_with_it()
    {
        File.WriteAllText(_folder.File("d.csv"), "when,x,y\n3/4/2024,1,1\n5/6/2024,3,2\n7/8/2024,2,3\n4/4/2024,2,3\n");
        Outcome dry = _folder.Run("fit", "d.csv", "--value", "y", "--date", "when:dmy:trend", "--dry-run");
        Assert.Equal((0, ""), (dry.Status, dry.Error));
        Assert.Contains("dates       2024-04-03 to 2024-08-07  feature: day of year, weekday, trend", dry.Output, StringComparison.Ordinal);
        Assert.StartsWith(
            "kldiv: d.csv: column 'when' has dates such as '3/4/2024' that may begin with the day or the month; --date when:dmy or when:mdy says which\n",
            _folder.Run("fit", "d.csv", "--value", "y", "--dry-run").Error,
            StringComparison.Ordinal);
        Assert.Contains("levels", _folder.Run("fit", "d.csv", "--value", "y", "--no-date", "--dry-run").Output, StringComparison.Ordinal);
        Assert.Equal(
            new Outcome(2, "", "kldiv: --dry-run tells the columns of a table; say which of them is regressed with --value or --target\n"),
            _folder.Run("fit", "x.npy", "p.npy", "--dry-run"));
    }

    public void Dispose() => _folder.Dispose();

    private JsonElement Json(params string[] arguments)
    {
        Outcome outcome = _folder.Run(arguments);
        Assert.Equal(0, outcome.Status);
        return JsonDocument.Parse(outcome.Output).RootElement;
    }
}
