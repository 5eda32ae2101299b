using System.Globalization;
using System.Text.Json;

namespace KLDiv.Cli.Tests;

/// <summary>One indicator feature: the minimum of the divergence is known in closed form, the mean distribution of each of the two groups.</summary>
public sealed class FitTests : IDisposable
{
    private static readonly double[] features = [0, 0, 1, 1, 0, 1];
    private static readonly double[] targets = [0.5, 0.25, 0.25, 0.25, 0.5, 0.25, 0.1, 0.1, 0.8, 0.3, 0.1, 0.6, 0.6, 0.2, 0.2, 0.2, 0.2, 0.6];

    private readonly CommandFolder _folder = new();

    public FitTests()
    {
        _folder.Write("f.npy", [6, 1], features);
        _folder.Write("p.npy", [6, 3], targets);
    }

    private static double Minimum => new[] { 0.0, 1.0 }.Sum(group => Divergences(MeanOf(group), group)) / 6;

    [Fact]
    public void The_loss_falls_to_the_divergence_that_is_printed_beside_the_baselines()
    {
        Outcome outcome = _folder.Run("fit", "f.npy", "p.npy", "--l2", "0", "--folds", "0");
        Assert.Equal((0, ""), (outcome.Status, outcome.Error));
        string[] parts = outcome.Output.Split("\n\n");
        Assert.Equal("p.npy (3 classes) from x0: 6 rows of f.npy\nsoftmax regression, penalty 0", parts[1]);
        string[] figures = parts[2].Split('\n');
        Assert.Equal(["on", "the", "data", "this", "model", "4-nn", "mean", "uniform"], figures[0].Split(' ', StringSplitOptions.RemoveEmptyEntries));
        double[] kl = [.. figures[1].Split(' ', StringSplitOptions.RemoveEmptyEntries)[4..].Select(text => double.Parse(text, CultureInfo.InvariantCulture))];
        Assert.Equal(Minimum, kl[0], 1e-5);
        Assert.Equal(Divergences(MeanOf(group: null), group: null) / 6, kl[2], 1e-5);
        Assert.Equal(Divergences([1 / 3.0, 1 / 3.0, 1 / 3.0], group: null) / 6, kl[3], 1e-5);

        string[] lines = parts[0].Split('\n');
        Assert.Equal("iteration      loss", lines[0]);
        Assert.Equal($"        0  {Text(Divergences([1 / 3.0, 1 / 3.0, 1 / 3.0], group: null) / 6)}", lines[1]);
        Assert.Equal($"converged  {Text(Minimum)}", lines[^1]);
        double[] losses = [.. lines[1..].Select(line => double.Parse(line[9..], CultureInfo.InvariantCulture))];
        Assert.Equal(losses.OrderDescending(), losses);
    }

    [Fact]
    public void Rows_that_are_no_distributions_are_told_of_and_divided_by_their_sums()
    {
        _folder.Write("twice.npy", [6, 3], [.. targets.Select(t => 2 * t)]);
        Outcome outcome = _folder.Run("fit", "f.npy", "twice.npy", "--l2", "0", "--json");
        Assert.Equal((0, "kldiv: twice.npy: 6 of 6 rows do not sum to 1 and are divided by their sums, the first of them row 0 (2)\n"), (outcome.Status, outcome.Error));
        Assert.Equal(Minimum, JsonDocument.Parse(outcome.Output).RootElement.GetProperty("kl").GetDouble(), 1e-12);
    }

    [Fact]
    public void Json_is_printed_alone()
    {
        Outcome outcome = _folder.Run("fit", "f.npy", "p.npy", "--l2", "0", "--json");
        Assert.Equal((0, ""), (outcome.Status, outcome.Error));
        JsonElement root = JsonDocument.Parse(outcome.Output).RootElement;
        string[] names = [.. root.EnumerateObject().Select(member => member.Name)];
        Assert.Equal(["kl", "rows", "iterations", "converged", "stop", "l2", "folds", "on_the_data"], names);
        Assert.Equal(Minimum, root.GetProperty("kl").GetDouble(), 1e-12);
        Assert.True(root.GetProperty("converged").GetBoolean());
        Assert.Equal(Divergences(MeanOf(group: null), group: null) / 6, root.GetProperty("on_the_data").GetProperty("constant_mean").GetProperty("kl").GetDouble(), 1e-14);
    }

    [Fact]
    public void Folds_give_mean_and_deviation_that_the_seed_determines()
    {
        JsonElement Folds(string seed) => JsonDocument.Parse(
            _folder.Run("fit", "f.npy", "p.npy", "--l2", "0.01", "--folds", "3", "--seed", seed, "--json").Output).RootElement.GetProperty("folds");

        JsonElement folds = Folds("1");
        Assert.Equal(3, folds.GetProperty("k").GetInt32());
        Assert.InRange(folds.GetProperty("mean").GetDouble(), Minimum, 2);
        Assert.InRange(folds.GetProperty("std").GetDouble(), 1e-6, 1);
        Assert.Equal(folds.GetRawText(), Folds("1").GetRawText());
        Assert.NotEqual(folds.GetProperty("mean").GetDouble(), Folds("2").GetProperty("mean").GetDouble());

        Assert.Equal(folds.GetProperty("mean").GetDouble(), folds.GetProperty("model").GetProperty("mean").GetProperty("kl").GetDouble());
        Outcome printed = _folder.Run("fit", "f.npy", "p.npy", "--l2", "0.01", "--folds", "3", "--repeats", "2", "--seed", "1");
        Assert.EndsWith("\nheld out: means over 3 folds, 2 times; deviation: of the model's, from fold to fold\n", printed.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void The_bias_can_be_left_out_and_weights_can_be_penalised()
    {
        double Divergence(params string[] options) =>
            JsonDocument.Parse(_folder.Run(["fit", "f.npy", "p.npy", "--json", "--l2", .. options]).Output).RootElement.GetProperty("kl").GetDouble();

        // Without a bias the rows whose feature is 0 can only be uniform.
        double uniform = Divergences([1 / 3.0, 1 / 3.0, 1 / 3.0], group: 0);
        Assert.Equal((uniform + Divergences(MeanOf(1), group: 1)) / 6, Divergence("0", "--no-bias"), 1e-12);
        Assert.InRange(Divergence("1"), Minimum + 1e-3, Divergences(MeanOf(group: null), group: null) / 6);
    }

    [Fact]
    public void Predictions_are_log_probabilities_and_a_saved_model_predicts_the_same()
    {
        Outcome fit = _folder.Run("fit", "f.npy", "p.npy", "--l2", "0", "--model", "m.safetensors", "--predictions", "q.npy", "--json");
        Assert.Equal((0, ""), (fit.Status, fit.Error));
        (nint[] shape, double[] logProbabilities) = _folder.Read<double>("q.npy");
        Assert.Equal([6, 3], shape);
        for (int row = 0; row < 6; row++)
        {
            Assert.All(MeanOf(features[row]).Zip(logProbabilities[(3 * row)..]), pair => Assert.Equal(pair.First, Math.Exp(pair.Second), 1e-8));
        }

        // The same features and distributions from text, and with a weight for each row.
        File.WriteAllText(_folder.File("f.csv"), string.Concat(features.Select(x => $"{x}\n")));
        _folder.Write("w.npy", [6], 2.0, 2, 2, 2, 2, 2);
        Outcome text = _folder.Run("fit", "f.csv", "p.npy", "--l2", "0", "--weights", "w.npy", "--json");
        Assert.Equal((0, ""), (text.Status, text.Error));
        Assert.Equal(Minimum, JsonDocument.Parse(text.Output).RootElement.GetProperty("kl").GetDouble(), 1e-12);

        _folder.Write("f32.npy", [6, 1], [.. features.Select(x => (float)x)]);
        Assert.Equal(new Outcome(0, "", ""), _folder.Run("predict", "m.safetensors", "f32.npy", "--output", "q2.npy"));
        Assert.Equal(logProbabilities, _folder.Read<double>("q2.npy").Values);
        double kl = JsonDocument.Parse(fit.Output).RootElement.GetProperty("kl").GetDouble();
        Outcome loss = _folder.Run("loss", "q2.npy", "p.npy", "--reduction", "batchmean");
        Assert.Equal(kl, double.Parse(loss.Output, CultureInfo.InvariantCulture), 1e-14);
    }

    [Fact]
    public void A_minimum_at_infinity_is_told_on_the_standard_error()
    {
        _folder.Write("x.npy", [2, 1], -1.0, 1.0);
        _folder.Write("t.npy", [2, 2], 1.0, 0, 0, 1);
        Outcome outcome = _folder.Run("fit", "x.npy", "t.npy", "--l2", "0", "--json");
        JsonElement root = JsonDocument.Parse(outcome.Output).RootElement;
        Assert.False(root.GetProperty("converged").GetBoolean());
        Assert.Equal(
            (0, "kldiv: x.npy: without a penalty the minimum lies at infinity: 'class 0' never happens where x0 is above -1, 'class 1' never happens where x0 is below 1; "
                + "--l2 brings it back (1/(2 rows) is the default), and what was fitted is the model of a penalty of 1e-10\n"),
            (outcome.Status, outcome.Error));
    }

    public void Dispose() => _folder.Dispose();

    private static string Text(double value) => value.ToString("F6", CultureInfo.InvariantCulture);

    private static IEnumerable<int> Rows(double? group) => Enumerable.Range(0, 6).Where(row => group is null || features[row] == group);

    private static double[] MeanOf(double? group) =>
        [.. Enumerable.Range(0, 3).Select(point => Rows(group).Average(row => targets[(3 * row) + point]))];

    private static double Divergences(double[] q, double? group) =>
        Rows(group).Sum(row => Enumerable.Range(0, 3).Sum(point => targets[(3 * row) + point] * Math.Log(targets[(3 * row) + point] / q[point])));
}
