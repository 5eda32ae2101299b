using System.Text.Json;

namespace KLDiv.Cli.Tests;

/// <summary>Two tables beside each other, by the command.</summary>
public sealed class CompareTests : IDisposable
{
    private readonly CommandFolder _folder = new();

    public CompareTests()
    {
        Random random = new(4);
        void Write(string name, int rows, double shift) => File.WriteAllLines(
            _folder.File(name), Enumerable.Range(0, rows).Select(i => $"{random.NextDouble() + shift:F4},{"abc"[random.Next(3)]},{(i % 20 == 0 ? "?" : "7")}").Prepend("x,k,c"));
        Write("before.csv", 800, 0);
        Write("after.csv", 600, 0.2);
        Write("again.csv", 600, 0);
    }

    [Fact]
    public void What_has_moved_comes_first_and_the_rest_is_no_more_than_chance()
    {
        Outcome outcome = _folder.Run("compare", "before.csv", "after.csv", "--json");
        Assert.Equal((0, ""), (outcome.Status, outcome.Error));
        JsonElement[] columns = [.. JsonDocument.Parse(outcome.Output).RootElement.GetProperty("columns").EnumerateArray()];
        Assert.Equal(3, columns.Length);
        JsonElement moved = columns[0];
        Assert.Equal(("x", "numbers", "large", true), (moved.GetProperty("name").GetString(), moved.GetProperty("kind").GetString(), moved.GetProperty("verdict").GetString(), moved.GetProperty("kl_is_bound").GetBoolean()));

        // A uniform distribution that is moved by a fifth: JS is ln 2 / 5.
        Assert.InRange(0.2 * Math.Log(2), moved.GetProperty("interval")[0].GetDouble(), moved.GetProperty("interval")[1].GetDouble());
        Assert.Equal(0.2, moved.GetProperty("wasserstein").GetDouble(), 0.05);
        Assert.All(columns[1..], column => Assert.Equal("no more than chance", column.GetProperty("verdict").GetString()));
        Assert.Equal((40, 30), (columns.Single(column => column.GetProperty("name").GetString() is "c") is var c ? c.GetProperty("missing_reference").GetInt32() : 0, c.GetProperty("missing_current").GetInt32()));
        Assert.Equal(outcome, _folder.Run("compare", "before.csv", "after.csv", "--json"));
    }

    [Theory]
    [InlineData("compare before.csv after.csv --fail-above 0.05", 3)]
    [InlineData("compare before.csv after.csv --fail-above 0.5", 0)]
    [InlineData("compare before.csv again.csv --fail-above 0.05", 0)]
    [InlineData("compare before.csv after.csv --columns k --fail-above 0.01", 0)]
    public void A_threshold_is_told_by_the_status(string line, int status)
    {
        Outcome outcome = _folder.Run(line.Split(' '));
        Assert.Equal(status, outcome.Status);
        Assert.StartsWith("column", outcome.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("compare before.csv none.csv", 1, "none.csv: cannot be opened: no such file or directory")]
    [InlineData("compare before.csv after.csv --columns y", 1, "before.csv: has no column 'y'; it has 'x', 'k', 'c'")]
    [InlineData("compare before.csv after.csv --fail-above -1", 2, "--fail-above is '-1'; it must be a finite number of at least 0; see kldiv compare --help")]
    [InlineData("compare before.csv after.csv --columns x,k,x", 2, "the column 'x' is named twice in --columns")]
    [InlineData("compare before.csv", 2, "compare: CURRENT is missing; see kldiv compare --help")]
    public void What_cannot_be_compared_is_one_line(string line, int status, string error) =>
        Assert.Equal(new Outcome(status, "", $"kldiv: {error}\n"), _folder.Run(line.Split(' ')));

    public void Dispose() => _folder.Dispose();
}
