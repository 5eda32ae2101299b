namespace KLDiv.Cli;

/// <summary>The command line asks for what cannot be; the message is the whole line after <c>kldiv: </c>.</summary>
internal sealed class CommandLineException(string message) : Exception(message);
