using System.Text;
using KLDiv.Files;

namespace KLDiv.Cli.Terminal;

/// <summary>What a command sees of the process around it: the answer goes to <see cref="Output"/>, everything else to <see cref="Error"/>.</summary>
internal sealed class Host
{
    /// <summary>The width for which text is laid out where neither a terminal nor COLUMNS says one.</summary>
    private const int UsualWidth = 80;

    private const int NarrowestLine = 60, LongestLine = 120;

    public required TextWriter Output { get; init; }

    public required TextWriter Error { get; init; }

    public required bool OutputIsTerminal { get; init; }

    public required bool ErrorIsTerminal { get; init; }

    public required CancellationToken Cancellation { get; init; }

    /// <summary>Who is told of a fault of the program beside the standard error.</summary>
    public Action<Exception>? Faulted { get; init; }

    /// <summary>The columns that text on the standard output may use.</summary>
    public int Width => Math.Clamp(OutputIsTerminal ? WidthOfTerminal() : WidthOfFile(), NarrowestLine, LongestLine);

    public static Host OfProcess(CancellationToken cancellation)
    {
        // The pictures are drawn with block characters; UTF-8 is what every reader of redirected output expects.
        Console.OutputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
        return new Host
        {
            Output = Descriptors.IsInherited(1) ? new StandardWriter(Console.Out) : new ClosedWriter(),
            Error = Descriptors.IsInherited(2) ? new StandardWriter(Console.Error) : TextWriter.Null,
            OutputIsTerminal = !Console.IsOutputRedirected,
            ErrorIsTerminal = !Console.IsErrorRedirected,
            Cancellation = cancellation,
        };
    }

    /// <summary>Prints the one line of an error and gives back the exit status.</summary>
    public int Fail(string message, int status)
    {
        Tell(message);
        return status;
    }

    /// <summary>Prints one line to the standard error.</summary>
    public void Tell(string message)
    {
        try
        {
            Error.WriteLine($"kldiv: {VisibleText.Of(message.ReplaceLineEndings(" "))}");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The standard error is full or closed: the exit status is all that can still be told.
        }
    }

    /// <summary>A text as the standard output is to show it: in colour on a terminal that has colours, unless NO_COLOR asks for none.</summary>
    public string Painted(string text, TerminalColour colour) => OutputIsTerminal && HasColours() ? $"\e[{(int)colour}m{text}\e[0m" : text;

    private static bool HasColours() => Environment.GetEnvironmentVariable("NO_COLOR") is null or ""
        && (OperatingSystem.IsWindows()
            ? Environment.GetEnvironmentVariable("WT_SESSION") is not null
            : Environment.GetEnvironmentVariable("TERM") is not (null or "dumb"));

    private static int WidthOfTerminal() => Console.WindowWidth is var width and > 0 ? width : UsualWidth;

    private static int WidthOfFile() => NumberText.TryParse(Environment.GetEnvironmentVariable("COLUMNS") ?? "", out int width, allowSign: true) && width > 0 ? width : UsualWidth;
}
