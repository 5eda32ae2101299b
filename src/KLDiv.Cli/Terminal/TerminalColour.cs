namespace KLDiv.Cli.Terminal;

/// <summary>How text stands out on a terminal: the numbers that select graphic rendition (ECMA-48).</summary>
internal enum TerminalColour
{
    Faint = 2,
    Green = 32,
    Blue = 94,
}
