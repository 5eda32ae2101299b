using System.Diagnostics;
using System.Globalization;

namespace KLDiv.Benchmarks.Measuring;

/// <summary>A Python script in a process of its own, told by lines what to do, so that its repeats can take turns with ours.</summary>
internal class PeerProcess : IDisposable
{
    /// <summary>Debian's: an interpreter that comes first on the path need not have its packages.</summary>
    public const string Python = "/usr/bin/python3";

    private readonly Process _process;

    /// <param name="process">The script, which has said that it is ready.</param>
    /// <param name="versions">What it said about itself.</param>
    protected PeerProcess(Process process, string versions)
    {
        _process = process;
        Versions = versions;
    }

    /// <summary>The versions of the packages and of Python.</summary>
    public string Versions { get; }

    /// <summary>The value of an expression.</summary>
    /// <exception cref="PeerException">It cannot be done; the message says why.</exception>
    public double Value(string expression) => Number($"value {expression}");

    /// <summary>By how many bytes the memory of the process rose at most during a call.</summary>
    public long PeakMemory(string expression) => (long)Number($"memory {expression}");

    /// <summary>A call of an expression, to be timed; the clock is read in the other process.</summary>
    public IContender Contender(string expression) => new RemoteContender(this, expression);

    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing)
    {
        if (disposing)
        {
            _process.StandardInput.Close();
            _process.WaitForExit();
            _process.Dispose();
        }
    }

    /// <param name="start">The interpreter, the script, and what is in its environment.</param>
    /// <param name="package">What it must be able to import.</param>
    /// <param name="make">Makes the peer from the process and its versions.</param>
    /// <param name="absence">Why there is none, in words; null where there is one.</param>
    protected static TPeer? Start<TPeer>(ProcessStartInfo start, string package, Func<Process, string, TPeer> make, out string? absence)
        where TPeer : PeerProcess
    {
        start.UseShellExecute = false;
        start.RedirectStandardInput = true;
        start.RedirectStandardOutput = true;
        Process process;
        try
        {
            process = Process.Start(start)!;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            absence = $"{start.FileName} is not there";
            return null;
        }

        string[] greeting = (process.StandardOutput.ReadLine() ?? "").Split(' ', 2);
        if (greeting is ["ready", string versions])
        {
            absence = null;
            return make(process, versions);
        }

        process.Dispose();
        absence = $"{start.FileName} cannot import {package}" + (greeting is ["absent", string reason] ? $" ({reason})" : "");
        return null;
    }

    protected double Number(string command) => double.Parse(Ask(command), CultureInfo.InvariantCulture);

    protected string Ask(string command)
    {
        _process.StandardInput.WriteLine(command);
        _process.StandardInput.Flush();
        string answer = _process.StandardOutput.ReadLine() ?? throw new PeerException($"The process ended at: {command}");
        return answer.StartsWith("error ", StringComparison.Ordinal) ? throw new PeerException(answer["error ".Length..]) : answer;
    }

    private sealed class RemoteContender(PeerProcess peer, string expression) : IContender
    {
        /// <summary>Threads that have nothing to do spin for a while before they sleep: those of one process must not take processors from the other.</summary>
        private static readonly TimeSpan s_rest = TimeSpan.FromMilliseconds(10);

        public double Time(long calls)
        {
            Thread.Sleep(s_rest);
            double nanoseconds = peer.Number($"time {calls} {expression}");
            Thread.Sleep(s_rest);
            return nanoseconds;
        }
    }
}
