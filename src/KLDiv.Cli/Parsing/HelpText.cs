using System.CommandLine;
using System.CommandLine.Invocation;

namespace KLDiv.Cli.Parsing;

/// <summary>The help of a command: what it does, its words, its notes and its examples, in lines of a width.</summary>
internal sealed class HelpText(TextWriter writer, int width) : SynchronousCommandLineAction
{
    private const string Indent = "  ";

    private bool _hasBegun;

    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parseResult)
    {
        Command command = parseResult.CommandResult.Command;
        Command root = parseResult.RootCommandResult.Command;
        bool isRoot = ReferenceEquals(command, root);
        Section("Description", WrappedText.Lines(command.Description ?? "", width - Indent.Length));
        Section("Usage", WrappedText.Lines((isRoot ? "" : $"{root.Name} ") + Usage(command), width - Indent.Length));
        Table("Arguments", command.Arguments.Select(argument => ($"<{argument.Name}>", argument.Description)));
        Table("Options", CommandLine.OptionsOf(command, root).Select(option => (Words(option), option.Description)));
        Table("Commands", command.Subcommands.Where(other => !other.Hidden).Select(other => (other.Name, other.Description)));
        if (command is ExemplifiedCommand { Notes: { } notes, Examples: { } examples })
        {
            Section("Notes", Paragraphs(notes.ReplaceLineEndings("\n")));
            Section("Examples", Commands(examples.ReplaceLineEndings("\n").Replace(" \\\n      ", " ", StringComparison.Ordinal)));
        }

        return ExitStatus.Done;
    }

    private static string Usage(Command command) => string.Join(
        ' ', [command.Name, .. command.Subcommands.Count > 0 ? ["[command]"] : command.Arguments.Select(Word), "[options]"]);

    private static string Word(Argument argument)
    {
        string name = $"<{argument.Name}>{(argument.Arity.MaximumNumberOfValues > 1 ? "..." : "")}";
        return argument.Arity.MinimumNumberOfValues > 0 ? name : $"[{name}]";
    }

    private static string Words(Option option) =>
        $"{string.Concat(option.Aliases.Select(alias => $"{alias}, "))}{option.Name}{(option.HelpName is { } value ? $" <{value}>" : "")}";

    /// <summary>The lines of notes: a paragraph ends at an empty line, and its own ends of lines mean nothing.</summary>
    private IEnumerable<string> Paragraphs(string notes) => notes.Length == 0 ? []
        : notes.Split("\n\n").SelectMany((paragraph, i) => WrappedText.Lines(paragraph, width - Indent.Length).Prepend("").Skip(i > 0 ? 0 : 1));

    private IEnumerable<string> Commands(string examples) =>
        examples.Split('\n', StringSplitOptions.RemoveEmptyEntries).SelectMany(example => WrappedText.ShellLines(example, width - Indent.Length));

    /// <summary>Two columns, as wide as the first must be and at most half of the width; what is wider there has the second column begin in the next line.</summary>
    private void Table(string title, IEnumerable<(string Name, string? Text)> entries)
    {
        (string Name, string Text)[] rows = [.. entries.Select(entry => (entry.Name, entry.Text ?? ""))];
        int most = (width / 2) - Indent.Length;
        int column = rows.Select(row => row.Name.Length).Where(length => length <= most).DefaultIfEmpty(0).Max();
        Section(title, rows.SelectMany(row => Row(row.Name, column, row.Text)));
    }

    private IEnumerable<string> Row(string name, int column, string text)
    {
        string[] names = [.. WrappedText.Lines(name, width - Indent.Length)];
        string[] texts = [.. WrappedText.Lines(text, width - column - (2 * Indent.Length))];
        bool isBeside = name.Length <= column;
        return names[..^1]
            .Append(isBeside ? $"{name.PadRight(column)}{Indent}{texts[0]}" : names[^1])
            .Concat(texts[(isBeside ? 1 : 0)..].Select(line => $"{new string(' ', column)}{Indent}{line}"));
    }

    private void Section(string title, IEnumerable<string> lines)
    {
        string[] all = [.. lines];
        if (all.Length == 0)
        {
            return;
        }

        writer.Write(_hasBegun ? "\n" : "");
        writer.WriteLine($"{title}:");
        _hasBegun = true;
        foreach (string line in all)
        {
            writer.WriteLine($"{Indent}{line}".TrimEnd());
        }
    }
}
