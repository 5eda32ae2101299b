using System.Text.RegularExpressions;

namespace KLDiv.Cli.Tests;

/// <summary>What is seen on a terminal, which <c>script</c> of util-linux plays.</summary>
public sealed partial class TerminalTests : IDisposable
{
    private const string Blue = "\e[94m";

    private readonly CommandFolder _folder = new();

    [UnixFact("/usr/bin/script")]
    public void A_long_run_shows_progress_on_a_terminal_and_wipes_it()
    {
        string seen = OnTerminal("timeout --foreground -k 20 -s INT 5 dotnet exec '{0}' loss x.npy x.npy --reduction sum");
        Assert.Matches(@"\r\d+ %  0:0\d elapsed, (\d+:)?\d+:\d\d remaining *\r", seen);
        Assert.Matches(@"remaining *\S*\r +\r\S*$", seen);
    }

    [UnixFact("/usr/bin/script")]
    public void Where_the_standard_error_is_no_terminal_no_progress_is_shown()
    {
        string seen = OnTerminal("timeout --foreground -k 20 -s INT 5 dotnet exec '{0}' loss x.npy x.npy --reduction sum 2> error.txt");
        Assert.DoesNotContain("elapsed", seen, StringComparison.Ordinal);
        Assert.Equal("", File.ReadAllText(_folder.File("error.txt")));
    }

    [UnixFact("/usr/bin/script")]
    public void The_demo_is_coloured_on_a_terminal() =>
        Assert.Contains(Blue, OnTerminal("TERM=xterm-256color dotnet exec '{0}' demo"), StringComparison.Ordinal);

    [UnixFact("/usr/bin/script")]
    public void Who_asks_for_no_colours_gets_the_same_text_without_them()
    {
        string command = $"dotnet exec '{{0}}' predict '{Path.Combine(Repository.Root, "data", "examples", "births.safetensors")}' --set weekday=Sun,month=7";
        string coloured = OnTerminal($"TERM=xterm-256color {command}");
        Assert.Contains(Blue, coloured, StringComparison.Ordinal);
        string plain = Sequences().Replace(coloured, "");
        foreach (string asking in (string[])["NO_COLOR=1 TERM=xterm-256color", "TERM=dumb"])
        {
            string seen = OnTerminal($"{asking} {command}");
            Assert.DoesNotContain(Blue, seen, StringComparison.Ordinal);
            Assert.Equal(plain, Sequences().Replace(seen, ""));
        }
    }

    public void Dispose() => _folder.Dispose();

    private string OnTerminal(string command)
    {
        _folder.WriteSparse("x.npy", "<f4", 4, 1 << 17, 1 << 17);
        string line = command.Replace("{0}", Command.Binary, StringComparison.Ordinal);
        return Command.RunProgram("/usr/bin/script", _folder.Path, ["-qec", line, "/dev/null"]).Output;
    }

    /// <summary>Colours, and what the runtime sends to a terminal by itself.</summary>
    [GeneratedRegex(@"\e(\[[?\d]+[mh]|=)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Sequences();
}
