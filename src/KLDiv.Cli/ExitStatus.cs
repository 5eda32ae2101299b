using KLDiv.Cli.Parsing;

namespace KLDiv.Cli;

/// <summary>What the command answers to the shell.</summary>
internal static class ExitStatus
{
    public const int Done = 0;

    /// <summary>The data is wrong: unreadable, malformed, of different shapes, or a NaN where a number must be.</summary>
    public const int Data = 1;

    /// <summary>The command line is wrong.</summary>
    public const int CommandLine = 2;

    /// <summary>A threshold was asked for, and is exceeded.</summary>
    public const int Exceeded = 3;

    /// <summary>A fault of the program itself: EX_SOFTWARE of sysexits.h.</summary>
    public const int Fault = 70;

    /// <summary>The shells' convention for a process that a signal ended: 130 for Ctrl-C (2), 143 for SIGTERM (15).</summary>
    public static int OfSignal(int number) => 128 + number;
}
