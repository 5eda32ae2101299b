using System.Runtime.InteropServices;
using KLDiv.Files;

namespace KLDiv.Cli.Terminal;

/// <summary>Turns Ctrl-C and the other signals that ask a process to end into a cancellation, and ends a process that does not heed it in time.</summary>
internal sealed partial class Interruption : IDisposable
{
    /// <summary>Ctrl-C ends the command within a second; work that does not look up for this long is cut off.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(500);

    /// <summary>The signals whose default is to end the process, and which it may catch: SIGHUP, SIGINT, SIGQUIT, SIGUSR1, SIGUSR2, SIGALRM, SIGTERM, SIGXCPU, SIGVTALRM, SIGPROF.</summary>
    private static readonly int[] s_linux = [1, 2, 3, 10, 12, 14, 15, 24, 26, 27];

    /// <summary>SIGXFSZ: a file has met the limit on its size. Without the signal the writing fails, and that is told.</summary>
    private const int FileTooLarge = 25;

    private const nint Ignore = 1;

    private readonly CancellationTokenSource _source = new();
    private readonly PosixSignalRegistration[] _registrations;
    private Timer? _deadline;

    public Interruption()
    {
        if (!OperatingSystem.IsWindows())
        {
            _ = SetHandler(FileTooLarge, Ignore);
        }

        _registrations = OperatingSystem.IsLinux()
            ? [.. s_linux.Select(number => Register((PosixSignal)number, number))]
            : [Register(PosixSignal.SIGHUP, 1), Register(PosixSignal.SIGINT, 2), Register(PosixSignal.SIGQUIT, 3), Register(PosixSignal.SIGTERM, 15)];
    }

    public CancellationToken Token => _source.Token;

    /// <summary>The exit status that tells the signal; meaningful once <see cref="Token"/> is cancelled.</summary>
    public int Status { get; private set; }

    public void Dispose()
    {
        foreach (PosixSignalRegistration registration in _registrations)
        {
            registration.Dispose();
        }

        _deadline?.Dispose();
        _source.Dispose();
    }

    private PosixSignalRegistration Register(PosixSignal signal, int number) => PosixSignalRegistration.Create(signal, context => Interrupt(context, number));

    private void Interrupt(PosixSignalContext context, int number)
    {
        context.Cancel = true;
        Status = ExitStatus.OfSignal(number);
        _deadline ??= new Timer(_ => End(), state: null, Patience, Timeout.InfiniteTimeSpan);
        try
        {
            _source.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The command has just come to its own end.
        }
    }

    private void End()
    {
        AtomicFile.RemoveUnfinished();
        Environment.Exit(Status);
    }

    [LibraryImport("libc", EntryPoint = "signal")]
    private static partial nint SetHandler(int signal, nint handler);
}
