namespace KLDiv.Cli.Tests.Fuzz;

/// <summary>What fuzzing that is guided by coverage (<c>tests/afl/run</c>) found worth keeping: files that each reach code of their own.</summary>
[Collection(nameof(CommandFuzzing))]
[Trait("Category", "Fuzz")]
public sealed class CorpusTests
{
    public static TheoryData<string> Targets => [.. FuzzTarget.All.Select(target => target.Name)];

    [Theory]
    [MemberData(nameof(Targets))]
    public void Files_that_reach_code_of_their_own_are_read_or_refused_and_nothing_else(string name)
    {
        FuzzTarget target = FuzzTarget.All.Single(target => target.Name.Equals(name, StringComparison.Ordinal));
        string[] files = Directory.GetFiles(Path.Combine(Repository.Root, "tests", "afl", "corpus", name));
        Assert.NotEmpty(files);
        using CurrentFolder folder = new();
        Assert.All(files, file => Assert.Null(target.ComplaintOf(File.ReadAllBytes(file), folder)));
    }
}
