namespace KLDiv.Cli.Tests;

public sealed class DemoTests : IDisposable
{
    private const string Report = "births-report.html";

    private readonly CommandFolder _folder = new();

    [Fact]
    public void The_demo_runs_in_any_folder_prints_what_was_approved_and_leaves_its_report_and_the_picture_of_the_documentation()
    {
        Outcome outcome = _folder.Run("demo", "--picture", "births.svg");

        Assert.Equal((0, ""), (outcome.Status, outcome.Error));
        Approved.Check(outcome.Output, "demo.txt");
        Assert.Equal([Report, "births.svg"], _folder.Names);
        string page = File.ReadAllText(_folder.File(Report));
        Assert.Contains("Knowing weekday, month, day_of_year and year brings the divergence of <bdi class=\"name\">births</bdi> from 3.03 to 1.76", page, StringComparison.Ordinal);
        Assert.Contains("weekday takes the mean from 7,8", page, StringComparison.Ordinal);
        Assert.Equal(File.ReadAllText(Path.Combine(Repository.Root, "docs", "births.svg")), File.ReadAllText(_folder.File("births.svg")));
    }

    [Fact]
    public void Where_the_report_cannot_be_written_it_says_so_in_one_line_and_prints_all_the_same()
    {
        Directory.CreateDirectory(_folder.File(Report));

        Outcome outcome = _folder.Run("demo");

        Assert.Equal(0, outcome.Status);
        Assert.Contains("A Sunday of 2003", outcome.Output, StringComparison.Ordinal);
        Assert.DoesNotContain(Report, outcome.Output, StringComparison.Ordinal);
        Assert.StartsWith($"kldiv: {Report}: ", outcome.Error, StringComparison.Ordinal);
        Assert.Single(outcome.Error.TrimEnd('\n').Split('\n'));
        Assert.Equal([Report], _folder.Names);
    }

    [Fact]
    public void A_page_that_it_did_not_write_stays_and_its_own_goes_where_it_is_told()
    {
        File.WriteAllText(_folder.File(Report), "mine");

        Outcome outcome = _folder.Run("demo");

        Assert.Equal(0, outcome.Status);
        Assert.Equal($"kldiv: {Report}: is there, with something else than this page in it, and is left as it is; --output FILE.html gives the page another place\n", outcome.Error);
        Assert.Equal("mine", File.ReadAllText(_folder.File(Report)));

        File.WriteAllText(_folder.File("other.html"), "replaced");
        outcome = _folder.Run("demo", "--output", "other.html");
        Assert.Equal((0, ""), (outcome.Status, outcome.Error));
        Assert.EndsWith("what each feature does: other.html\n", outcome.Output, StringComparison.Ordinal);
        Assert.Equal("mine", File.ReadAllText(_folder.File(Report)));

        File.WriteAllText(_folder.File(Report), File.ReadAllText(_folder.File("other.html")).Replace("</main>", "an older one</main>", StringComparison.Ordinal));
        outcome = _folder.Run("demo");
        Assert.Equal((0, ""), (outcome.Status, outcome.Error));
        Assert.DoesNotContain("an older one", File.ReadAllText(_folder.File(Report)), StringComparison.Ordinal);
    }

    [Fact]
    public void Its_text_fits_80_columns() =>
        Assert.All(File.ReadAllLines(Path.Combine(Repository.Root, "tests/KLDiv.Cli.Tests/Approved/demo.txt")), line => Assert.InRange(line.Length, 0, 80));

    public void Dispose() => _folder.Dispose();
}
