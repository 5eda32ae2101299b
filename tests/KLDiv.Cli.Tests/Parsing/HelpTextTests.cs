using System.CommandLine;
using KLDiv.Cli.Parsing;
using Command = KLDiv.TestSupport.Command;

namespace KLDiv.Cli.Tests.Parsing;

public sealed class HelpTextTests
{
    public static TheoryData<string> Commands => ["", .. CommandLine.Root(Silence.Host).Subcommands.Select(command => command.Name)];

    [Theory]
    [MemberData(nameof(Commands))]
    public void No_line_is_wider_than_the_terminal_from_60_columns_on_and_no_word_is_lost(string command)
    {
        string wide = Bare(Help(command, 1_000));
        for (int width = 60; width <= 120; width++)
        {
            string help = Help(command, width);
            Assert.All(help.Split('\n'), line => Assert.InRange(line.Length, 0, width));
            Assert.Equal(wide, Bare(help));
        }
    }

    [Fact]
    public void The_standard_output_is_60_to_120_columns_wide_as_COLUMNS_says_where_it_is_no_terminal()
    {
        foreach ((string columns, int width) in new[] { ("60", 60), ("72", 72), ("10", 60), ("500", 120), ("many", 80), ("", 80) })
        {
            Outcome outcome = Command.RunProgram("dotnet", Path.GetTempPath(), ["exec", Command.Binary, "fit", "--help"], ("COLUMNS", columns));
            Assert.Equal(Help("fit", width), outcome.Output);
        }
    }

    [Theory]
    [InlineData("kldiv loss a b", "kldiv loss a b")]
    [InlineData("kldiv loss aaa.npy bbb.npy --reduction batchmean", "kldiv loss aaa.npy bbb.npy \\", "      --reduction batchmean")]
    [InlineData("kldiv merge p --submission \"$id of it\" --json", "kldiv merge p \\", "      --submission \"$id of it\" \\", "      --json")]
    public void An_example_is_broken_as_a_shell_takes_it_before_an_option(string example, params string[] lines) =>
        Assert.Equal(lines, WrappedText.ShellLines(example, 34).ToArray());

    [Theory]
    [InlineData("a bb ccc dddd", "a bb ccc", "dddd")]
    [InlineData("<one|two|three>", "<one|two|", "three>")]
    [InlineData("abcdefghijklm", "abcdefghij", "klm")]
    [InlineData("", "")]
    public void Text_is_broken_between_words_and_a_word_only_where_it_must_be(string text, params string[] lines) =>
        Assert.Equal(lines, WrappedText.Lines(text, 10).ToArray());

    private static string Help(string command, int width)
    {
        using StringWriter text = new();
        ParseResult parsed = CommandLine.Root(Silence.Host).Parse(command.Length > 0 ? [command] : []);
        Assert.Equal(0, new HelpText(text, width).Invoke(parsed));
        return text.ToString();
    }

    /// <summary>What is left of a text that is laid out: its letters.</summary>
    private static string Bare(string help) => string.Concat(help.Where(letter => !char.IsWhiteSpace(letter) && letter is not '\\'));
}
