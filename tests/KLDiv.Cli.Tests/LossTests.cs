using System.Globalization;
using System.Text.Json;

namespace KLDiv.Cli.Tests;

/// <summary>What <c>kldiv loss</c> answers, over one small pair whose losses are known in closed form.</summary>
public sealed class LossTests : IDisposable
{
    private const string NoteOnMean = "kldiv: 'mean' divides by the number of elements and is not the divergence; --reduction batchmean is\n";

    private const string InputAdvice = "; --input-kind says what the file holds, and --normalise scales its rows to sum to 1\n";
    private const string NoteOnNegative =
        "kldiv: t.npy: row 0 has -0.5 for class 1, which is no probability; TARGET looks like logits: --target-kind logits\n";

    private static readonly double[] q = [0.5, 0.5, 0.25, 0.75];
    private static readonly double[] p = [1, 0, 0.5, 0.5];
    private static readonly double[] pointwise = [Math.Log(2), 0, 0.5 * Math.Log(2), 0.5 * Math.Log(2.0 / 3)];
    private static readonly double sum = pointwise.Sum();

    private readonly CommandFolder _folder = new();

    public LossTests()
    {
        _folder.Write("x.npy", [2, 2], [.. q.Select(value => Math.Log(value))]);
        _folder.Write("q.npy", [2, 2], q);
        _folder.Write("p.npy", [2, 2], p);
    }

    public static TheoryData<string, double> Reductions => new() { { "sum", 1 }, { "mean", 4 }, { "batchmean", 2 } };

    [Theory]
    [MemberData(nameof(Reductions))]
    public void The_number_is_printed_alone_in_round_trip_form(string reduction, double divisor)
    {
        Outcome outcome = _folder.Run("loss", "x.npy", "p.npy", "--reduction", reduction);
        Assert.Equal((0, reduction is "mean" ? NoteOnMean : ""), (outcome.Status, outcome.Error));
        double printed = double.Parse(outcome.Output, CultureInfo.InvariantCulture);
        Assert.Equal(sum / divisor, printed, 1e-15);
        Assert.Equal($"{printed.ToString("R", CultureInfo.InvariantCulture)}\n", outcome.Output);
    }

    [Fact]
    public void The_default_is_mean_and_says_on_the_standard_error_that_it_is_not_the_divergence()
    {
        Outcome outcome = _folder.Run("loss", "x.npy", "p.npy");
        Assert.Equal(_folder.Run("loss", "x.npy", "p.npy", "--reduction", "mean"), outcome);
        Assert.Equal(NoteOnMean, outcome.Error);
    }

    [Fact]
    public void Json_carries_the_loss_and_what_it_is_of()
    {
        _folder.Write("p16.npy", [2, 2], [.. p.Select(t => (Half)t)]);
        Outcome outcome = _folder.Run("loss", "x.npy", "p16.npy", "--reduction", "batchmean", "--json");
        string loss = _folder.Run("loss", "x.npy", "p16.npy", "--reduction", "batchmean").Output.TrimEnd();
        Assert.Equal(
            new Outcome(
                0,
                $$"""{"loss":{{loss}},"reduction":"batchmean","shape":[2,2],"dtype":"float64","target_dtype":"float16","input_kind":"log-probs","target_kind":"probs","input_rows_off":0,"input_largest_deviation":0,"target_rows_off":0,"target_largest_deviation":0}""" + "\n",
                ""),
            outcome);
        Assert.Equal(sum / 2, JsonDocument.Parse(outcome.Output).RootElement.GetProperty("loss").GetDouble(), 1e-15);
    }

    [Theory]
    [InlineData(double.NegativeInfinity, 0.5, "Infinity", "")]
    [InlineData(double.PositiveInfinity, 0.5, "-Infinity", "kldiv: s.npy: row 0 has Infinity for class 1, which is no log-probability" + InputAdvice)]
    [InlineData(double.NaN, 0.5, "NaN", "kldiv: s.npy: row 0 has NaN for class 1\nkldiv: s.npy: the loss is NaN because of NaN at [0, 1]\n")]
    [InlineData(double.NegativeInfinity, -0.5, "NaN", NoteOnNegative + "kldiv: t.npy: the loss is NaN because of -0.5 at [0, 1]\n")]
    public void What_is_not_finite_is_printed_by_name_and_the_standard_error_says_where_a_NaN_comes_from(
        double x, double t, string printed, string error)
    {
        _folder.Write("s.npy", [2, 2], 0, x, Math.Log(0.5), Math.Log(0.5));
        _folder.Write("t.npy", [2, 2], 0.5, t, 0.5, 0.5);
        Assert.Equal(new Outcome(0, $"{printed}\n", error), _folder.Run("loss", "s.npy", "t.npy", "--reduction", "sum"));
        Outcome json = _folder.Run("loss", "s.npy", "t.npy", "--reduction", "sum", "--json");
        Assert.Equal(printed, JsonDocument.Parse(json.Output).RootElement.GetProperty("loss").GetString());
        Assert.Equal(error, json.Error);
    }

    [Fact]
    public void A_NaN_that_is_written_is_said_where_no_loss_is_printed()
    {
        _folder.Write("t.npy", [2, 2], 0.5, -0.5, 0.5, 0.5);
        Assert.Equal(
            new Outcome(0, "", NoteOnNegative + "kldiv: t.npy: the loss is NaN because of -0.5 at [0, 1]\n"),
            _folder.Run("loss", "x.npy", "t.npy", "--reduction", "none", "--output", "l.npy"));
    }

    [Fact]
    public void Infinities_of_both_signs_make_NaN_and_that_is_said()
    {
        _folder.Write("s.npy", [2], double.NegativeInfinity, double.PositiveInfinity);
        _folder.Write("t.npy", [2], 0.5, 0.5);
        Assert.Equal(
            new Outcome(
                0,
                "NaN\n",
                "kldiv: s.npy: row 0 has Infinity for class 1, which is no log-probability" + InputAdvice
                + "kldiv: the loss is NaN because infinities of both signs meet in it\n"),
            _folder.Run("loss", "s.npy", "t.npy", "--reduction", "sum"));
    }

    [Theory]
    [InlineData("sum", "0", "")]
    [InlineData("batchmean", "0", "")]
    [InlineData("mean", "NaN", "kldiv: e.npy: the loss is NaN because there are no elements\n" + NoteOnMean)]
    public void Empty_files_follow_the_criterion(string reduction, string printed, string error)
    {
        _folder.Write<double>("e.npy", [3, 0]);
        Assert.Equal(new Outcome(0, $"{printed}\n", error), _folder.Run("loss", "e.npy", "e.npy", "--reduction", reduction));
    }

    [Fact]
    public void None_writes_the_losses_of_the_elements_and_prints_nothing()
    {
        Outcome outcome = _folder.Run("loss", "x.npy", "p.npy", "--reduction", "none", "--output", "l.npy");
        Assert.Equal(new Outcome(0, "", ""), outcome);
        (nint[] shape, double[] losses) = _folder.Read<double>("l.npy");
        Assert.Equal([2, 2], shape);
        AssertNear(pointwise, losses);
        Assert.Equal(["l.npy", "p.npy", "q.npy", "x.npy"], _folder.Names);
    }

    [Fact]
    public void None_in_json_has_no_loss()
    {
        Outcome outcome = _folder.Run("loss", "x.npy", "p.npy", "--reduction", "none", "--output", "l.npy", "--json");
        Assert.False(JsonDocument.Parse(outcome.Output).RootElement.TryGetProperty("loss", out _));
    }

    [Theory]
    [InlineData("sum", 1)]
    [InlineData("mean", 4)]
    [InlineData("batchmean", 2)]
    [InlineData("none", 1)]
    public void Gradients_include_the_divisor_of_the_reduction(string reduction, double divisor)
    {
        string[] output = reduction is "none" ? ["--output", "l.npy"] : [];
        Outcome outcome = _folder.Run(
            ["loss", "x.npy", "p.npy", "--reduction", reduction, "--grad-input", "dx.npy", "--grad-target", "dt.npy", .. output]);
        Assert.Equal(0, outcome.Status);
        AssertNear([.. p.Select(t => -t / divisor)], _folder.Read<double>("dx.npy").Values);
        AssertNear([.. p.Zip(q, (t, x) => t == 0 ? 0 : (Math.Log(t) + 1 - Math.Log(x)) / divisor)], _folder.Read<double>("dt.npy").Values);
    }

    [Fact]
    public void Gradients_do_not_change_the_number() =>
        Assert.Equal(
            _folder.Run("loss", "x.npy", "p.npy", "--reduction", "sum").Output,
            _folder.Run("loss", "x.npy", "p.npy", "--reduction", "sum", "--grad-input", "dx.npy", "--grad-target", "dt.npy").Output);

    [Fact]
    public void A_log_target_is_asked_for_in_two_ways()
    {
        _folder.Write("lp.npy", [2, 2], [.. p.Select(value => Math.Log(value))]);
        Outcome brief = _folder.Run("loss", "x.npy", "lp.npy", "--reduction", "sum", "--log-target");
        Assert.Equal(sum, double.Parse(brief.Output, CultureInfo.InvariantCulture), 1e-15);
        Assert.Equal(brief, _folder.Run("loss", "x.npy", "lp.npy", "--reduction", "sum", "--target-kind", "log-probs"));
        Assert.Equal(brief, _folder.Run("loss", "x.npy", "lp.npy", "--reduction", "sum", "--target-kind", "log-probs", "--log-target"));
    }

    [Theory]
    [InlineData("q.npy", "p.npy", "--input-kind probs")]
    [InlineData("z.npy", "p.npy", "--input-kind logits")]
    [InlineData("z.npy", "w.npy", "--input-kind logits --target-kind logits")]
    [InlineData("x.npy", "w.npy", "--target-kind logits")]
    [InlineData("q.npy", "w.npy", "--input-kind probs --target-kind logits")]
    public void Other_kinds_are_converted_along_the_last_axis(string input, string target, string kinds)
    {
        _folder.Write("z.npy", [2, 2], Math.Log(q[0]) + 3, Math.Log(q[1]) + 3, Math.Log(q[2]) - 700, Math.Log(q[3]) - 700);
        _folder.Write("w.npy", [2, 2], 8, double.NegativeInfinity, 2, 2);
        Outcome outcome = _folder.Run(
            ["loss", input, target, .. kinds.Split(' '), "--reduction", "batchmean", "--grad-input", "dx.npy"]);
        Assert.Equal((0, ""), (outcome.Status, outcome.Error));
        Assert.Equal(sum / 2, double.Parse(outcome.Output, CultureInfo.InvariantCulture), 1e-13);
        AssertNear([.. p.Select(t => -t / 2)], _folder.Read<double>("dx.npy").Values);
    }

    /// <summary>1e-12 nats and less: the sum of p (ln p - ln q) in float would not have one digit of it.</summary>
    [Theory]
    [InlineData(1e-2)]
    [InlineData(1e-4)]
    [InlineData(1e-6)]
    public void A_small_divergence_between_two_files_of_float_logits_keeps_its_digits(double step)
    {
        float[] teacher = new float[1000], student = new float[1000];
        student[7] = (float)step;
        _folder.Write("student.npy", [1, 1000], student);
        _folder.Write("teacher.npy", [1, 1000], teacher);
        double exact = student[7], expected = 0.001 * 0.999 * exact * exact * (0.5 + (0.998 * exact / 6) + (0.994 * exact * exact / 24));
        foreach (string[] also in (string[][])[[], ["--grad-input", "dx.npy"]])
        {
            Outcome outcome = _folder.Run(
                ["loss", "student.npy", "teacher.npy", "--input-kind", "logits", "--target-kind", "logits", "--reduction", "batchmean", .. also]);
            Assert.Equal(0, outcome.Status);
            Assert.Equal(1, double.Parse(outcome.Output, CultureInfo.InvariantCulture) / expected, 5e-6);
        }
    }

    public void Dispose() => _folder.Dispose();

    private static void AssertNear(double[] expected, double[] actual) =>
        Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, 1e-14));
}
