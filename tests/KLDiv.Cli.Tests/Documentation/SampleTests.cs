namespace KLDiv.Cli.Tests.Documentation;

/// <summary>The programs under samples, which use what is public, print what their page says.</summary>
public sealed class SampleTests
{
    public static TheoryData<string> Samples =>
        [.. Directory.GetDirectories(Path.Combine(Repository.Root, "samples")).Select(folder => Path.GetFileName(folder)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Samples))]
    public void A_sample_prints_what_its_page_says(string sample)
    {
        string page = Path.Combine("samples", sample, "README.md");
        MarkdownBlock said = Assert.Single(MarkdownBlock.Read(page), block => block.Language is "text");
        string configuration = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;
        string program = Path.Combine(Repository.Root, "samples", sample, "bin", configuration, "net10.0", $"{sample}.dll");
        using TemporaryFolder folder = new();

        Outcome outcome = Command.RunProgram("dotnet", folder.Path, [program]);

        Assert.Equal(new Outcome(0, said.Content, ""), outcome);
        Assert.Empty(folder.Names);
    }
}
