using System.Text.Json;

namespace KLDiv.Cli.Tests;

/// <summary>What <c>kldiv report</c> asks of its operands: rows that are distributions, kinds, masks and labels, beside the values that are right for these files.</summary>
public sealed class ReportOperandsTests : IDisposable
{
    private const string Scales = "; --input-kind says what the file holds, and --normalise scales its rows to sum to 1\n";

    private readonly CommandFolder _folder = new();

    public ReportOperandsTests()
    {
        foreach (string name in (string[])["rows-that-are-no-distributions", "integer-masks-and-labels"])
        {
            foreach (string file in Directory.EnumerateFiles($"{Repository.Root}/tests/KLDiv.Cli.Tests/Cases/{name}"))
            {
                File.Copy(file, _folder.File(Path.GetFileName(file)));
            }
        }

        _folder.Write("log.npy", [2, 2], Math.Log(0.5), Math.Log(0.5), Math.Log(0.25), Math.Log(0.75));
    }

    [Theory]
    [InlineData("sigmoid.npy target.npy --input-kind probs", "sigmoid.npy: row 0 sums to 99.999, not 1" + Scales)]
    [InlineData("pr.csv pr.csv", "pr.csv: row 0 has 0.5 for class 0, which is no log-probability; INPUT looks like probabilities: --input-kind probs\n")]
    [InlineData("log.npy log.npy", "log.npy: row 0 has -0.693147 for class 0, which is no probability; TARGET looks like log-probabilities: --target-kind log-probs\n")]
    [InlineData("cnt.csv cnt2.csv --input-kind probs", "cnt.csv: row 0 has 3 for class 1, which is no probability; INPUT looks like counts: --input-kind counts\n")]
    [InlineData("teacher.npy teacher.npy --target-kind logits", "teacher.npy: row 0 has 1.46543 for class 12, which is no log-probability; INPUT looks like logits: --input-kind logits\n")]
    [InlineData("labels-100.npy labels-100.npy", "labels-100.npy: holds int64: whole numbers, and no log-probabilities; INPUT looks like counts: --input-kind counts\n")]
    public void Rows_that_are_no_distributions_are_refused_by_what_they_are_and_what_they_look_like(string arguments, string error) =>
        Assert.Equal(new Outcome(1, "", "kldiv: " + error), _folder.Run(["report", .. arguments.Split(' ')]));

    [Fact]
    public void Rows_are_scaled_where_that_is_asked_for_and_it_is_told_which()
    {
        JsonElement json = Json("sigmoid.npy", "target.npy", "--input-kind", "probs", "--normalise");
        Assert.Equal(2.6412233632251723, json.GetProperty("mean").GetDouble(), 1e-14);
        Assert.Equal((1, 0), (json.GetProperty("input_rows_off").GetInt64(), json.GetProperty("target_rows_off").GetInt64()));
        Assert.Equal(98.999, json.GetProperty("input_largest_deviation").GetDouble(), 1e-10);
        Assert.True(json.GetProperty("normalised").GetBoolean());
        Assert.Contains(
            "scaled      1 rows of the input, whose sums were up to 98.999 from 1\n",
            _folder.Run("report", "sigmoid.npy", "target.npy", "--input-kind", "probs", "--normalise").Output,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Counts_are_divided_by_their_sums_and_a_pseudocount_leaves_nothing_impossible()
    {
        double first = (0.5 * Math.Log(0.5 / 0.25)) + (0.5 * Math.Log(0.5 / 0.75)), second = (0.25 * Math.Log(0.25 / 0.5)) + (0.75 * Math.Log(0.75 / 0.5));
        string[] counts = ["--input-kind", "counts", "--target-kind", "counts"];
        JsonElement json = Json(["cnt.csv", "cnt2.csv", .. counts]);
        Assert.Equal((first + second) / 2, json.GetProperty("mean").GetDouble(), 1e-14);
        Assert.Equal(("counts", "counts"), (json.GetProperty("input_kind").GetString(), json.GetProperty("target_kind").GetString()));
        Assert.False(json.TryGetProperty("input_rows_off", out _));

        File.WriteAllText(_folder.File("zero.csv"), "0,4\n2,2\n");
        Outcome infinite = _folder.Run(["report", "zero.csv", "cnt2.csv", .. counts, "--json"]);
        Assert.Equal("kldiv: the divergence is infinite in 1 of 2 rows, and so is its mean; --pseudocount is added to the counts of INPUT\n", infinite.Error);
        double third = (0.5 * Math.Log(0.5 / 0.1)) + (0.5 * Math.Log(0.5 / 0.9));
        Assert.Equal((third + second) / 2, Json(["zero.csv", "cnt2.csv", .. counts, "--pseudocount", "0.5"]).GetProperty("mean").GetDouble(), 1e-14);
        Assert.Equal((third + second) / 2, Loss("zero.csv", "cnt2.csv", [.. counts, "--pseudocount", "0.5"]), 1e-14);
    }

    [Theory]
    [InlineData("--weights", "attention_mask.npy", 1, 0)]
    [InlineData("--weights", "mask-bool.npy", 1, 0)]
    [InlineData("--mask", "attention_mask.npy", 0, 1)]
    [InlineData("--mask", "mask-bool.npy", 0, 1)]
    public void Masks_as_people_save_them_leave_rows_out(string option, string file, int skipped, int masked)
    {
        JsonElement json = Json("student.npy", "teacher.npy", "--logits", option, file);
        Assert.Equal(0.004853934034666844, json.GetProperty("mean").GetDouble(), 1e-9);
        Assert.Equal((3, skipped, masked), (json.GetProperty("rows").GetInt32(), json.GetProperty("skipped_rows").GetInt32(), json.GetProperty("masked_rows").GetInt32()));
        Assert.Equal(0.004853934034666844, Loss("student.npy", "teacher.npy", ["--logits", option, file]) * (option is "--mask" ? 1 : 2.0 / 3), 1e-9);
    }

    [Theory]
    [InlineData("run.safetensors#labels", 4)]
    [InlineData("run.npz#ids", 4)]
    [InlineData("labels-100.npy", 3)]
    public void Labels_come_from_every_format_and_a_row_may_have_none(string file, int labelled)
    {
        JsonElement labels = Json("student.npy", "teacher.npy", "--logits", "--labels", file).GetProperty("labels");
        Assert.Equal((labelled, 4 - labelled), (labels.GetProperty("rows").GetInt32(), labels.GetProperty("unlabelled_rows").GetInt32()));
        Assert.True(labels.GetProperty("target_perplexity").GetDouble() > 1);
    }

    [Fact]
    public void Another_label_may_stand_for_none()
    {
        JsonElement labels = Json("student.npy", "teacher.npy", "--logits", "--labels", "run.npz#ids", "--ignore-index", "1").GetProperty("labels");
        Assert.Equal((3, 1), (labels.GetProperty("rows").GetInt32(), labels.GetProperty("unlabelled_rows").GetInt32()));
        File.WriteAllText(_folder.File("kept.csv"), "0\n7\n2\n3\n");
        File.WriteAllText(_folder.File("mask.csv"), "1\n0\n1\n1\n");
        JsonElement same = Json("student.npy", "teacher.npy", "--logits", "--labels", "kept.csv", "--mask", "mask.csv").GetProperty("labels");
        Assert.All(labels.EnumerateObject().Where(item => item.Value.ValueKind == JsonValueKind.Number && item.Name is not "unlabelled_rows"), item =>
            Assert.Equal(same.GetProperty(item.Name).GetDouble(), item.Value.GetDouble(), 1e-12));
    }

    [Fact]
    public void Parts_of_shards_merge_to_the_same_answer_with_masks_labels_and_scaling()
    {
        _folder.Write("p.npy", [4, 3], 1.0, 2, 3, 0.25, 0.25, 0.5, 1, 1, 1, 0.5, 0.125, 0.375);
        File.WriteAllText(_folder.File("three.csv"), "0\n-100\n1\n2\n");
        string[] options = ["p.npy", "p.npy", "--input-kind", "probs", "--normalise", "--mask", "mask-bool.npy", "--labels", "three.csv", "--ignore-index", "1"];
        foreach (string shard in (string[])["1", "2", "3"])
        {
            Assert.Equal(0, _folder.Run(["report", .. options, "--shard", $"{shard}/3", "--part", $"part-{shard}"]).Status);
        }

        Outcome merged = _folder.Run("merge", "part-1", "part-2", "part-3", "--json");
        Assert.Equal(_folder.Run(["report", .. options, "--json"]), merged);
        JsonElement json = JsonDocument.Parse(merged.Output).RootElement;
        Assert.Equal((3, 1), (json.GetProperty("rows").GetInt32(), json.GetProperty("masked_rows").GetInt32()));
        Assert.Equal(
            _folder.Run("merge", "part-1", "part-2", "part-3").Output,
            _folder.Run(["report", .. options]).Output);
        string[] ids = [Identity(options), Identity(options[..^2]), Identity([.. options, "--temperature", "2"]), Identity([.. options[..5], .. options[7..]]), Identity([.. options[..4], .. options[5..]])];
        Assert.Equal(ids.Length, ids.Distinct(StringComparer.Ordinal).Count());
    }

    [Theory]
    [InlineData("--mask half.csv", 1, "half.csv: has 0.5 for row 0; in a mask 0 leaves a row out, and 1 keeps it (weights are another option)")]
    [InlineData("--mask short.csv", 1, "short.csv: has 2 numbers for 4 rows; there must be one for each")]
    [InlineData("--labels short.csv", 1, "short.csv: has 2 numbers for 4 rows; there must be one for each")]
    [InlineData("--labels half.csv", 1, "half.csv: has the label 0.5 for row 0; labels are whole numbers")]
    [InlineData("--ignore-index x", 2, "--ignore-index is 'x'; it must be a whole number; see kldiv report --help")]
    [InlineData("--pseudocount 1", 2, "--pseudocount is added to counts of INPUT; say that it holds them with --input-kind counts")]
    [InlineData("--normalise --strict", 2, "--strict refuses the rows that --normalise scales; give one of them")]
    public void What_does_not_fit_is_one_line(string options, int status, string error)
    {
        File.WriteAllText(_folder.File("half.csv"), "0.5\n1\n1\n1\n");
        File.WriteAllText(_folder.File("short.csv"), "1\n1\n");
        Assert.Equal(new Outcome(status, "", $"kldiv: {error}\n"), _folder.Run(["report", "student.npy", "teacher.npy", "--logits", .. options.Split(' ')]));
    }

    public void Dispose() => _folder.Dispose();

    private string Identity(string[] options) => _folder.Run(["report", .. options, "--identify", "3"]).Output;

    private double Loss(string input, string target, string[] options) =>
        JsonDocument.Parse(_folder.Run(["loss", input, target, .. options, "--reduction", "batchmean", "--json"]).Output).RootElement.GetProperty("loss").GetDouble();

    private JsonElement Json(params string[] arguments)
    {
        Outcome outcome = _folder.Run(["report", .. arguments, "--json"]);
        Assert.True(outcome.Status == 0, outcome.Error);
        return JsonDocument.Parse(outcome.Output).RootElement;
    }
}
