using System.Text.RegularExpressions;

namespace KLDiv.TestSupport;

/// <summary>The errors that a page of docs/formats lists under its headings about errors, one a row of a table, with placeholders in braces.</summary>
internal static partial class ErrorTable
{
    /// <summary>Checks that every message stands in the page once, and that every row of the page is one of the messages.</summary>
    /// <param name="page">The page's name, without its extension.</param>
    /// <param name="problems">Messages as they are printed after the name of the file.</param>
    public static void Check(string page, IReadOnlyCollection<string> problems)
    {
        string text = File.ReadAllText(Path.Combine(Repository.Root, "docs", "formats", $"{page}.md"));
        text = text[text.IndexOf("\n## Errors", StringComparison.Ordinal)..];
        string[] patterns = [.. ListedError().Matches(text).Select(m => "^" + Placeholder().Replace(Regex.Escape(m.Groups["error"].Value), ".*") + "$")];
        Assert.NotEmpty(patterns);
        Assert.All(problems, problem => Assert.Single(patterns, p => Regex.IsMatch(problem, p, RegexOptions.None, TimeSpan.FromSeconds(1))));
        Assert.All(patterns, p => Assert.Contains(problems, problem => Regex.IsMatch(problem, p, RegexOptions.None, TimeSpan.FromSeconds(1))));
    }

    [GeneratedRegex("^\\| `(?<error>[^`]+)` \\|", RegexOptions.Multiline, 1000)]
    private static partial Regex ListedError();

    [GeneratedRegex(@"\\\{[^}]+}", RegexOptions.None, 1000)]
    private static partial Regex Placeholder();
}
