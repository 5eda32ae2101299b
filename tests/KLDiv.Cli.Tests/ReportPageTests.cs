namespace KLDiv.Cli.Tests;

public sealed class ReportPageTests
{
    [Fact]
    public void The_report_leaves_a_page_where_it_is_told()
    {
        using CommandFolder folder = new();
        Pair(folder);

        Outcome outcome = folder.Run("report", "x.npy", "p.npy", "--report", "page.html");

        Assert.Equal((0, ""), (outcome.Status, outcome.Error));
        Assert.Contains("<bdi class=\"name\">x.npy</bdi> differs from <bdi class=\"name\">p.npy</bdi> by", File.ReadAllText(folder.File("page.html")), StringComparison.Ordinal);
        Assert.Equal(["p.npy", "page.html", "x.npy"], folder.Names);
    }

    [Fact]
    public void The_page_does_not_replace_what_is_read()
    {
        using CommandFolder folder = new();
        Pair(folder);

        Outcome outcome = folder.Run("report", "x.npy", "p.npy", "--report", "p.npy");

        Assert.Equal(new Outcome(2, "", "kldiv: p.npy: is read by this command, and --report would replace it; name another file\n"), outcome);
    }

    [Fact]
    public void A_page_that_cannot_be_written_is_an_error()
    {
        using CommandFolder folder = new();
        Pair(folder);

        Outcome outcome = folder.Run("report", "x.npy", "p.npy", "--report", "absent/page.html");

        Assert.Equal((1, ""), (outcome.Status, outcome.Output));
        Assert.StartsWith("kldiv: absent/page.html: cannot be written", outcome.Error, StringComparison.Ordinal);
        Assert.Single(outcome.Error.TrimEnd('\n').Split('\n'));
    }

    private static void Pair(CommandFolder folder)
    {
        folder.Write("x.npy", [2, 2], Math.Log(0.5), Math.Log(0.5), Math.Log(0.25), Math.Log(0.75));
        folder.Write("p.npy", [2, 2], 0.25, 0.75, 0.5, 0.5);
    }
}
