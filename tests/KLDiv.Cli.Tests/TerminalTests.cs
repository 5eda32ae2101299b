namespace KLDiv.Cli.Tests;

/// <summary>What is seen on a terminal, which <c>script</c> of util-linux plays.</summary>
public sealed class TerminalTests : IDisposable
{
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
        Assert.Contains("\u001b[", OnTerminal("TERM=xterm-256color dotnet exec '{0}' demo"), StringComparison.Ordinal);

    public void Dispose() => _folder.Dispose();

    private string OnTerminal(string command)
    {
        _folder.WriteSparse("x.npy", "<f4", 4, 1 << 17, 1 << 17);
        string line = command.Replace("{0}", Command.Binary, StringComparison.Ordinal);
        return Command.RunProgram("/usr/bin/script", _folder.Path, ["-qec", line, "/dev/null"]).Output;
    }
}
