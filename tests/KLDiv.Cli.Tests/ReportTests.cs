using System.Text.Json;
using KLDiv.Cli.Terminal;

namespace KLDiv.Cli.Tests;

/// <summary>What <c>kldiv report</c> answers, over a small pair whose figures are known in closed form.</summary>
public sealed class ReportTests : IDisposable
{
    private static readonly double[] q = [0.5, 0.5, 0.25, 0.75, 0.9, 0.1];
    private static readonly double[] p = [1, 0, 0.5, 0.5, 0.9, 0.1];
    private static readonly double[] divergences = [Math.Log(2), Math.Log(2) + (0.5 * Math.Log(1.0 / 3)), 0];

    private readonly CommandFolder _folder = new();

    public ReportTests()
    {
        _folder.Write("x.npy", [3, 2], [.. q.Select(value => Math.Log(value))]);
        _folder.Write("q.npy", [3, 2], q);
        _folder.Write("p.npy", [3, 2], p);
        File.WriteAllText(_folder.File("names.txt"), "heads\ntails\n");
        File.WriteAllText(_folder.File("labels.csv"), "0\n1\n0\n");
    }

    [Fact]
    public void The_table_has_every_figure() =>
        Approved.Check(_folder.Run("report", "x.npy", "p.npy", "--labels", "labels.csv", "--names", "names.txt").Output, "report.txt");

    [Fact]
    public void Json_has_the_figures_by_the_names_of_the_page_that_describes_them()
    {
        JsonElement json = Json("x.npy", "p.npy", "--labels", "labels.csv", "--names", "names.txt", "--top", "1");
        Assert.Equal("rows skipped_rows masked_rows support input target input_kind target_kind input_rows_off input_largest_deviation target_rows_off target_largest_deviation "
            + "normalised divergence temperature "
            + "mean std_error min max median percentiles infinite_rows "
            + "same_top same_top_std_error total_variation total_variation_std_error hellinger hellinger_std_error classes worst_rows labels", Names(json));
        Assert.Equal("0.1 1 5 10 25 75 90 95 99 99.9", Names(json.GetProperty("percentiles")));
        Assert.Equal(
            """3 0 0 2 "x.npy" "p.npy" "log-probs" "probs" 0 0 0 0 false "kl" 1""",
            string.Join(' ', json.EnumerateObject().Take(15).Select(member => member.Value.GetRawText())));
        Assert.Equal(divergences.Average(), json.GetProperty("mean").GetDouble(), 1e-15);
        double variance = divergences.Select(value => value * value).Average() - (divergences.Average() * divergences.Average());
        Assert.Equal(Math.Sqrt(variance / 2), json.GetProperty("std_error").GetDouble(), 1e-15);
        Assert.Equal(divergences[1], json.GetProperty("median").GetDouble(), 1e-15);
        Assert.Equal((0, divergences[0]), (json.GetProperty("min").GetDouble(), json.GetProperty("max").GetDouble()));
        Assert.Equal(divergences[1] + (0.98 * (divergences[0] - divergences[1])), json.GetProperty("percentiles").GetProperty("99").GetDouble(), 1e-15);
        Assert.Equal(2.0 / 3, json.GetProperty("same_top").GetDouble(), 1e-15);
        Assert.Equal(0.25, json.GetProperty("total_variation").GetDouble(), 1e-15);
        JsonElement best = Assert.Single(json.GetProperty("classes").EnumerateArray());
        Assert.Equal("class name contribution share mean_p mean_q", Names(best));
        Assert.Equal((1, "tails", 0.2), (best.GetProperty("class").GetInt32(), best.GetProperty("name").GetString(), Math.Round(best.GetProperty("mean_p").GetDouble(), 12)));
        JsonElement worst = Assert.Single(json.GetProperty("worst_rows").EnumerateArray());
        Assert.Equal("row divergence label target_top input_top", Names(worst));
        Assert.Equal("class name p q", Names(worst.GetProperty("label")));
        JsonElement labels = json.GetProperty("labels");
        Assert.Equal(Math.Pow(1 * 0.5 * 0.9, -1.0 / 3), labels.GetProperty("target_perplexity").GetDouble(), 1e-14);
        Assert.Equal((Math.Log(0.45) - Math.Log(0.5 * 0.75 * 0.9)) / 3, labels.GetProperty("log_ratio").GetDouble(), 1e-14);
        Assert.Equal(-0.25 / 3, labels.GetProperty("change").GetDouble(), 1e-14);
    }

    [Fact]
    public void Infinite_figures_are_strings_and_a_line_says_how_many_rows()
    {
        _folder.Write("zero.npy", [3, 2], 0.0, 1, 0.5, 0.5, 0.9, 0.1);
        Outcome outcome = _folder.Run("report", "zero.npy", "p.npy", "--input-kind", "probs", "--json");
        Assert.Equal((0, "kldiv: the divergence is infinite in 1 of 3 rows, and so is its mean\n"), (outcome.Status, outcome.Error));
        JsonElement json = JsonDocument.Parse(outcome.Output).RootElement;
        Assert.Equal(("Infinity", "NaN", 1), (json.GetProperty("mean").GetString(), json.GetProperty("std_error").GetString(), json.GetProperty("infinite_rows").GetInt32()));
        Assert.Contains("infinite in 1 rows", _folder.Run("report", "zero.npy", "p.npy", "--input-kind", "probs").Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--report", "--rows")]
    [InlineData("--rows", "--report")]
    public void An_output_that_cannot_be_written_is_known_before_anything_is_read(string option, string other)
    {
        Outcome outcome = _folder.Run("report", "x.npy", "p.npy", other, "there", option, "no-such-folder/file");
        Assert.Equal((1, ""), (outcome.Status, outcome.Output));
        Assert.StartsWith("kldiv: no-such-folder/file: ", outcome.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(_folder.File("there")));
    }

    [Fact]
    public void What_would_steer_a_terminal_is_shown_and_not_sent()
    {
        _folder.Write("p\u001b[31m.npy", [1, 2], 0.5, 0.5);
        File.WriteAllText(_folder.File("names.txt"), "a\u202Eb\n\u001b[2J\n");
        Outcome table = _folder.Run("report", "p\u001b[31m.npy", "p\u001b[31m.npy", "--input-kind", "probs", "--names", "names.txt");
        Outcome error = _folder.Run("report", "no\u001b[31m.npy", "p\u001b[31m.npy");
        Assert.Equal((0, 1), (table.Status, error.Status));
        Assert.DoesNotContain("\u001b", table.Output + error.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("\u202E", table.Output, StringComparison.Ordinal);
        Assert.Contains("p␛[31m.npy", table.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void The_divergence_of_each_row_goes_to_a_file()
    {
        Assert.Equal(0, _folder.Run("report", "x.npy", "p.npy", "--rows", "rows.npy").Status);
        (nint[] shape, double[] values) = _folder.Read<double>("rows.npy");
        Assert.Equal([3], shape);
        Assert.All(divergences.Zip(values), pair => Assert.Equal(pair.First, pair.Second, 1e-15));
    }

    [Fact]
    public void Kinds_divergence_beta_temperature_weights_and_top_are_taken_from_the_line()
    {
        _folder.Write("w.npy", [3], 1.0, 3, 0);
        JsonElement json = Json(
            "q.npy", "x.npy", "--input-kind", "probs", "--target-kind", "logits", "--divergence", "js", "--beta", "0.25", "--temperature", "2",
            "--weights", "w.npy", "--top", "0", "--threads", "1");
        Assert.Equal((2, 1), (json.GetProperty("rows").GetInt32(), json.GetProperty("skipped_rows").GetInt32()));
        Assert.Equal(("js", 0.25, 2), (json.GetProperty("divergence").GetString(), json.GetProperty("beta").GetDouble(), json.GetProperty("temperature").GetDouble()));
        Assert.Equal((0, 0), (json.GetProperty("classes").GetArrayLength(), json.GetProperty("worst_rows").GetArrayLength()));
        Assert.Equal(0, json.GetProperty("mean").GetDouble(), 1e-15);
        Assert.True(Json("x.npy", "p.npy", "--divergence", "kl").GetProperty("mean").GetDouble() > 0);
        Assert.Equal("Infinity", Json("x.npy", "p.npy", "--divergence", "reverse-kl").GetProperty("mean").GetString());
    }

    [Fact]
    public void No_rows_are_no_error_and_a_line_says_that_there_is_no_mean()
    {
        _folder.Write<double>("none.npy", [0, 2], []);
        Outcome outcome = _folder.Run("report", "none.npy", "none.npy");
        Assert.Equal((0, "kldiv: none.npy: no row counts, so there is no mean\n"), (outcome.Status, outcome.Error));
    }

    [Fact]
    public void Wrong_data_is_one_line_and_status_1_and_no_file_is_left()
    {
        _folder.Write("nan.npy", [3, 2], 0.5, 0.5, double.NaN, 0.5, 0.5, 0.5);
        _folder.Write("wide.npy", [3, 3], new double[9]);
        Assert.Equal(new Outcome(1, "", "kldiv: nan.npy: row 1 has NaN for class 0\n"), _folder.Run("report", "x.npy", "nan.npy", "--rows", "rows.npy"));
        Assert.Equal(
            new Outcome(1, "", "kldiv: wide.npy: has 3 rows of 3 classes, and x.npy has 3 of 2; they must be equal; --classes 2 compares the first 2 of both\n"), _folder.Run("report", "x.npy", "wide.npy"));
        Assert.Equal(
            new Outcome(1, "", "kldiv: q.npy: row 0 has 0.5 for class 0, which is no log-probability; INPUT looks like probabilities: --input-kind probs\n"),
            _folder.Run("report", "q.npy", "p.npy"));
        Assert.DoesNotContain("rows.npy", _folder.Names, StringComparer.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private static string Names(JsonElement element) => string.Join(' ', element.EnumerateObject().Select(member => member.Name));

    private JsonElement Json(params string[] arguments)
    {
        Outcome outcome = _folder.Run(["report", .. arguments, "--json"]);
        Assert.True(outcome.Status == 0, outcome.Error);
        return JsonDocument.Parse(outcome.Output).RootElement;
    }
}
