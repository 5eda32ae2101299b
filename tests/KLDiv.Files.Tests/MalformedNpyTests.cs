using System.Text.RegularExpressions;

namespace KLDiv.Files.Tests;

public partial class MalformedNpyTests
{
    [Theory]
    [MemberData(nameof(MalformedNpyCases.Names), MemberType = typeof(MalformedNpyCases))]
    public void A_malformed_file_is_refused_with_the_rule_that_it_breaks(string name)
    {
        MalformedNpyCase malformed = MalformedNpyCases.Find(name);
        using var folder = new TemporaryFolder();
        string path = folder.File("tensor.npy", malformed.File);

        DataFileException error = Assert.Throws<DataFileException>(() => NpyFile.Open(path));

        Assert.Equal($"{path}: {malformed.Problem}", error.Message);
        Assert.Equal((path, malformed.Problem), (error.Path, error.Problem));
    }

    [Fact]
    public void The_page_of_the_format_lists_every_error_and_each_has_a_case()
    {
        string page = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "docs", "npy.md"));
        string[] patterns = [.. ListedError().Matches(page).Select(m => "^" + Placeholder().Replace(Regex.Escape(m.Groups["error"].Value), ".*") + "$")];
        Assert.NotEmpty(patterns);

        Assert.All(MalformedNpyCases.All, c => Assert.Single(patterns, p => Regex.IsMatch(c.Problem, p, RegexOptions.None, TimeSpan.FromSeconds(1))));
        Assert.All(patterns, p => Assert.Contains(MalformedNpyCases.All, c => Regex.IsMatch(c.Problem, p, RegexOptions.None, TimeSpan.FromSeconds(1))));
    }

    [GeneratedRegex("^\\| `(?<error>[^`]+)` \\|", RegexOptions.Multiline, 1000)]
    private static partial Regex ListedError();

    [GeneratedRegex(@"\\\{[^}]+}", RegexOptions.None, 1000)]
    private static partial Regex Placeholder();
}
