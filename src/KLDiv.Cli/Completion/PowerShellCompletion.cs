using System.Text;

namespace KLDiv.Cli.Completion;

/// <summary>A script for PowerShell. Where it offers nothing, PowerShell itself completes the names of files.</summary>
internal static class PowerShellCompletion
{
    public static string Write(IReadOnlyList<CompletedCommand> commands, IReadOnlyList<CompletedOption> own)
    {
        StringBuilder script = new(
            """
            # Completion of kldiv for PowerShell: kldiv completion powershell | Out-String | Invoke-Expression
            Register-ArgumentCompleter -Native -CommandName kldiv -ScriptBlock {
                param($word, $line, $cursor)
                $before = @($line.CommandElements | Where-Object { $_.Extent.EndOffset -lt $cursor } | ForEach-Object { $_.Extent.Text })
                if ($word -and $before.Count -gt 0 -and $before[-1] -eq $word) { $before = @($before | Select-Object -SkipLast 1) }
                $command = if ($before.Count -gt 1) { $before[1] } else { '' }
                $words = @(switch -CaseSensitive ("$command $($before[-1])") {

            """.ReplaceLineEndings("\n"));
        foreach (CompletedCommand command in commands)
        {
            foreach ((string values, IEnumerable<string> names) in command.OptionsByValue(value => List(value.Words)))
            {
                script.Append($"        {{ $_ -cin {string.Join(", ", names.Select(name => Quoted($"{command.Name} {name}")))} }} {{ {values}; break }}\n");
            }

            string options = List(Described(command.Options));
            string others = command.Argument is { } argument ? $"if ($word -like '-*') {{ {options} }} else {{ {List(argument.Words)} }}" : options;
            script.Append($"        {{ $_ -clike {Quoted($"{command.Name} *")} }} {{ {others}; break }}\n");
        }

        IEnumerable<(string, string)> all = commands.Select(command => (command.Name, command.Description)).Concat(Described(own));
        return script.Append(
            $$"""
                    default { {{List(all)}} }
                })
                $words | Where-Object { $_ -and $_[0] -like "$word*" } | ForEach-Object {
                    [System.Management.Automation.CompletionResult]::new($_[0], $_[0], 'ParameterValue', $_[1])
                }
            }

            """.ReplaceLineEndings("\n")).ToString();
    }

    private static IEnumerable<(string Word, string Description)> Described(IEnumerable<CompletedOption> options) =>
        options.SelectMany(option => option.Names.Select(name => (name, option.Description)));

    private static string List(IEnumerable<string> words) => List(words.Select(word => (word, word)));

    /// <summary>An array of pairs, each a word and what is told about it. The comma in front keeps a single pair from being taken apart.</summary>
    private static string List(IEnumerable<(string Word, string Description)> words) => string.Join("; ", words.Select(word => $", @({Quoted(word.Word)}, {Quoted(word.Description)})"));

    private static string Quoted(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";
}
