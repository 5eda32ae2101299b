using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace KLDiv.Cli.Parsing;

/// <summary>The library's help, followed by the notes and the examples of the command.</summary>
internal sealed class HelpWithExamples(TextWriter writer, int width) : SynchronousCommandLineAction
{
    private readonly HelpAction _builtIn = new() { MaxWidth = width };

    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parseResult)
    {
        using StringWriter text = new();
        parseResult.InvocationConfiguration.Output = text;
        _ = _builtIn.Invoke(parseResult);
        WriteLines($"{text}".TrimEnd(), indent: "");
        if (parseResult.CommandResult.Command is ExemplifiedCommand command)
        {
            Section("Notes", command.Notes);
            Section("Examples", command.Examples);
        }

        return ExitStatus.Done;
    }

    private void Section(string title, string text)
    {
        if (text.Length > 0)
        {
            writer.WriteLine();
            writer.WriteLine($"{title}:");
            WriteLines(text, indent: "  ");
        }
    }

    private void WriteLines(string text, string indent)
    {
        foreach (string line in text.ReplaceLineEndings("\n").Split('\n'))
        {
            writer.WriteLine($"{indent}{line}".TrimEnd());
        }
    }
}
