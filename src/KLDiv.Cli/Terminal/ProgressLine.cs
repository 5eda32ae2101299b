using System.Diagnostics;
using System.Globalization;
using KLDiv.Files;

namespace KLDiv.Cli.Terminal;

/// <summary>
/// One line on the standard error that says how far a long job is, drawn over itself from the first second on.
/// Nothing is shown where the standard error is no terminal.
/// </summary>
internal sealed class ProgressLine : IProgress<double>, IDisposable
{
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(250);

    private readonly Lock _drawing = new();
    private readonly TextWriter _writer;
    private readonly Stopwatch _elapsed = Stopwatch.StartNew();
    private readonly Timer? _timer;
    private double _fraction;
    private string _stage = "";
    private int _shown;

    public ProgressLine(Host host)
    {
        _writer = host.Error;
        _timer = host.ErrorIsTerminal ? new Timer(_ => Draw(), state: null, Silence, Period) : null;
    }

    void IProgress<double>.Report(double value) => Report(value);

    /// <summary>Says how far the job is.</summary>
    /// <param name="done">The part that is done, 0 to 1; 0 where it is not known.</param>
    /// <param name="doing">What is being done, where there are stages.</param>
    public void Report(double done, string doing = "")
    {
        lock (_drawing)
        {
            _fraction = done;
            _stage = doing;
        }
    }

    /// <summary>Writes to the terminal that the line stands on, after wiping it.</summary>
    public void Interleave(Action write)
    {
        lock (_drawing)
        {
            Wipe();
            write();
        }
    }

    public void Dispose()
    {
        _timer?.Dispose();
        lock (_drawing)
        {
            Wipe();
            _shown = -1;
        }
    }

    private static string Describe(double fraction, string stage, TimeSpan elapsed)
    {
        string done = fraction > 0 ? string.Create(CultureInfo.InvariantCulture, $"{Math.Floor(fraction * 100)} %  ") : "";
        string remaining = fraction > 0 ? $", {Clock(elapsed * ((1 - fraction) / fraction))} remaining" : "";
        return $"{(stage.Length > 0 ? VisibleText.Of(stage) : "")}{(stage.Length > 0 ? "  " : "")}{done}{Clock(elapsed)} elapsed{remaining}";
    }

    private static string Clock(TimeSpan time) => time.TotalHours >= 1
        ? string.Create(CultureInfo.InvariantCulture, $"{Math.Floor(time.TotalHours)}:{time:mm\\:ss}")
        : time.ToString("m\\:ss", CultureInfo.InvariantCulture);

    private void Draw()
    {
        lock (_drawing)
        {
            // The timer may fire once more while it is being disposed of.
            if (_shown < 0)
            {
                return;
            }

            string line = Describe(_fraction, _stage, _elapsed.Elapsed);
            Write($"\r{line.PadRight(_shown)}");
            _shown = line.Length;
        }
    }

    private void Wipe()
    {
        if (_shown > 0)
        {
            Write($"\r{new string(' ', _shown)}\r");
            _shown = 0;
        }
    }

    private void Write(string text)
    {
        try
        {
            _writer.Write(text);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The terminal has gone; the work goes on, and on the timer's thread nobody would catch it.
        }
    }
}
