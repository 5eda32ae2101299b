using System.Diagnostics;

namespace KLDiv.Cli.Tests;

/// <summary>Waits for commands that are in the middle of their work.</summary>
internal static class Running
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    /// <summary>Waits until a process has opened a file.</summary>
    public static void WaitUntilOpen(Process process, string name) => WaitUntil(() =>
    {
        Assert.False(process.HasExited);
        return new DirectoryInfo($"/proc/{process.Id}/fd").GetFiles().Any(file => file.LinkTarget?.EndsWith(name, StringComparison.Ordinal) ?? false);
    });

    public static void WaitUntil(Func<bool> condition)
    {
        Stopwatch waited = Stopwatch.StartNew();
        while (!condition())
        {
            Assert.True(waited.Elapsed < Deadline, "The command has not begun its work.");
            Thread.Sleep(20);
        }
    }
}
