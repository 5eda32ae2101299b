using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using KLDiv.TestSupport;

namespace KLDiv.Cli.Tests.Documentation;

/// <summary>What stands in the pages is what happens: programs are compiled and run, commands are run, and what they print is compared.</summary>
/// <remarks>With KLDIV_APPROVE=1 the pages take over what was printed, instead.</remarks>
[Collection("Console")]
public sealed partial class DocumentationTests
{
    /// <summary>Each goes into a package, and is read where nothing else of the repository is.</summary>
    private static readonly string[] s_packages = Files("src", "README.md");

    private static readonly string[] s_pages = ["README.md", .. s_packages, .. Files("docs", "*.md")];

    public static TheoryData<string> Pages => [.. s_pages];

    [Theory]
    [MemberData(nameof(Pages))]
    public void A_program_in_a_page_prints_what_stands_below_it(string page) => Check(page, "csharp", block =>
    {
        Assert.True(block.Next is { Language: "text" }, $"{block}: the program is not followed by a block of what it prints.");
        return (block.Next!, CSharpProgram.Run(block.Content));
    });

    [Theory]
    [MemberData(nameof(Pages))]
    public void A_command_in_a_page_prints_what_stands_below_it(string page) => Check(page, "console", block => (block, RunCommands(block)));

    [Theory]
    [MemberData(nameof(Pages))]
    public void A_page_has_no_blocks_that_nothing_checks(string page) =>
        Assert.All(MarkdownBlock.Read(page), block => Assert.Contains(block.Language, (string[])["csharp", "text", "console", "sh"], StringComparer.Ordinal));

    [Fact]
    public void The_readme_begins_with_two_commands_and_nothing_before_them()
    {
        MarkdownBlock first = MarkdownBlock.Read("README.md")[0];
        Assert.Equal("sh", first.Language);
        Assert.Equal("dotnet run -c Release --project src/KLDiv.Cli -- demo\ndotnet test\n", first.Content);
    }

    [Fact]
    public void Every_link_from_a_page_to_a_file_leads_somewhere()
    {
        foreach (string page in (string[])[.. s_pages, "CONTRIBUTING.md", "SECURITY.md"])
        {
            string folder = Path.GetDirectoryName(Path.Combine(Repository.Root, page))!;
            foreach (string link in Links(page))
            {
                string file = link.Split('#')[0];
                bool elsewhere = link.StartsWith("https://", StringComparison.Ordinal) || file.Length == 0;
                Assert.True(elsewhere || Path.Exists(Path.Combine(folder, file)), $"{page} links to {link}, which is not there.");
            }
        }
    }

    [Fact]
    public void The_readme_of_a_package_links_to_nothing_that_is_not_in_it()
    {
        Assert.NotEmpty(s_packages);
        Assert.All(s_packages, page => Assert.All(Links(page), link => Assert.StartsWith("https://", link, StringComparison.Ordinal)));
    }

    private static IEnumerable<string> Links(string page) =>
        File.ReadAllText(Path.Combine(Repository.Root, page)).Split("](").Skip(1).Select(part => part[..part.IndexOf(')', StringComparison.Ordinal)]);

    private static string[] Files(string folder, string pattern) =>
    [
        .. Directory.EnumerateFiles(Path.Combine(Repository.Root, folder), pattern, SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(Repository.Root, path)).Order(StringComparer.Ordinal),
    ];

    private static void Check(string page, string language, Func<MarkdownBlock, (MarkdownBlock Place, string Content)> run)
    {
        foreach (MarkdownBlock block in MarkdownBlock.Read(page).Where(block => language.Equals(block.Language, StringComparison.Ordinal)).Reverse())
        {
            (MarkdownBlock place, string content) = run(block);
            if (Approved.Records)
            {
                place.Replace(content);
            }
            else
            {
                Assert.Equal($"{place}\n{Rounded(place.Content)}", $"{place}\n{Rounded(content)}");
            }
        }
    }

    /// <summary>Numbers with many digits keep six of them: the last ones are not the same on every processor.</summary>
    private static string Rounded(string text) => ManyDigits().Replace(
        text, number => double.Parse(number.Value, CultureInfo.InvariantCulture).ToString("G6", CultureInfo.InvariantCulture));

    [GeneratedRegex(@"\d+\.\d{8,}", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex ManyDigits();

    /// <summary>The block as it would look: each line that begins with a dollar is run, and followed by what it prints.</summary>
    private static string RunCommands(MarkdownBlock block)
    {
        var text = new StringBuilder();
        string folder = Path.Combine(Repository.Root, s_packages.Contains(block.Page, StringComparer.Ordinal) ? "data/examples" : "");
        foreach (string line in block.Content.Split('\n').Where(line => line.StartsWith("$ kldiv", StringComparison.Ordinal)))
        {
            Outcome outcome = Command.Run(folder, line.Split(' ')[2..]);
            text.Append(line).Append('\n').Append(outcome.Output).Append(outcome.Error);
            Assert.True(outcome.Status == 0, $"{block}: {line} ended with exit status {outcome.Status}.");
        }

        Assert.True(text.Length > 0, $"{block}: there is no command in the block.");
        return text.ToString();
    }
}
