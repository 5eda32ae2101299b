using System.Text;

namespace KLDiv.Cli.Completion;

/// <summary>A script for fish.</summary>
internal static class FishCompletion
{
    public static string Write(IReadOnlyList<CompletedCommand> commands, IReadOnlyList<CompletedOption> options)
    {
        StringBuilder script = new("# Completion of kldiv for fish: kldiv completion fish | source\ncomplete -c kldiv -f\n");
        foreach (CompletedOption option in options)
        {
            Write(script, "__fish_use_subcommand", option);
        }

        foreach (CompletedCommand command in commands)
        {
            string within = $"__fish_seen_subcommand_from {command.Name}";
            script.Append($"complete -c kldiv -n __fish_use_subcommand -a {command.Name} -d {Quoted(command.Description)}\n");
            foreach (CompletedOption option in command.Options)
            {
                Write(script, within, option);
            }

            if (command.Argument is { } argument)
            {
                script.Append($"complete -c kldiv -n {Quoted(within)} {(argument.IsFile ? "-F" : $"-a {Quoted(string.Join(' ', argument.Words))}")}\n");
            }
        }

        return script.ToString();
    }

    private static void Write(StringBuilder script, string condition, CompletedOption option)
    {
        IEnumerable<string> names = option.Names.Select(name => name.StartsWith("--", StringComparison.Ordinal) ? $"-l {name[2..]}" : $"-s {name[1..]}");
        string value = option.Value switch
        {
            null => "",
            { IsFile: true } => " -r -F",
            { Words.Count: > 0 } words => $" -x -a {Quoted(string.Join(' ', words.Words))}",
            _ => " -x",
        };
        script.Append($"complete -c kldiv -n {Quoted(condition)} {string.Join(' ', names)}{value} -d {Quoted(option.Description)}\n");
    }

    private static string Quoted(string text) =>
        $"'{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "\\'", StringComparison.Ordinal)}'";
}
