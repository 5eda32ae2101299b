using System.Collections.Concurrent;
using System.CommandLine;
using KLDiv.Cli.Completion;
using KLDiv.Cli.Parsing;
using Command = KLDiv.TestSupport.Command;

namespace KLDiv.Cli.Tests.Completion;

/// <summary>What shells offer behind the beginning of a command line, asked of the shells themselves.</summary>
public sealed class CompletionTests : IDisposable
{
    private const string Zsh = "/usr/bin/zsh", Fish = "/usr/bin/fish";

    private static readonly string[] s_files = ["a b.npy", "x.npy"];

    private static readonly ConcurrentDictionary<string, string> s_scripts = new(StringComparer.Ordinal);

    private readonly TemporaryFolder _folder = new();

    public CompletionTests() => Array.ForEach(s_files, name => File.WriteAllText(_folder.File(name), ""));

    /// <summary>The beginning of a line, and what may follow.</summary>
    public static TheoryData<string, string[]> Lines => new()
    {
        { "lo", ["loss"] },
        { "loss --red", ["--reduction"] },
        { "loss --reduction ", ["none", "sum", "mean", "batchmean", "weightedmean"] },
        { "loss x.npy p.npy --reduction b", ["batchmean"] },
        { "fit t.csv --l2 ", ["auto"] },
        { "fit t.csv --value x --missing dr", ["drop"] },
        { "report x p --gr", [] },
        { "demo --", ["--output", "--help"] },
        { "completion ", ["bash", "zsh", "fish", "powershell"] },
        { "loss x", ["x.npy"] },
        { "loss ", s_files },
        { "loss --output ", s_files },
        { "merge x.npy ", s_files },
    };

    [UnixTheory("/bin/bash")]
    [MemberData(nameof(Lines))]
    [InlineData("loss --reduction = s", new[] { "sum" })]
    [InlineData("loss --reduction =", new[] { "none", "sum", "mean", "batchmean", "weightedmean" })]
    [InlineData("report x p --beta ", new string[0])]
    public void Bash_offers_what_the_parser_knows(string line, string[] words) => Check(
        words,
        Run("bash", "/bin/bash", """
            source script
            COMP_WORDS=(kldiv $1) COMP_CWORD=${#COMP_WORDS[@]}
            [[ $1 == *' ' ]] && COMP_WORDS+=('') || COMP_CWORD=$((COMP_CWORD - 1))
            _kldiv
            printf '%s\n' "${COMPREPLY[@]}"
            """, line));

    [UnixTheory(Fish)]
    [MemberData(nameof(Lines))]
    [InlineData("loss --reduction=s", new[] { "--reduction=sum" })]
    [InlineData("report x p --beta ", new string[0])]
    public void Fish_offers_what_the_parser_knows(string line, string[] words) => Check(words, Run("fish", Fish, "source script; complete -C \"kldiv $argv[1]\" | string replace -r '\\t.*' ''; true", line));

    /// <summary>One that is asked has to be shown a terminal, and completes the line in its editor.</summary>
    [UnixTheory(Zsh)]
    [InlineData("lo", "loss ")]
    [InlineData("loss --red", "loss --reduction=")]
    [InlineData("loss --reduction ba", "loss --reduction batchmean ")]
    [InlineData("loss --reduction=su", "loss --reduction=sum ")]
    [InlineData("fit t.csv --l2 a", "fit t.csv --l2 auto ")]
    [InlineData("demo --o", "demo --output=")]
    [InlineData("completion z", "completion zsh ")]
    [InlineData("loss x", "loss x.npy ")]
    [InlineData("loss --output a", "loss --output a\\ b.npy ")]
    [InlineData("report x p --beta x", "report x p --beta x")]
    public void Zsh_completes_what_the_parser_knows(string line, string completed) => Assert.Equal(
        [$"kldiv {completed}"],
        Run("zsh", Zsh, """
            zmodload zsh/zpty
            zpty shell zsh -f -i
            zpty -w shell 'autoload -Uz compinit; compinit -u -D; source script; save() { zle complete-word; print -r -- "$BUFFER" > part; mv part saved }; zle -N save; bindkey "^X" save; print r""eady'
            while zpty -r shell printed; do [[ $printed == *ready* ]] && break; done
            zpty -w -n shell "kldiv $1"$'\x18'
            for ((i = 0; i < 600; i++)); do [[ -e saved ]] && break; sleep 0.05; done
            zpty -d shell
            cat saved
            """, line));

    [PowerShellTheory]
    [MemberData(nameof(Lines))]
    public void PowerShell_offers_what_the_parser_knows(string line, string[] words) => Check(
        words,
        Run("powershell", PowerShellTheoryAttribute.Program!, """
            param($line)
            Invoke-Expression (Get-Content script | Out-String)
            (TabExpansion2 -inputScript "kldiv $line" -cursorColumn ($line.Length + 6)).CompletionMatches | ForEach-Object { $_.CompletionText.Trim("'") -replace '^\./', '' }
            """, line));

    [Theory]
    [InlineData("bash")]
    [InlineData("zsh")]
    [InlineData("fish")]
    [InlineData("powershell")]
    public void A_script_knows_every_command_and_every_option_with_its_words(string shell)
    {
        string script = Script(shell);
        CompletedCommand[] commands = CompletedCommand.Of(CommandLine.Root(Silence.Host));
        Assert.Equal(CommandLine.Root(Silence.Host).Subcommands.Count, commands.Length);
        Assert.All(commands, command => Assert.Contains(command.Name, script, StringComparison.Ordinal));
        Assert.All(
            commands.SelectMany(command => command.Options),
            option => Assert.All(
                [shell is "fish" ? $" -l {option.Names[0][2..]}" : option.Names[0], .. option.Value?.Words ?? []],
                word => Assert.Contains(word, script, StringComparison.Ordinal)));
        Assert.Contains(commands.SelectMany(command => command.Options), option => option.Value is { IsFile: true, Words: [] });
    }

    public void Dispose() => _folder.Dispose();

    private static void Check(string[] words, string[] offered) =>
        Assert.Equal(words.Order(StringComparer.Ordinal), offered.Where(word => word is not "-h").Order(StringComparer.Ordinal));

    private static string Script(string shell) => s_scripts.GetOrAdd(shell, _ =>
    {
        Outcome outcome = Command.Run(Path.GetTempPath(), "completion", shell);
        Assert.Equal((0, ""), (outcome.Status, outcome.Error));
        return outcome.Output;
    });

    /// <summary>Runs a program of a shell, beside the script that is there for that shell, in a folder of two files.</summary>
    private string[] Run(string shell, string interpreter, string program, string line)
    {
        using TemporaryFolder beside = new();
        string asking = beside.File("ask.ps1");
        File.WriteAllText(asking, program.Replace("script", beside.File("words"), StringComparison.Ordinal));
        File.WriteAllText(beside.File("words"), Script(shell));
        Outcome outcome = Command.RunProgram(interpreter, _folder.Path, [asking, line]);
        Assert.Equal((0, ""), (outcome.Status, outcome.Error));
        return outcome.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
