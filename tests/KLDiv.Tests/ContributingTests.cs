using System.Text.RegularExpressions;
using KLDiv.TestSupport;

namespace KLDiv.Tests;

public sealed partial class ContributingTests
{
    [Fact]
    public void The_way_from_a_public_method_to_its_arithmetic_names_files_that_there_are()
    {
        string core = Path.Combine(Repository.Root, "src", "KLDiv");
        string[] files = [.. Directory.GetFiles(core, "*.cs", SearchOption.AllDirectories).Select(path => Path.GetFileName(path))];
        string[] rows = [.. File.ReadLines(Path.Combine(Repository.Root, "CONTRIBUTING.md"))
            .SkipWhile(line => !line.StartsWith("| operation |", StringComparison.Ordinal)).TakeWhile(line => line.StartsWith('|')).Skip(2)];
        Assert.True(rows.Length >= 3);
        Assert.All(rows, row => Assert.All(FileName().Matches(row).Select(match => match.Groups["file"].Value), file => Assert.Contains(file, files, StringComparer.Ordinal)));
    }

    [GeneratedRegex(@"`(?<file>[\w.]+\.cs)`", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex FileName();
}
