using System.Diagnostics;
using System.Runtime.InteropServices;

namespace KLDiv.Cli.Tests;

public sealed partial class InterruptionTests : IDisposable
{
    private const int Interrupt = 2;
    private const int Terminate = 15;

    private readonly CommandFolder _folder = new();

    [UnixFact]
    public void Ctrl_C_ends_a_long_loss_within_a_second_with_status_130() => EndsOn(Interrupt, 130);

    [UnixFact]
    public void A_termination_ends_a_long_loss_within_a_second_with_status_143() => EndsOn(Terminate, 143);

    [UnixFact]
    public void Ctrl_C_leaves_nothing_half_written()
    {
        _folder.WriteSparse("x.npy", "<f4", 4, 2048, 1 << 18);
        using Process process = Command.Start(_folder.Path, "loss", "x.npy", "x.npy", "--reduction", "sum", "--grad-input", "g.npy");
        Running.WaitUntil(() => _folder.Names.Length == 2);
        Assert.Equal(0, Kill(process.Id, Interrupt));
        Assert.Equal(new Outcome(130, "", ""), Command.Finish(process));
        Assert.Equal(["x.npy"], _folder.Names);
    }

    [UnixFact]
    public void Ctrl_C_ends_a_report_within_a_second_with_status_130_and_writes_no_rows()
    {
        _folder.WriteSparse("x.npy", "<f4", 4, 1 << 17, 1 << 17);
        using Process process = Command.Start(
            _folder.Path, "report", "x.npy", "x.npy", "--input-kind", "logits", "--target-kind", "logits", "--rows", "rows.npy");
        Running.WaitUntilOpen(process, "x.npy");
        Stopwatch elapsed = Stopwatch.StartNew();
        Assert.Equal(0, Kill(process.Id, Interrupt));
        Assert.Equal(new Outcome(130, "", ""), Command.Finish(process));
        Assert.InRange(elapsed.Elapsed.TotalSeconds, 0, 1);
        Assert.Equal(["x.npy"], _folder.Names);
    }

    [UnixFact]
    public void Ctrl_C_ends_a_fit_within_a_second_with_status_130_and_writes_no_model()
    {
        var random = new Random(3);
        _folder.Write("f.npy", [4000, 30], [.. Enumerable.Range(0, 4000 * 30).Select(_ => random.NextDouble())]);
        _folder.Write("p.npy", [4000, 20], [.. Enumerable.Range(0, 4000 * 20).Select(_ => random.NextDouble() / 10)]);
        using Process process = Command.Start(_folder.Path, "fit", "f.npy", "p.npy", "--folds", "2000", "--model", "m", "--predictions", "q.npy");
        Assert.Equal("iteration      loss", process.StandardOutput.ReadLine());
        Stopwatch elapsed = Stopwatch.StartNew();
        Assert.Equal(0, Kill(process.Id, Interrupt));
        Outcome outcome = Command.Finish(process);
        Assert.Equal((130, ""), (outcome.Status, outcome.Error));
        Assert.InRange(elapsed.Elapsed.TotalSeconds, 0, 1);
        Assert.Equal(["f.npy", "p.npy"], _folder.Names);
    }

    public void Dispose() => _folder.Dispose();

    private void EndsOn(int signal, int status)
    {
        // 64 GB that take no room on the disk: minutes of work.
        _folder.WriteSparse("x.npy", "<f4", 4, 1 << 17, 1 << 17);
        using Process process = Command.Start(_folder.Path, "loss", "x.npy", "x.npy", "--reduction", "sum");
        Running.WaitUntilOpen(process, "x.npy");
        Stopwatch elapsed = Stopwatch.StartNew();
        Assert.Equal(0, Kill(process.Id, signal));
        Assert.Equal(new Outcome(status, "", ""), Command.Finish(process));
        Assert.InRange(elapsed.Elapsed.TotalSeconds, 0, 1);
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int process, int signal);
}
