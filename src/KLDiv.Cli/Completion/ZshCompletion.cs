using System.Text;

namespace KLDiv.Cli.Completion;

/// <summary>A script for zsh, to be sourced or to lie in a folder of its <c>fpath</c> as <c>_kldiv</c>.</summary>
internal static class ZshCompletion
{
    public static string Write(IReadOnlyList<CompletedCommand> commands, IReadOnlyList<CompletedOption> options)
    {
        StringBuilder script = new(
            """
            #compdef kldiv
            # Completion of kldiv for zsh: source <(kldiv completion zsh)
            _kldiv() {
                local -a commands=(

            """.ReplaceLineEndings("\n"));
        foreach (CompletedCommand command in commands)
        {
            script.Append($"        '{command.Name}:{Quoted(command.Description)}'\n");
        }

        script.Append(
            """
                )
                if (( CURRENT == 2 )); then
                    _describe -t commands command commands
                    _arguments \

            """.ReplaceLineEndings("\n"));
        Write(script, options, argument: null);
        script.Append("        return\n    fi\n    shift words\n    (( CURRENT-- ))\n    case $words[1] in\n");
        foreach (CompletedCommand command in commands)
        {
            script.Append($"        {command.Name})\n            _arguments \\\n");
            Write(script, command.Options, command.Argument);
            script.Append("            ;;\n");
        }

        return script.Append(
            """
                esac
            }
            if [[ $funcstack[1] == _kldiv ]]; then
                _kldiv "$@"
            else
                compdef _kldiv kldiv
            fi

            """.ReplaceLineEndings("\n")).ToString();
    }

    private static void Write(StringBuilder script, IReadOnlyList<CompletedOption> options, CompletedValue? argument)
    {
        IEnumerable<string> specifications = options
            .SelectMany(option => option.Names.Select(name => $"{name}{(option.Value is null ? "" : "=")}[{InBrackets(option.Description)}]{(option.Value is { } value ? Complete(value) : "")}"))
            .Concat(argument is null ? [] : [$"*{Complete(argument)}"]);
        script.AppendJoin(" \\\n", specifications.Select(specification => $"                '{Quoted(specification)}'")).Append('\n');
    }

    private static string Complete(CompletedValue value) =>
        $":{value.Name.Replace(":", "\\:", StringComparison.Ordinal)}:{(value.IsFile ? "_files" : value.Words.Count > 0 ? $"({string.Join(' ', value.Words)})" : " ")}";

    private static string InBrackets(string text) => text.Replace("[", "\\[", StringComparison.Ordinal).Replace("]", "\\]", StringComparison.Ordinal);

    private static string Quoted(string text) => text.Replace("'", "'\\''", StringComparison.Ordinal);
}
