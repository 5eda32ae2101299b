using System.Diagnostics;
using System.Runtime.InteropServices;

namespace KLDiv.Cli.Tests;

/// <summary>Commands that are ended at random moments: nothing stays behind, or all that was asked for is there and whole.</summary>
public sealed partial class SignalTests(Xunit.Abstractions.ITestOutputHelper output) : IDisposable
{
    private const int Kill = 9;

    private static readonly (int Number, string Name)[] s_signals = [(1, "SIGHUP"), (2, "SIGINT"), (15, "SIGTERM"), (3, "SIGQUIT"), (12, "SIGUSR2"), (14, "SIGALRM")];

    private readonly CommandFolder _folder = new();

    /// <summary>How many runs are to be ended, on rows of 800 MB too, and each within a second; on a machine that does nothing else. 0: a few, on rows of 200 MB, on any machine.</summary>
    private static int Asked { get; } = int.TryParse(Environment.GetEnvironmentVariable("KLDIV_SIGNALS"), out int runs) ? runs : 0;

    private static int Runs => Asked > 0 ? Asked : 2 * Works.Length;

    /// <summary>What is run, what it writes, and until when it is left alone at most, in seconds.</summary>
    private static (string Name, string[] Arguments, string[] Outputs, double Longest)[] Works { get; } =
    [
        ("gradients of short rows", ["loss", "short.npy", "short.npy", "--reduction", "sum", "--grad-input", "g.npy", "--grad-target", "h.npy"], ["g.npy", "h.npy"], 2),
        (
            "gradients of long rows",
            ["loss", "long.npy", "long.npy", "--input-kind", "logits", "--target-kind", "logits", "--reduction", "sum", "--grad-input", "g.npy"],
            ["g.npy"],
            3
        ),
        ("a report on short rows", ["report", "short.npy", "short.npy", "--input-kind", "logits", "--target-kind", "logits", "--rows", "r.npy", "--report", "r.html"], ["r.npy", "r.html"], 2),
        ("a report on long rows", ["report", "long.npy", "long.npy", "--input-kind", "logits", "--target-kind", "logits", "--rows", "r.npy"], ["r.npy"], 3),
        ("a part", ["report", "short.npy", "short.npy", "--logits", "--shard", "1/2", "--part", "p"], ["p"], 2),
        ("a fit", ["fit", "table.csv", "--value", "y", "--folds", "5", "--model", "m", "--predictions", "q.csv", "--report", "f.html"], ["m", "q.csv", "f.html"], 2),
    ];

    [UnixFact]
    public void Whatever_signal_ends_a_run_at_whatever_moment_nothing_half_written_stays_behind()
    {
        Prepare();
        Random random = new(1);
        string[] inputs = _folder.Names;
        List<string> slow = [];
        int ended = 0;
        for (int run = 0; run < Runs; run++)
        {
            var work = Works[run % Works.Length];
            (int number, string signal) = s_signals[(run + (run / Works.Length)) % s_signals.Length];
            TimeSpan delay = TimeSpan.FromSeconds(0.05 + (random.NextDouble() * work.Longest * (Asked > 0 ? 1 : 0.3)));
            using Process process = Command.Start(_folder.Path, work.Arguments);
            Thread.Sleep(delay);
            Stopwatch elapsed = Stopwatch.StartNew();
            _ = SendSignal(process.Id, number);
            Outcome outcome = Command.Finish(process);
            string what = $"{work.Name}, {signal} after {delay.TotalSeconds:F2} s: status {outcome.Status}, ended after {elapsed.Elapsed.TotalSeconds:F2} s";
            output.WriteLine(what);
            ended += outcome.Status == 0 ? 0 : 1;

            // A shell in the background has its children ignore SIGINT and SIGQUIT: these end when they are done.
            if (outcome.Status != 0 && elapsed.Elapsed > TimeSpan.FromSeconds(Asked > 0 ? 1 : 10))
            {
                slow.Add(what);
            }

            Assert.True(outcome.Status == 0 || outcome.Status == 128 + number, $"{what}: {outcome.Error}");
            Assert.DoesNotContain(_folder.Names, name => name.StartsWith('.'));
            string[] left = [.. _folder.Names.Except(inputs, StringComparer.Ordinal)];
            Assert.True(left.Length == (outcome.Status == 0 ? work.Outputs.Length : left.Length), what);
            RemoveWhole(left);
        }

        Assert.True(slow.Count == 0, string.Join('\n', slow));
        Assert.True(ended > 0, "No run was ended by a signal.");
    }

    [UnixFact]
    public void What_a_killed_run_leaves_goes_with_the_next_one()
    {
        Prepare();
        string[] inputs = _folder.Names;
        string[] command = ["loss", "short.npy", "short.npy", "--reduction", "sum", "--grad-input", "g.npy"];
        using (Process process = Command.Start(_folder.Path, command))
        {
            Running.WaitUntil(() => _folder.Names.Length > inputs.Length);
            _ = SendSignal(process.Id, Kill);
            Assert.Equal(128 + Kill, Command.Finish(process).Status);
        }

        Assert.False(File.Exists(_folder.File("g.npy")));
        using (Process process = Command.Start(_folder.Path, command))
        {
            Running.WaitUntilOpen(process, ".tmp");
            _ = SendSignal(process.Id, 15);
            Assert.Equal(143, Command.Finish(process).Status);
        }

        Assert.Equal(inputs, _folder.Names);
    }

    public void Dispose() => _folder.Dispose();

    private void Prepare()
    {
        _folder.WriteSparse("short.npy", "<f4", 4, 20_000, 5_000);
        _folder.WriteSparse("long.npy", "<f4", 4, 2, Asked > 0 ? 200_000_000 : 50_000_000);
        Random random = new(1);
        File.WriteAllLines(_folder.File("table.csv"), ["a,b,y", .. Enumerable.Range(0, 5_000).Select(_ => $"{random.Next(9)},{random.Next(99)},{random.Next(50)}")]);
    }

    /// <summary>What has its name is whole: it can be read to its end.</summary>
    private void RemoveWhole(string[] names)
    {
        foreach (string name in names)
        {
            if (name.EndsWith(".npy", StringComparison.Ordinal))
            {
                using KLDiv.Files.RowSource rows = KLDiv.Files.RowSource.Open(_folder.File(name));
            }
            else if (name.EndsWith(".html", StringComparison.Ordinal))
            {
                Assert.EndsWith("</html>\n", File.ReadAllText(_folder.File(name)), StringComparison.Ordinal);
            }
            else if (name is "m" or "p")
            {
                KLDiv.Files.SafetensorsFile.Open(_folder.File(name)).Dispose();
            }

            File.Delete(_folder.File(name));
        }
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int SendSignal(int process, int signal);
}
