namespace KLDiv.Cli.Tests.Fuzz;

/// <summary>What came of the cases of a command.</summary>
internal sealed record CommandCounts(long Done, long Refused, long Misspelt, TimeSpan Time, TimeSpan Longest, long MostAllocated)
{
    public CommandCounts()
        : this(0, 0, 0, default, default, 0)
    {
    }

    public long All => Done + Refused + Misspelt;

    public CommandCounts With(CommandRun run) => new(
        Done + (run.Status == 0 ? 1 : 0),
        Refused + (run.Status is not 0 and not ExitStatus.CommandLine ? 1 : 0),
        Misspelt + (run.Status == ExitStatus.CommandLine ? 1 : 0),
        Time + run.Elapsed,
        run.Elapsed > Longest ? run.Elapsed : Longest,
        Math.Max(MostAllocated, run.Allocated));
}
