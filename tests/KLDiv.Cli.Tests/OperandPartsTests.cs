using System.Globalization;
using System.Text.Json;
using KLDiv.Files;

namespace KLDiv.Cli.Tests;

/// <summary>What <c>kldiv loss</c> and <c>kldiv report</c> compare of files that are larger: classes, rows, the rows that both have, another axis.</summary>
public sealed class OperandPartsTests : IDisposable
{
    private readonly CommandFolder _folder = new();

    public OperandPartsTests()
    {
        foreach (string name in (string[])["student18.npy", "teacher20.npy"])
        {
            File.Copy($"{Repository.Root}/tests/KLDiv.Cli.Tests/Cases/unequal-vocabularies/{name}", _folder.File(name));
        }

        _folder.Write("p.npy", [3, 4], 0.1, 0.2, 0.3, 0.4, 0.25, 0.25, 0.25, 0.25, 0.7, 0.1, 0.1, 0.1);
        _folder.Write("q.npy", [3, 4], 0.25, 0.25, 0.25, 0.25, 0.4, 0.3, 0.2, 0.1, 0.1, 0.1, 0.1, 0.7);
    }

    [Fact]
    public void The_classes_that_both_have_are_compared_where_that_is_asked_for()
    {
        const string Advice = "; they must be equal; --classes 18 compares the first 18 of both\n";
        Assert.Equal("kldiv: teacher20.npy: has 4 rows of 20 classes, and student18.npy has 4 of 18" + Advice, Report("student18.npy", "teacher20.npy", "--logits").Error);
        Assert.Equal("kldiv: teacher20.npy: has shape [4, 20], and student18.npy has shape [4, 18]" + Advice, Loss("student18.npy", "teacher20.npy", "--logits").Error);

        _folder.Write("cut.npy", [4, 18], [.. _folder.Read<float>("teacher20.npy").Values.Chunk(20).SelectMany(row => row[..18])]);
        Assert.Equal(Mean("student18.npy", "cut.npy", "--logits"), Mean("student18.npy", "teacher20.npy", "--logits", "--classes", "18"));
        Assert.Equal(Loss("student18.npy", "cut.npy", "--logits"), Loss("student18.npy", "teacher20.npy", "--logits", "--classes", "18"));
    }

    [Fact]
    public void Probabilities_of_some_classes_count_as_they_are_or_scaled()
    {
        double plain = 0.2 * Math.Log(0.2 / 0.25) + (0.3 * Math.Log(0.3 / 0.25)), scaled = (0.4 * Math.Log(0.4 / 0.5)) + (0.6 * Math.Log(0.6 / 0.5));
        string[] first = ["q.npy", "p.npy", "--input-kind", "probs", "--rows", "0:1", "--classes", "1:3"];
        Outcome report = Report([.. first, "--json"]);
        Assert.Equal(
            "kldiv: q.npy[..., 1:3][0:1]: 1 rows sum to less than 1 without the other classes, one of them by 0.5; --normalise scales them to sum to 1\n"
            + "kldiv: p.npy[..., 1:3][0:1]: 1 rows sum to less than 1 without the other classes, one of them by 0.5; --normalise scales them to sum to 1\n",
            report.Error);
        Assert.Equal(plain, JsonDocument.Parse(report.Output).RootElement.GetProperty("mean").GetDouble(), 1e-14);
        Assert.Equal(plain, double.Parse(Loss(first).Output, CultureInfo.InvariantCulture), 1e-14);
        Assert.Equal(scaled, Mean([.. first, "--normalise"]), 1e-14);
        Assert.Equal(scaled, double.Parse(Loss([.. first, "--normalise"]).Output, CultureInfo.InvariantCulture), 1e-14);
        Assert.Equal(1, Report([.. first, "--strict"]).Status);
        Assert.StartsWith("kldiv: q.npy[..., 1:3][0:1]: row 0 sums to 0.5, not 1;", Report([.. first, "--strict"]).Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_range_of_rows_is_what_files_of_these_rows_give_with_their_labels_weights_and_mask()
    {
        foreach (string name in (string[])["p", "q"])
        {
            _folder.Write($"{name}-cut.npy", [2, 4], _folder.Read<double>($"{name}.npy").Values[4..]);
        }

        _folder.Write("w.npy", [3], 5.0, 1, 2);
        _folder.Write("w-cut.npy", [2], 1.0, 2);
        File.WriteAllText(_folder.File("l.csv"), "9\n1\n2\n");
        File.WriteAllText(_folder.File("l-cut.csv"), "1\n2\n");
        string[] cut = ["q-cut.npy", "p-cut.npy", "--input-kind", "probs", "--weights", "w-cut.npy", "--labels", "l-cut.csv", "--mask", "w-cut.npy"];
        string[] range = ["q.npy", "p.npy", "--input-kind", "probs", "--weights", "w.npy", "--labels", "l.csv", "--mask", "w.npy", "--rows", "1:"];
        Assert.Equal(
            Report([.. cut, "--rows", "d-cut.npy"]).Output.Replace("-cut.npy", ".npy[1:3]", StringComparison.Ordinal),
            Report([.. range, "--rows", "d.npy"]).Output);
        Assert.Equal(_folder.Read<double>("d-cut.npy").Values, _folder.Read<double>("d.npy").Values);
        Assert.Equal(Loss([.. cut[..6], .. cut[8..]]), Loss([.. range[..6], .. range[8..]]));
    }

    [Fact]
    public void The_rows_that_both_have_are_compared_where_that_is_asked_for()
    {
        int[] tokens = [1, 2, 3, 1, 2, 3, 0, 1];
        foreach ((string name, int rows) in ((string, int)[])[("short.kld", 4), ("long.kld", 8)])
        {
            using LlamaLogitsWriter writer = LlamaLogitsWriter.Create(_folder.File(name), rows, 4, tokens.AsSpan(0, rows));
            writer.Write<float>([.. Enumerable.Range(0, rows * 4).Select(i => (float)Math.Sin(i))]);
            writer.Complete();
        }

        Assert.Equal(
            "kldiv: long.kld: has 8 rows of 4 classes, and short.kld has 4 of 4; they must be equal; --common compares the first 4 rows of both\n",
            Report("short.kld", "long.kld").Error);
        Outcome common = Report("short.kld", "long.kld", "--common", "--json");
        Assert.Equal((0, ""), (common.Status, common.Error));
        JsonElement json = JsonDocument.Parse(common.Output).RootElement;
        Assert.Equal((4, 0.0), (json.GetProperty("rows").GetInt32(), json.GetProperty("max").GetDouble()));
        Assert.Equal(4, json.GetProperty("labels").GetProperty("rows").GetInt32());
        Assert.Equal(0, Report("long.kld", "short.kld", "--common").Status);
        Assert.Equal(0, Loss("long.kld", "short.kld", "--common").Status);
        Assert.Equal(0, Report("long.kld", "short.kld", "--rows", "0:3").Status);
    }

    /// <summary>A batch of images of two by three pixels and four classes, beside the same pixels with the classes last.</summary>
    [Fact]
    public void Images_are_compared_along_the_axis_of_their_classes()
    {
        Random random = new(5);
        double[] last = [.. Enumerable.Range(0, 48).Select(_ => random.NextDouble())], other = [.. Enumerable.Range(0, 48).Select(_ => random.NextDouble())];
        foreach ((string name, double[] values) in ((string, double[])[])[("x", last), ("t", other)])
        {
            _folder.Write($"{name}-last.npy", [2, 2, 3, 4], values);
            _folder.Write($"{name}.npy", [2, 4, 2, 3], Turned(values));
        }

        string[] turned = ["x.npy", "t.npy", "--logits", "--axis", "1"], plain = ["x-last.npy", "t-last.npy", "--logits"];
        File.WriteAllText(_folder.File("mask.csv"), "1\n1\n0\n1\n1\n1\n1\n1\n0\n1\n1\n1\n");
        Assert.Equal(Mean([.. plain, "--mask", "mask.csv"]), Mean([.. turned, "--mask", "mask.csv"]));
        Assert.Equal(Loss([.. plain, "--grad-input", "g-last.npy"]), Loss([.. turned, "--grad-input", "g.npy"]));
        (nint[] shape, double[] gradient) = _folder.Read<double>("g.npy");
        Assert.Equal([2, 4, 2, 3], shape);
        Assert.Equal(Turned(_folder.Read<double>("g-last.npy").Values), gradient);
        Assert.Contains("\"shape\":[2,4,2,3]", Loss([.. turned, "--json"]).Output, StringComparison.Ordinal);

        static double[] Turned(double[] values) => [.. Enumerable.Range(0, 48).Select(i => values[(i / 24 * 24) + (i % 6 * 4) + (i / 6 % 4)])];
    }

    [Fact]
    public void Parts_of_files_have_submissions_of_their_own()
    {
        string[] sides = ["q.npy", "p.npy", "--input-kind", "probs"];
        string[] ids =
        [
            Identity(sides), Identity([.. sides, "--rows", "0:2"]), Identity([.. sides, "--rows", "1:3"]), Identity([.. sides, "--classes", "2"]),
            Identity([.. sides, "--classes", "2:4"]), Identity([.. sides, "--axis", "0"]), Identity([.. sides, "--normalise"]),
        ];
        Assert.Equal(ids.Length, ids.Distinct(StringComparer.Ordinal).Count());
        Assert.Equal(Identity(sides), Identity([.. sides, "--rows", "0:3", "--classes", "4", "--axis", "1", "--common"]));

        string Identity(string[] arguments)
        {
            Outcome outcome = Report([.. arguments, "--identify", "2"]);
            Assert.True(outcome.Status == 0, outcome.Error);
            return outcome.Output;
        }
    }

    [Theory]
    [InlineData("--classes 5", 1, "q.npy: has 4 classes; --classes :5 asks for others")]
    [InlineData("--classes 4:", 1, "q.npy: has 4 classes; --classes 4: asks for others")]
    [InlineData("--rows 1:4", 1, "q.npy: has 3 rows; --rows 1:4 asks for others")]
    [InlineData("--axis 2", 1, "q.npy: has 2 axes, counted from 0; --axis 2 is none of them")]
    [InlineData("--classes 0", 2, "--classes: '0' is neither N nor A:B, from number A on, counted from 0, and before B")]
    [InlineData("--classes a", 2, "--classes: 'a' is neither N nor A:B, from number A on, counted from 0, and before B")]
    [InlineData("--rows 2:1", 2, "--rows: '2:1' is not A:B, from number A on, counted from 0, and before B")]
    [InlineData("--rows :", 2, "--rows: ':' is not A:B, from number A on, counted from 0, and before B")]
    [InlineData("--rows 1:2 --rows 2:3", 2, "--rows is given 2 times; once is enough")]
    public void What_is_not_there_is_one_line(string options, int status, string error) =>
        Assert.Equal(
            new Outcome(status, "", $"kldiv: {error}{(status == 2 ? "; see kldiv report --help" : "")}\n"),
            Report(["q.npy", "p.npy", "--input-kind", "probs", .. options.Split(' ')]));

    public void Dispose() => _folder.Dispose();

    private Outcome Report(params string[] arguments) => _folder.Run(["report", .. arguments]);

    private Outcome Loss(params string[] arguments) => _folder.Run(["loss", .. arguments, "--reduction", "batchmean"]);

    private double Mean(params string[] arguments) => JsonDocument.Parse(Report([.. arguments, "--json"]).Output).RootElement.GetProperty("mean").GetDouble();
}
