using KLDiv.Cli.Terminal;

namespace KLDiv.Cli.Tests;

/// <summary>A host to which nobody listens, for who asks the parser alone.</summary>
internal static class Silence
{
    public static Host Host { get; } = new()
    {
        Output = TextWriter.Null,
        Error = TextWriter.Null,
        OutputIsTerminal = false,
        ErrorIsTerminal = false,
        Cancellation = CancellationToken.None,
    };
}
