using System.CommandLine;
using KLDiv.Cli.Completion;
using KLDiv.Cli.Parsing;
using KLDiv.Cli.Terminal;

namespace KLDiv.Cli.Commands;

/// <summary><c>kldiv completion</c>: a script by which a shell completes the words of the command.</summary>
internal static class CompletionCommand
{
    public const string Description = "A script by which a shell completes commands, options, their values and files.";

    private const string Notes =
        """
        The script goes to the standard output. Read it where the shell starts, with the
        line of the examples in ~/.bashrc, ~/.zshrc (after compinit),
        ~/.config/fish/config.fish or $PROFILE.
        """;

    private const string Examples =
        """
        source <(kldiv completion bash)
        source <(kldiv completion zsh)
        kldiv completion fish | source
        kldiv completion powershell | Out-String | Invoke-Expression
        """;

    private delegate string ScriptWriter(IReadOnlyList<CompletedCommand> commands, IReadOnlyList<CompletedOption> options);

    public static Command Create(Host host)
    {
        Argument<ScriptWriter?> shell = Words.ChosenArgument<ScriptWriter>(
            "SHELL",
            "bash, zsh, fish or powershell.",
            ("bash", BashCompletion.Write),
            ("zsh", ZshCompletion.Write),
            ("fish", FishCompletion.Write),
            ("powershell", PowerShellCompletion.Write));
        ExemplifiedCommand command = new("completion", Description, Examples, Notes) { shell };
        command.SetAction(parsed =>
        {
            Command root = CommandLine.Root(host);
            host.Output.Write(parsed.GetRequiredValue(shell)!(CompletedCommand.Of(root), CompletedCommand.OptionsOf(root)));
        });
        return command;
    }
}
