namespace KLDiv.Cli.Tests;

/// <summary>Matrices of text, as other programs write them, and the options that say how.</summary>
public sealed class MatrixDialectTests : IDisposable
{
    private readonly CommandFolder _folder = new();

    public MatrixDialectTests()
    {
        File.WriteAllText(_folder.File("colon.txt"), "0.75:0.25\n0.5:0.5\n");
        File.WriteAllText(_folder.File("plain.csv"), "0.75,0.25\n0.5,0.5\n");
        File.WriteAllText(_folder.File("column.csv"), "1,0\n0,5\n");
        _folder.Write("x.npy", [2, 2], 0.5, 0.5, 0.25, 0.75);
    }

    [Fact]
    public void Every_command_over_matrices_takes_how_they_are_written()
    {
        Same(["loss", "x.npy", "colon.txt", "--separator", ":", "--input-kind", "probs", "--reduction", "batchmean"], "colon.txt", "plain.csv");
        Same(["report", "x.npy", "colon.txt", "--separator", ":", "--input-kind", "probs", "--json"], "colon.txt", "plain.csv");
        Same(["sparsify", "colon.txt", "--separator", ":", "--kind", "probs", "--top", "1", "--output", "s.safetensors", "--json"], "colon.txt", "plain.csv");
        Outcome inspected = _folder.Run("inspect", "colon.txt", "--separator", ":");
        Assert.Equal((0, ""), (inspected.Status, inspected.Error));
        Assert.Contains("[2, 2] float64  looks like probs, separated by ':'\n", inspected.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Weights_of_text_take_it_too() => Assert.Equal(
        _folder.Run("loss", "x.npy", "x.npy", "--logits", "--reduction", "batchmean").Output,
        _folder.Run("loss", "x.npy", "x.npy", "--logits", "--reduction", "batchmean", "--weights", "column.csv", "--decimal", ",").Output);

    [Fact]
    public void The_input_beside_a_sparse_target_takes_it_too()
    {
        Assert.Equal(0, _folder.Run("sparsify", "x.npy", "--kind", "probs", "--top", "1", "--output", "s.safetensors").Status);
        Outcome told = _folder.Run("report", "colon.txt", "s.safetensors", "--separator", ":", "--input-kind", "probs", "--json");
        Assert.Equal((0, ""), (told.Status, told.Error));
        Assert.Equal(
            _folder.Run("report", "plain.csv", "s.safetensors", "--input-kind", "probs", "--json").Output.Replace("plain.csv", "colon.txt", StringComparison.Ordinal), told.Output);
    }

    [Theory]
    [InlineData("loss", "x.npy", "x.npy", "--no-header")]
    [InlineData("report", "x.npy", "x.npy", "--separator", "tab")]
    [InlineData("inspect", "x.npy", "--decimal", ",")]
    [InlineData("sparsify", "x.npy", "--encoding", "utf-8", "--top", "1", "--output", "s.safetensors")]
    public void Where_no_file_is_text_it_is_an_error_of_the_command_line(string command, params string[] rest)
    {
        Outcome outcome = _folder.Run([command, .. rest]);
        Assert.Equal((2, ""), (outcome.Status, outcome.Output));
        Assert.EndsWith($"says how text is written, and there is no text in x.npy{(rest[1] is "x.npy" ? " and x.npy" : "")}; leave it out\n", outcome.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void What_may_be_read_wrongly_is_said_once_and_refused_where_all_must_be_right()
    {
        const string Doubt = "n.csv: line 1 counts up, and is read as a row; if it numbers the classes, delete it (--no-header says that it is a row)";
        File.WriteAllText(_folder.File("n.csv"), "0,1,2\n0.5,0.25,0.25\n");
        Assert.Equal(new Outcome(0, "0\n", $"kldiv: {Doubt}\n"), _folder.Run("loss", "n.csv", "n.csv", "--logits", "--reduction", "batchmean"));
        Assert.Equal(new Outcome(1, "", $"kldiv: {Doubt}\n"), _folder.Run("loss", "n.csv", "n.csv", "--logits", "--strict"));
        Assert.Equal(new Outcome(0, "0\n", ""), _folder.Run("loss", "n.csv", "n.csv", "--logits", "--strict", "--no-header", "--reduction", "batchmean"));
        Assert.StartsWith($"kldiv: {Doubt}\n", _folder.Run("report", "n.csv", "n.csv", "--logits").Error, StringComparison.Ordinal);
        Assert.StartsWith($"kldiv: {Doubt}\n", _folder.Run("sparsify", "n.csv", "--top", "1", "--output", "s.safetensors").Error, StringComparison.Ordinal);
        Assert.Contains($"  ({Doubt["n.csv: ".Length..]})\n", _folder.Run("inspect", "n.csv").Output, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    /// <summary>What is said of a file that is told how it is written is what is said of the same numbers between commas.</summary>
    private void Same(string[] arguments, string told, string plain)
    {
        Outcome outcome = _folder.Run(arguments);
        string[] without = [.. arguments.Where(word => word is not ("--separator" or ":")).Select(word => string.Equals(word, told, StringComparison.Ordinal) ? plain : word)];
        Assert.Equal((0, ""), (outcome.Status, outcome.Error));
        Assert.Equal(_folder.Run(without).Output.Replace(plain, told, StringComparison.Ordinal), outcome.Output);
    }
}
