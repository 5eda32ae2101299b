namespace KLDiv.Cli.Tests.Fuzz;

/// <summary>The memory that is in use at once, looked at while something runs, garbage aside.</summary>
internal static class LivePeak
{
    public static long Of(Action action)
    {
        long before = GC.GetTotalMemory(forceFullCollection: true);
        long peak = before;
        using ManualResetEventSlim done = new();
        Thread watcher = new(() =>
        {
            while (!done.Wait(TimeSpan.FromMilliseconds(1)))
            {
                GC.Collect();
                peak = Math.Max(peak, GC.GetTotalMemory(forceFullCollection: false));
            }
        });
        watcher.Start();
        try
        {
            action();
        }
        finally
        {
            done.Set();
            watcher.Join();
        }

        return peak - before;
    }
}
