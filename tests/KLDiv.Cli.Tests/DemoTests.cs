namespace KLDiv.Cli.Tests;

public sealed class DemoTests : IDisposable
{
    private readonly CommandFolder _folder = new();

    [Fact]
    public void The_demo_runs_in_any_folder_and_prints_what_was_approved_and_leaves_nothing_behind()
    {
        Outcome outcome = _folder.Run("demo");
        Assert.Equal((0, ""), (outcome.Status, outcome.Error));
        Approved.Check(outcome.Output, "demo.txt");
        Assert.Empty(_folder.Names);
    }

    [Fact]
    public void Its_text_fits_80_columns() =>
        Assert.All(File.ReadAllLines(Path.Combine(Repository.Root, "tests/KLDiv.Cli.Tests/Approved/demo.txt")), line => Assert.InRange(line.Length, 0, 80));

    public void Dispose() => _folder.Dispose();
}
