namespace KLDiv.Cli.Tests.Fuzz;

/// <summary>Ends the process when a case does not end by itself, and leaves behind what is needed to meet it again.</summary>
internal sealed class Watchdog(string findings) : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly Timer _timer = new(state => ((Watchdog)state!).Bark());
    private CommandCase? _guarded;

    /// <summary>Watches over a case until what is returned is disposed of.</summary>
    public IDisposable Guard(CommandCase tried)
    {
        _guarded = tried;
        _timer.Change(Patience, Timeout.InfiniteTimeSpan);
        return new Leash(_timer);
    }

    public void Dispose() => _timer.Dispose();

    private void Bark()
    {
        string folder = Path.Combine(findings, "hangs");
        _guarded?.Save(folder);
        Environment.FailFast($"A command did not end in {Patience}; {folder} has its files and arguments.");
    }

    private sealed class Leash(Timer timer) : IDisposable
    {
        public void Dispose() => timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }
}
