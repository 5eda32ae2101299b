namespace KLDiv.Cli.Tests;

/// <summary>What a shell may give a command to live with: closed streams, pipes, limits.</summary>
public sealed class SurroundingsTests : IDisposable
{
    private const string Closed = "kldiv: standard output: it is closed\n";

    private readonly CommandFolder _folder = new();

    public SurroundingsTests()
    {
        _folder.Write("x.npy", [1, 2], Math.Log(0.25), Math.Log(0.75));
        _folder.Write("t.npy", [1, 2], 0.5, 0.5);
    }

    [UnixTheory("/bin/bash")]
    [InlineData(">&- 2>&- <&-", 1, "")]
    [InlineData(">&-", 1, Closed)]
    [InlineData("2>&-", 0, "")]
    [InlineData("<&-", 0, "")]
    [InlineData("> /dev/full", 1, "kldiv: standard output: No space left on device\n")]
    public void A_stream_that_is_closed_or_full_costs_what_goes_there_and_no_more(string streams, int status, string error)
    {
        Outcome outcome = Shell($"kldiv loss x.npy t.npy --reduction sum {streams}");
        Assert.Equal((status, error), (outcome.Status, outcome.Error));
        Assert.Equal(status == 0 ? "0.14384103622589045\n" : "", outcome.Output);
    }

    [UnixTheory("/bin/bash")]
    [InlineData("--help")]
    [InlineData("--version")]
    public void What_is_asked_for_and_cannot_be_printed_is_an_error(string option) => Assert.Equal(new Outcome(1, "", Closed), Shell($"kldiv {option} >&-"));

    [UnixTheory("/bin/bash")]
    [InlineData(">&- 2>&- <&-")]
    [InlineData("2>&-")]
    public void An_output_is_written_and_an_error_has_its_status_whatever_is_closed(string streams)
    {
        Assert.Equal(0, Shell($"kldiv loss x.npy t.npy --reduction none --output l.npy {streams}").Status);
        Assert.Equal(2, _folder.Read<double>("l.npy").Values.Length);
        Assert.Equal(1, Shell($"kldiv loss x.npy none.npy {streams}").Status);
        Assert.Equal(2, Shell($"kldiv los {streams}").Status);
    }

    [UnixFact("/bin/bash")]
    public void The_standard_output_takes_an_output_too_and_what_stood_in_its_file_stays()
    {
        File.WriteAllText(_folder.File("all"), "before\n");
        Assert.Equal(new Outcome(0, "", ""), Shell("kldiv loss x.npy t.npy --reduction sum --grad-input /dev/stdout >> all"));
        byte[] all = File.ReadAllBytes(_folder.File("all"));
        Assert.StartsWith("before\n\uFFFDNUMPY", System.Text.Encoding.UTF8.GetString(all), StringComparison.Ordinal);
        Assert.EndsWith("0.14384103622589045\n", System.Text.Encoding.UTF8.GetString(all), StringComparison.Ordinal);
        Assert.Equal(7 + 128 + 16 + 20, all.Length);
        Outcome closed = Shell("kldiv loss x.npy t.npy --reduction none --output /dev/stdout >&-");
        Assert.Equal((1, "kldiv: /dev/stdout: cannot be written: the process was started without it, or not to write to it\n"), (closed.Status, closed.Error));
    }

    [UnixFact("/bin/bash")]
    public void A_pipe_with_a_name_gets_the_output()
    {
        Outcome outcome = Shell("mkfifo f.npy; cat f.npy > copy.npy & kldiv loss x.npy t.npy --reduction none --output f.npy; wait; test -p f.npy");
        Assert.Equal(new Outcome(0, "", ""), outcome);
        Assert.Equal(144, new FileInfo(_folder.File("copy.npy")).Length);
        Assert.Equal("kldiv: f.npy: is not a regular file and cannot be mapped into memory\n", Shell("kldiv loss f.npy t.npy").Error);
    }

    [UnixFact("/bin/bash")]
    public void Too_few_files_that_may_be_open_are_told()
    {
        Outcome outcome = Shell("ulimit -n 40; kldiv loss x.npy t.npy --reduction sum");
        Assert.Equal(new Outcome(1, "", "kldiv: too few files may be open at once; raise the limit to 128 or more (ulimit -n)\n"), outcome);
        Assert.Equal(0, Shell("ulimit -n 128; kldiv loss x.npy t.npy --reduction sum").Status);
    }

    [UnixFact("/bin/bash")]
    public void A_model_or_names_without_an_end_are_refused_at_once()
    {
        Assert.Equal("kldiv: /dev/zero: is not a regular file and cannot be mapped into memory\n", Shell("kldiv predict /dev/zero --set a=1").Error);
        Outcome outcome = Shell("truncate -s 1900000000 m; kldiv predict m --set a=1");
        Assert.Equal(1, outcome.Status);
        Assert.StartsWith("kldiv: m: is no model that kldiv fit made: header is not JSON: ", outcome.Error, StringComparison.Ordinal);
        Assert.Equal(
            "kldiv: /dev/zero: line 1 has more than 65536 characters; a name has at most so many\n", Shell("kldiv report x.npy t.npy --names /dev/zero").Error);
    }

    public void Dispose() => _folder.Dispose();

    private Outcome Shell(string line) =>
        Command.RunProgram("/bin/bash", _folder.Path, ["-c", $"kldiv() {{ dotnet exec '{Command.Binary}' \"$@\"; }}; {line}"]);
}
