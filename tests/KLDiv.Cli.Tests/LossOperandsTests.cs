using System.Globalization;
using System.Text.Json;

namespace KLDiv.Cli.Tests;

/// <summary>What <c>kldiv loss</c> says and does about rows that are no distributions.</summary>
public sealed class LossOperandsTests : IDisposable
{
    private static readonly double[] tail = [0.11, 0.059, 0.145, 0.013, 0.236, 0.216, 0.066, 0.124, 0.031];

    private readonly CommandFolder _folder = new();

    public LossOperandsTests()
    {
        File.WriteAllText(_folder.File("pr.csv"), "0.5,0.5\n0.25,0.75\n");
        File.WriteAllText(_folder.File("counts.csv"), "1,3\n2,2\n");
        File.WriteAllText(_folder.File("counts2.csv"), "2,2\n1,3\n");
        File.WriteAllText(_folder.File("zero.csv"), "0.5,0.5\n0,0\n");
        _folder.Write("sigmoid.npy", [1, 100], Enumerable.Repeat(0.99999, 100).ToArray());
        _folder.Write("target.npy", [1, 100], [.. new double[12], .. tail, .. new double[79]]);
        _folder.Write("log.npy", [2, 2], Math.Log(0.5), Math.Log(0.5), Math.Log(0.25), Math.Log(0.75));
        _folder.Write("z.npy", [2, 2], 3.0, 3, -2, -2 + Math.Log(3));
    }

    [Fact]
    public void Probabilities_in_the_place_of_log_probabilities_are_noted_and_the_criterion_is_computed() =>
        Assert.Equal(
            new Outcome(
                0,
                "-1.190241162589377\n",
                "kldiv: pr.csv: row 0 has 0.5 for class 0, which is no log-probability; 2 rows are no distributions; INPUT looks like probabilities: --input-kind probs\n"),
            Loss("pr.csv", "pr.csv"));

    [Fact]
    public void Log_probabilities_in_the_place_of_probabilities_are_noted() =>
        Assert.Contains(
            "kldiv: log.npy: row 0 has -0.693147 for class 0, which is no probability; 2 rows are no distributions; TARGET looks like log-probabilities: --target-kind log-probs\n",
            Loss("log.npy", "log.npy").Error,
            StringComparison.Ordinal);

    [Fact]
    public void Probabilities_in_the_place_of_logits_are_noted_by_every_command()
    {
        const string Noted = "holds numbers from 0 to 1 that sum to 1 in its first rows, and a softmax is taken of them;";
        string both = $"kldiv: pr.csv: {Noted} INPUT looks like probabilities: --input-kind probs\nkldiv: pr.csv: {Noted} TARGET looks like probabilities: --target-kind probs\n";
        Assert.Equal(new Outcome(0, "0\n", both), Loss("pr.csv", "pr.csv", "--logits"));
        Assert.Equal((0, both), (_folder.Run("report", "pr.csv", "pr.csv", "--logits") is var report ? report.Status : -1, report.Error));
        Assert.Equal(new Outcome(1, "", both[..(both.IndexOf('\n', StringComparison.Ordinal) + 1)]), Loss("pr.csv", "pr.csv", "--logits", "--strict"));
        Assert.Equal("", Loss("z.npy", "log.npy", "--logits").Error);
        Assert.Equal($"kldiv: pr.csv: {Noted} it looks like probabilities: --kind probs\n", _folder.Run("sparsify", "pr.csv", "--top", "1", "--output", "o.safetensors").Error);
        Assert.Equal("", _folder.Run("sparsify", "pr.csv", "--top", "1", "--kind", "probs", "--output", "o.safetensors").Error);
    }

    [Fact]
    public void Counts_are_noted_on_both_sides()
    {
        Outcome outcome = Loss("counts.csv", "counts2.csv", "--input-kind", "probs");
        Assert.Equal(
            (0,
             "kldiv: counts.csv: row 0 has 3 for class 1, which is no probability; 2 rows are no distributions; INPUT looks like counts: --input-kind counts\n"
             + "kldiv: counts2.csv: row 0 has 2 for class 0, which is no probability; 2 rows are no distributions; TARGET looks like counts: --target-kind counts\n"),
            (outcome.Status, outcome.Error));
    }

    [Fact]
    public void A_sum_that_is_not_1_is_noted_and_normalising_gives_the_divergence()
    {
        Assert.Equal(
            "kldiv: sigmoid.npy: row 0 sums to 99.999, not 1; --input-kind says what the file holds, and --normalise scales its rows to sum to 1\n", Loss("sigmoid.npy", "target.npy", "--input-kind", "probs").Error);
        AssertLoss(2.641223363225173, Loss("sigmoid.npy", "target.npy", "--input-kind", "probs", "--normalise"));
    }

    [Fact]
    public void Whole_numbers_whose_rows_are_scaled_are_counts()
    {
        WriteIntegers("counts.npy", 1, 3, 2, 2);
        WriteIntegers("counts2.npy", 2, 2, 1, 3);
        double first = 0.5 * Math.Log(0.5 / 0.25) + (0.5 * Math.Log(0.5 / 0.75)), second = 0.25 * Math.Log(0.25 / 0.5) + (0.75 * Math.Log(0.75 / 0.5));
        AssertLoss((first + second) / 2, Loss("counts.npy", "counts2.npy", "--normalise"));
        AssertLoss((first + second) / 2, Loss("counts.csv", "counts2.csv", "--input-kind", "probs", "--normalise"));
        Assert.Equal(1, Loss("counts.npy", "counts2.npy").Status);
        Assert.Equal(1, Loss("counts.npy", "counts2.npy", "--normalise", "--input-kind", "logits").Status);
    }

    [Fact]
    public void Log_probabilities_whose_rows_are_scaled_are_shifted()
    {
        _folder.Write("shifted.npy", [2, 2], Math.Log(0.5) + 0.5, Math.Log(0.5) + 0.5, Math.Log(0.25) - 4, Math.Log(0.75) - 4);
        AssertLoss(0, Loss("shifted.npy", "pr.csv", "--normalise"));
        AssertLoss(0, Loss("shifted.npy", "log.npy", "--log-target", "--normalise"));
    }

    [Theory]
    [InlineData("zero.csv", "pr.csv", "zero.csv: the row that starts at [1, 0] sums to 0, and cannot be scaled to sum to 1")]
    [InlineData("pr.csv", "zero.csv", "zero.csv: the row that starts at [1, 0] sums to 0, and cannot be scaled to sum to 1")]
    public void A_row_that_cannot_be_scaled_is_one_line(string input, string target, string error) =>
        Assert.Equal(new Outcome(1, "", $"kldiv: {error}\n"), Loss(input, target, "--input-kind", "probs", "--normalise"));

    [Fact]
    public void A_row_of_log_probabilities_that_cannot_be_scaled_is_one_line()
    {
        _folder.Write("none.npy", [1, 2], double.NegativeInfinity, double.NegativeInfinity);
        _folder.Write("p.npy", [1, 2], 0.5, 0.5);
        Assert.Equal(
            new Outcome(1, "", "kldiv: none.npy: the row that starts at [0, 0] has no finite log-probability, and cannot be scaled to sum to 1\n"),
            Loss("none.npy", "p.npy", "--normalise"));
    }

    [Fact]
    public void Strictly_what_is_no_distribution_is_an_error_and_nothing_is_written()
    {
        string[] before = _folder.Names;
        Assert.Equal(
            new Outcome(1, "", "kldiv: pr.csv: row 0 has 0.5 for class 0, which is no log-probability; 2 rows are no distributions; INPUT looks like probabilities: --input-kind probs\n"),
            Loss("pr.csv", "pr.csv", "--strict", "--grad-input", "g.npy", "--grad-target", "h.npy"));
        Assert.Equal(before, _folder.Names);
        AssertLoss(0, Loss("log.npy", "pr.csv", "--strict"));
    }

    [Fact]
    public void Strictly_a_row_that_lacks_a_number_is_an_error()
    {
        _folder.Write("nan.npy", [2, 2], 0, double.NegativeInfinity, double.NaN, 0);
        Assert.Equal(new Outcome(1, "", "kldiv: nan.npy: row 1 has NaN for class 0\n"), Loss("nan.npy", "pr.csv", "--strict"));
    }

    [Fact]
    public void Json_tells_the_rows_that_are_off_and_the_largest_deviation_of_each_side_that_is_no_logits()
    {
        JsonElement answer = JsonDocument.Parse(Loss("counts.csv", "zero.csv", "--input-kind", "probs", "--json").Output).RootElement;
        Assert.Equal((2, 3.0), (answer.GetProperty("input_rows_off").GetInt64(), answer.GetProperty("input_largest_deviation").GetDouble()));
        Assert.Equal((1, 1.0), (answer.GetProperty("target_rows_off").GetInt64(), answer.GetProperty("target_largest_deviation").GetDouble()));
        JsonElement logits = JsonDocument.Parse(Loss("z.npy", "pr.csv", "--input-kind", "logits", "--json").Output).RootElement;
        Assert.False(logits.TryGetProperty("input_rows_off", out _));
        Assert.Equal(0, logits.GetProperty("target_rows_off").GetInt64());
    }

    [Fact]
    public void Logits_on_both_sides_are_asked_for_in_two_ways()
    {
        _folder.Write("w.npy", [2, 2], 1.0, 2, 3, 4);
        Outcome brief = Loss("z.npy", "w.npy", "--logits");
        Assert.Equal((0, ""), (brief.Status, brief.Error));
        Assert.Equal(brief, Loss("z.npy", "w.npy", "--input-kind", "logits", "--target-kind", "logits"));
        Assert.Equal(brief, Loss("z.npy", "w.npy", "--logits", "--target-kind", "logits"));
    }

    [Theory]
    [InlineData("--logits --input-kind probs", "--logits says that INPUT holds logits, and --input-kind says otherwise; give one of them")]
    [InlineData("--logits --target-kind probs", "--logits says that TARGET holds logits, and another option says otherwise; give one of them")]
    [InlineData("--logits --log-target", "--logits says that TARGET holds logits, and another option says otherwise; give one of them")]
    [InlineData("--log-target --target-kind probs", "--log-target says that TARGET holds log-probs, and --target-kind says otherwise; give one of them")]
    [InlineData("--strict --normalise", "--strict refuses the rows that --normalise scales; give one of them")]
    public void Options_that_contradict_each_other_are_one_line(string options, string error) =>
        Assert.Equal(new Outcome(2, "", $"kldiv: {error}\n"), Loss(["log.npy", "pr.csv", .. options.Split(' ')]));

    public void Dispose() => _folder.Dispose();

    private static void AssertLoss(double expected, Outcome outcome)
    {
        Assert.Equal((0, ""), (outcome.Status, outcome.Error));
        Assert.Equal(expected, double.Parse(outcome.Output, CultureInfo.InvariantCulture), 1e-14);
    }

    private void WriteIntegers(string name, params long[] values)
    {
        _folder.Write(name, [2, 2], Array.ConvertAll(values, BitConverter.Int64BitsToDouble));
        byte[] bytes = File.ReadAllBytes(_folder.File(name));
        "<i8"u8.CopyTo(bytes.AsSpan(bytes.AsSpan().IndexOf("<f8"u8)));
        File.WriteAllBytes(_folder.File(name), bytes);
    }

    private Outcome Loss(params string[] arguments) => _folder.Run(["loss", .. arguments, "--reduction", "batchmean"]);
}
