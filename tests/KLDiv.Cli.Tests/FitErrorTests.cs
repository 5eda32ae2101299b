namespace KLDiv.Cli.Tests;

public sealed class FitErrorTests : IDisposable
{
    private readonly CommandFolder _folder = new();

    public FitErrorTests()
    {
        _folder.Write("f.npy", [2, 1], -1.0, 1);
        _folder.Write("p.npy", [2, 2], 0.5, 0.5, 0.25, 0.75);
        _folder.Write("p3.npy", [3, 2], 0.5, 0.5, 0.5, 0.5, 0.5, 0.5);
        _folder.Write("flat.npy", [2], 0.5, 0.5);
        _folder.Write("nan.npy", [2, 1], 0, double.NaN);
        _folder.Write("infinite.npy", [2, 1], double.PositiveInfinity, 0);
        _folder.Write("negative.npy", [2, 2], 0.5, 0.5, 1.5, -0.5);
        _folder.Write("missing-number.npy", [2, 2], 0.5, 0.5, double.NaN, 1);
        Assert.Equal(0, _folder.Run("fit", "f.npy", "p.npy", "--model", "m.safetensors", "--json").Status);
        _folder.Write("f2.npy", [2, 2], 0.0, 0, 0, 0);
        File.WriteAllText(_folder.File("text.safetensors"), "this is no model");
    }

    public static TheoryData<string, string> WrongData => new()
    {
        { "fit missing.npy p.npy", "missing.npy: cannot be opened: no such file or directory" },
        { "fit f.npy p.npy --predictions absent/q.npy", "absent/q.npy: cannot be written: no such file or directory" },
        { "fit f.npy p.npy --model absent/m", "absent/m: cannot be written: no such file or directory" },
        { "predict missing.safetensors f.npy --output q.npy", "missing.safetensors: cannot be opened: no such file or directory" },
        { "predict . f.npy --output q.npy", ".: is a directory" },
        { "predict m.safetensors missing.npy --output q.npy", "missing.npy: cannot be opened: no such file or directory" },
        { "predict m.safetensors f2.npy --output q.npy", "f2.npy: has shape [2, 2], and the model takes 1 features: [rows, 1]" },
        { "predict m.safetensors flat.npy --output q.npy", "flat.npy: has shape [2], and the model takes 1 features: [rows, 1]" },
        { "predict m.safetensors nan.npy --output q.npy", "nan.npy: has NaN at [1, 0]; a feature must be finite" },
        { "predict m.safetensors f.npy --output absent/q.npy", "absent/q.npy: cannot be written: no such file or directory" },
    };

    public static TheoryData<string, string> NotFitted => new()
    {
        { "fit f.npy p3.npy", "p3.npy" },
        { "fit flat.npy p.npy", "flat.npy" },
        { "fit f.npy flat.npy", "flat.npy" },
        { "fit nan.npy p.npy", "nan.npy" },
        { "fit infinite.npy p.npy", "infinite.npy" },
        { "fit f.npy negative.npy", "negative.npy" },
        { "fit f.npy missing-number.npy", "missing-number.npy" },
        { "predict text.safetensors f.npy --output q.npy", "text.safetensors" },
        { "predict p.npy f.npy --output q.npy", "p.npy" },
    };

    [Theory]
    [MemberData(nameof(WrongData))]
    public void Wrong_data_are_one_line_that_names_the_file_and_status_1(string line, string error)
    {
        string[] before = _folder.Names;
        Outcome outcome = _folder.Run([.. line.Split(' '), .. line.StartsWith("fit", StringComparison.Ordinal) ? ["--json"] : Array.Empty<string>()]);
        Assert.Equal(new Outcome(1, "", $"kldiv: {error}\n"), outcome);
        Assert.Equal(before, _folder.Names);
    }

    [Theory]
    [MemberData(nameof(NotFitted))]
    public void What_the_regression_refuses_is_one_line_that_names_the_file(string line, string file)
    {
        Outcome outcome = _folder.Run(line.Split(' '));
        Assert.Equal((1, ""), (outcome.Status, outcome.Output));
        Assert.Matches($@"^kldiv: {file}: [^\n]+[^.\n]\n$", outcome.Error);
    }

    [Fact]
    public void Features_longer_than_an_array_are_one_line_that_names_the_file()
    {
        _folder.WriteSparse("many.npy", "<f2", 2, 3_000_000, 1000);
        _folder.WriteSparse("targets.npy", "<f2", 2, 3_000_000, 1);
        Assert.Equal(
            new Outcome(1, "", "kldiv: many.npy: features has shape [3000000, 1000]; a fit takes at most 2147483591 elements\n"),
            _folder.Run("fit", "many.npy", "targets.npy"));
    }

    [Fact]
    public void A_model_longer_than_an_array_is_one_line_that_names_the_file()
    {
        _folder.Write("many.npy", [1, 50_000], [.. Enumerable.Repeat((Half)1, 50_000)]);
        Assert.Equal(
            new Outcome(
                1,
                "",
                "kldiv: many.npy: features has shape [1, 50000], targets has shape [1, 50000]; a model has at most 1073741795 weights\n"),
            _folder.Run("fit", "many.npy", "many.npy"));
    }

    [Fact]
    public void More_folds_than_rows_are_a_wrong_command_line() =>
        Assert.Equal(
            new Outcome(2, "", "kldiv: --folds is 3; f.npy has 2 rows, and a fold needs one\n"),
            _folder.Run("fit", "f.npy", "p.npy", "--folds", "3"));

    public void Dispose() => _folder.Dispose();
}
