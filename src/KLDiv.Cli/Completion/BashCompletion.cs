using System.Text;

namespace KLDiv.Cli.Completion;

/// <summary>A script for bash from version 4.4 on.</summary>
internal static class BashCompletion
{
    public static string Write(IReadOnlyList<CompletedCommand> commands, IReadOnlyList<CompletedOption> options)
    {
        StringBuilder script = new(
            """
            # Completion of kldiv for bash: source <(kldiv completion bash)
            _kldiv() {
                local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]} words='' files=''
                # The equals sign between an option and its value is a word here.
                if [[ $word == '=' ]]; then
                    word=''
                elif [[ $before == '=' ]]; then
                    before=${COMP_WORDS[COMP_CWORD - 2]}
                fi
                case "$((COMP_CWORD > 1)) ${COMP_WORDS[1]} $before" in

            """.ReplaceLineEndings("\n"));
        foreach (CompletedCommand command in commands)
        {
            Write(script, command);
        }

        return script.Append(
            $$"""
                    '0 '*) words='{{string.Join(' ', commands.Select(command => command.Name).Concat(options.SelectMany(option => option.Names)))}}' ;;
                esac
                if [[ $files ]]; then
                    compopt -o filenames 2> /dev/null
                    mapfile -t COMPREPLY < <(compgen -f -- "$word")
                else
                    mapfile -t COMPREPLY < <(compgen -W "$words" -- "$word")
                fi
            }
            complete -F _kldiv kldiv

            """.ReplaceLineEndings("\n")).ToString();
    }

    private static void Write(StringBuilder script, CompletedCommand command)
    {
        foreach ((string values, IEnumerable<string> options) in command.OptionsByValue(Complete))
        {
            script.Append($"        {string.Join(" | ", options.Select(option => $"'1 {command.Name} {option}'"))}) {values} ;;\n");
        }

        string names = string.Join(' ', command.Options.SelectMany(option => option.Names));
        string others = command.Argument is { } argument ? $"if [[ $word == -* ]]; then words='{names}'; else {Complete(argument)}; fi" : $"words='{names}'";
        script.Append($"        '1 {command.Name} '*) {others} ;;\n");
    }

    private static string Complete(CompletedValue value) => value.IsFile ? "files=yes" : $"words='{string.Join(' ', value.Words)}'";
}
