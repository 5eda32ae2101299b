using System.Diagnostics;
using KLDiv.Cli.Terminal;

namespace KLDiv.Cli.Tests.Fuzz;

/// <summary>What came of a case.</summary>
/// <param name="Status">The exit status.</param>
/// <param name="Output">The answer.</param>
/// <param name="Error">The messages.</param>
/// <param name="Unhandled">What was thrown through the whole command.</param>
/// <param name="Elapsed">How long it took: by the clock or the processors, whichever is less, since a machine may be short of time.</param>
/// <param name="Allocated">What the process allocated meanwhile, all together.</param>
internal sealed record CommandRun(int Status, string Output, string Error, Exception? Unhandled, TimeSpan Elapsed, long Allocated)
{
    /// <summary>Runs the command on this thread, in the folder that is current.</summary>
    public static CommandRun Of(params string[] arguments)
    {
        using StringWriter output = new(), error = new();
        Exception? unhandled = null;
        Host host = new()
        {
            Output = output,
            Error = error,
            OutputIsTerminal = false,
            ErrorIsTerminal = false,
            Cancellation = CancellationToken.None,
            Faulted = fault => unhandled = fault,
        };
        long before = GC.GetTotalAllocatedBytes();
        TimeSpan worked = Environment.CpuUsage.TotalTime;
        long start = Stopwatch.GetTimestamp();
        int status = Entry.Run(arguments, host, interrupted: () => throw new InvalidOperationException("Nothing interrupts it."));
        TimeSpan elapsed = Stopwatch.GetElapsedTime(start);
        worked = Environment.CpuUsage.TotalTime - worked;
        return new CommandRun(
            status, output.ToString(), error.ToString(), unhandled, worked < elapsed ? worked : elapsed, GC.GetTotalAllocatedBytes() - before);
    }
}
