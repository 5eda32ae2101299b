using System.Runtime.InteropServices;

namespace KLDiv.Cli.Terminal;

/// <summary>Turns Ctrl-C and SIGTERM into a cancellation, and ends a process that does not heed it in time.</summary>
internal sealed class Interruption : IDisposable
{
    /// <summary>Ctrl-C ends the command within a second; work that does not look up for this long is cut off.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(800);

    private readonly CancellationTokenSource _source = new();
    private readonly PosixSignalRegistration[] _registrations;
    private Timer? _deadline;

    public Interruption() => _registrations =
    [
        PosixSignalRegistration.Create(PosixSignal.SIGINT, context => Interrupt(context, 2)),
        PosixSignalRegistration.Create(PosixSignal.SIGTERM, context => Interrupt(context, 15)),
    ];

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

    private void Interrupt(PosixSignalContext context, int number)
    {
        context.Cancel = true;
        Status = ExitStatus.OfSignal(number);
        _deadline ??= new Timer(_ => Environment.Exit(Status), state: null, Patience, Timeout.InfiniteTimeSpan);
        _source.Cancel();
    }
}
