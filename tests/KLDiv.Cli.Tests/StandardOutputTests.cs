namespace KLDiv.Cli.Tests;

/// <summary>What is given as <c>-</c> in place of a file.</summary>
public sealed class StandardOutputTests : IDisposable
{
    private const string PageStart = "<!DOCTYPE html>", PageEnd = "</html>\n";

    private readonly CommandFolder _folder = new();

    public StandardOutputTests()
    {
        _folder.Write("x.npy", [2, 2], Math.Log(0.5), Math.Log(0.5), Math.Log(0.25), Math.Log(0.75));
        _folder.Write("p.npy", [2, 2], 0.25, 0.75, 0.5, 0.5);
        File.WriteAllText(_folder.File("t.csv"), string.Concat(Enumerable.Range(0, 40).Select(row => $"{row % 4},{row % 3}\n").Prepend("x,y\n")));
    }

    [Theory]
    [InlineData("report x.npy p.npy --report -")]
    [InlineData("merge part --report -")]
    [InlineData("fit t.csv --value y --bins 3 --neighbours 0 --report -")]
    public void A_page_is_printed_in_place_of_the_answer_and_no_file_is_left(string line)
    {
        Assert.Equal(0, _folder.Run("report", "x.npy", "p.npy", "--shard", "1/1", "--part", "part").Status);
        string[] before = _folder.Names;

        Outcome outcome = _folder.Run(line.Split(' '));

        Assert.Equal(0, outcome.Status);
        Assert.StartsWith(PageStart, outcome.Output, StringComparison.OrdinalIgnoreCase);
        Assert.EndsWith(PageEnd, outcome.Output, StringComparison.Ordinal);
        Assert.Equal(before, _folder.Names);
        _ = _folder.Run([.. line.Split(' ')[..^1], "page.html"]);
        Assert.Equal(File.ReadAllText(_folder.File("page.html")), outcome.Output);
    }

    [Theory]
    [InlineData("predict m t.csv --what mean")]
    [InlineData("predict m --set x=1 --what probs")]
    [InlineData("predict w f.npy")]
    public void Predictions_are_printed_as_the_text_that_a_file_would_hold(string line)
    {
        _folder.Write("f.npy", [2, 1], 0.0, 1.0);
        Assert.Equal(0, _folder.Run("fit", "t.csv", "--value", "y", "--bins", "3", "--neighbours", "0", "--model", "m").Status);
        Assert.Equal(0, _folder.Run("fit", "f.npy", "p.npy", "--neighbours", "0", "--model", "w").Status);

        Outcome outcome = _folder.Run([.. line.Split(' '), "--output", "-"]);
        Outcome written = _folder.Run([.. line.Split(' '), "--output", "written.csv"]);

        Assert.Equal((0, 0), (outcome.Status, written.Status));
        Assert.Equal(File.ReadAllText(_folder.File("written.csv")), outcome.Output);
        Assert.True(outcome.Output.Split('\n').Length > 2, outcome.Output);
        Assert.DoesNotContain("-", _folder.Names, StringComparer.Ordinal);
    }

    [Theory]
    [InlineData("predict m --set x=1 --output - --json", "--output - and --json both go to the standard output; name a file for one of them")]
    [InlineData("report x.npy p.npy --report - --json", "--report - and --json both go to the standard output; name a file for one of them")]
    [InlineData("fit t.csv --value y --report - --json", "--report - and --json both go to the standard output; name a file for one of them")]
    [InlineData("loss x.npy p.npy --reduction none --output -", "--output - is the standard output, which is for answers that are text; name a file")]
    [InlineData("loss x.npy p.npy --grad-input -", "--grad-input - is the standard output, which is for answers that are text; name a file")]
    [InlineData("report x.npy p.npy --rows -", "--rows - is the standard output, which is for answers that are text; name a file")]
    [InlineData("report x.npy p.npy --shard 1/1 --part -", "--part - is the standard output, which is for answers that are text; name a file")]
    [InlineData("fit t.csv --value y --model -", "--model - is the standard output, which is for answers that are text; name a file")]
    [InlineData("fit t.csv --value y --predictions -", "--predictions - is the standard output, which is for answers that are text; name a file")]
    [InlineData("demo --output -", "--output - is the standard output, which is for answers that are text; name a file")]
    public void What_is_no_text_or_beside_an_answer_is_refused_and_nothing_is_written(string line, string error)
    {
        string[] before = _folder.Names;
        Assert.Equal(new Outcome(2, "", $"kldiv: {error}\n"), _folder.Run(line.Split(' ')));
        Assert.Equal(before, _folder.Names);
    }

    public void Dispose() => _folder.Dispose();
}
