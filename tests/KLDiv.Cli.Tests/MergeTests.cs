using System.Diagnostics;
using KLDiv.Cli.Parsing;
using KLDiv.Cli.Terminal;
using Command = KLDiv.TestSupport.Command;

namespace KLDiv.Cli.Tests;

public sealed class MergeTests : IDisposable
{
    private const int Rows = 7;

    private readonly CommandFolder _folder = new();

    public MergeTests()
    {
        Random random = new(1);
        double[] Logits() => [.. Enumerable.Range(0, Rows * 4).Select(_ => 6 * random.NextDouble())];
        _folder.Write("x.npy", [Rows, 4], Logits());
        _folder.Write("p.npy", [Rows, 4], Logits());
        _folder.Write("w.npy", [Rows], 1.0, 2, 0, 1, 0.5, 1, 3);
        _folder.Write("l.npy", [Rows], 0.0, 1, 2, 3, 0, 1, 2);
        File.WriteAllLines(_folder.File("n.txt"), ["a", "b", "c", "d"]);
    }

    public static TheoryData<int> Counts => [.. Enumerable.Range(1, Rows + 2)];

    private string[] Report =>
    [
        "report", _folder.File("x.npy"), _folder.File("p.npy"), "--input-kind", "logits", "--target-kind", "logits", "--temperature", "1.5", "--top", "3",
        "--weights", _folder.File("w.npy"), "--labels", _folder.File("l.npy"), "--names", _folder.File("n.txt"),
    ];

    [Theory]
    [MemberData(nameof(Counts))]
    public void Merged_parts_of_any_number_of_shards_are_printed_as_one_run_is(int count)
    {
        string[] parts = [.. Enumerable.Range(1, count).Select(i => Made(i, count)).Reverse()];
        Assert.Equal(Printed([.. Report, "--json"]), Printed(["merge", .. parts, "--json"]));
        Assert.Equal(Printed(Report), Printed(["merge", .. parts]));

        _ = Printed([.. Report, "--rows", _folder.File("single.npy")]);
        _ = Printed(["merge", .. parts, "--rows", _folder.File("merged.npy")]);
        Assert.Equal(File.ReadAllBytes(_folder.File("single.npy")), File.ReadAllBytes(_folder.File("merged.npy")));

        _ = Printed([.. Report, "--report", _folder.File("single.html")]);
        _ = Printed(["merge", .. parts, "--report", _folder.File("merged.html")]);
        Assert.Equal(File.ReadAllText(_folder.File("single.html")), File.ReadAllText(_folder.File("merged.html")));
    }

    [Fact]
    public void The_command_makes_parts_and_merges_them_and_leaves_a_valid_part_alone()
    {
        string[] report = ["report", "x.npy", "p.npy", "--input-kind", "logits", "--target-kind", "logits"];
        Outcome nothing = new(0, "", "");
        Assert.Equal(nothing, _folder.Run([.. report, "--shard", "1/2", "--part", "1"]));
        Assert.Equal(nothing, _folder.Run([.. report, "--shard", "2/2", "--part", "2"]));
        Assert.Equal(_folder.Run([.. report, "--json"]), _folder.Run("merge", "2", "1", "--json"));

        Assert.Equal(new Outcome(0, "", "kldiv: 2: is there and valid, and is left as it is\n"), _folder.Run([.. report, "--shard", "2/2", "--part", "2"]));
        Assert.Equal(
            new Outcome(0, "", "kldiv: 2: is made anew: its top is '10', and '1' is asked for\n"),
            _folder.Run([.. report, "--top", "1", "--shard", "2/2", "--part", "2"]));
        Assert.Equal(new Outcome(1, "", "kldiv: 2: belongs to another report: its top is '1', that of 1 is '10'\n"), _folder.Run("merge", "1", "2"));
        Assert.Equal(new Outcome(1, "", "kldiv: shard 2 of 2: no part is given; 1 of 2 are there\n"), _folder.Run("merge", "1"));
        Assert.Equal(new Outcome(1, "", "kldiv: 3: cannot be opened: no such file or directory\n"), _folder.Run("merge", "1", "3"));
    }

    [Fact]
    public void A_submission_is_printed_and_holds_runs_and_merge_to_it()
    {
        string id = Printed([.. Report, "--identify", "2"]).TrimEnd();
        Assert.Matches("^[0-9a-f]{32}$", id);
        string[] parts = [.. Enumerable.Range(1, 2).Select(i => _folder.File($"part-{i}"))];
        _ = Printed([.. Report, "--shard", "1/2", "--part", parts[0], "--submission", id]);
        _ = Printed([.. Report, "--shard", "2/2", "--part", parts[1]]);
        Assert.Equal(Printed([.. Report, "--json"]), Printed(["merge", .. parts, "--submission", id, "--json"]));

        string other = new('0', 32);
        Assert.Equal(
            new Outcome(1, "", $"kldiv: part-1: is of submission {id}, and {other} is asked for\n"), _folder.Run("merge", "part-1", "part-2", "--submission", other));
        Outcome refused = _folder.Run([.. Report, "--shard", "1/2", "--part", "part-1", "--submission", other]);
        Assert.Equal(new Outcome(1, "", $"kldiv: part-1: is not made: files and options are those of submission {id}, and {other} is asked for\n"), refused);
        Assert.Equal(
            new Outcome(2, "", "kldiv: --submission: '1/2' is no submission; that is 32 hexadecimal digits, as --identify prints them; see kldiv merge --help\n"),
            _folder.Run("merge", "part-1", "--submission", "1/2"));
    }

    [UnixFact]
    public void A_run_that_is_killed_leaves_no_part_and_the_next_one_makes_it()
    {
        // 64 GB that take no room on the disk: minutes of work.
        _folder.WriteSparse("large.npy", "<f4", 4, 1 << 17, 1 << 17);
        string[] before = _folder.Names;
        using (Process process = Command.Start(
            _folder.Path, "report", "large.npy", "large.npy", "--input-kind", "logits", "--target-kind", "logits", "--shard", "1/2", "--part", "part"))
        {
            Running.WaitUntilOpen(process, "large.npy");
            process.Kill();
            process.WaitForExit();
        }

        Assert.Equal(before, _folder.Names);
        _ = Made(1, 2);
        Assert.Equal("part-1-of-2", Assert.Single(_folder.Names.Except(before, StringComparer.Ordinal)));
    }

    public void Dispose() => _folder.Dispose();

    /// <summary>What a command prints, run inside this process: there are many.</summary>
    private static string Printed(string[] arguments)
    {
        using StringWriter output = new(), error = new();
        Host host = new() { Output = output, Error = error, OutputIsTerminal = false, ErrorIsTerminal = false, Cancellation = default };
        Assert.Equal(0, CommandLine.Parse(arguments, host).Invoke(CommandLine.Invocation(host)));
        Assert.Equal("", error.ToString());
        return output.ToString();
    }

    private string Made(int index, int count)
    {
        string part = _folder.File($"part-{index}-of-{count}");
        Assert.Equal("", Printed([.. Report, "--shard", $"{index}/{count}", "--part", part]));
        return part;
    }
}
