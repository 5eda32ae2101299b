using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Parsing;
using KLDiv.Cli.Commands;
using KLDiv.Cli.Terminal;
using KLDiv.Files;

namespace KLDiv.Cli.Parsing;

/// <summary>The words of the command, and what is said about those that it does not know.</summary>
internal static class CommandLine
{
    /// <summary>The commands, in the order of the help.</summary>
    private static readonly (string Name, string Description, Func<Host, Command> Create)[] s_commands =
    [
        ("demo", DemoCommand.Description, DemoCommand.Create),
        ("loss", LossCommand.Description, LossCommand.Create),
        ("fit", FitCommand.Description, FitCommand.Create),
        ("predict", PredictCommand.Description, PredictCommand.Create),
        ("report", ReportCommand.Description, ReportCommand.Create),
        ("compare", CompareCommand.Description, CompareCommand.Create),
        ("merge", MergeCommand.Description, MergeCommand.Create),
        ("sparsify", SparsifyCommand.Description, SparsifyCommand.Create),
        ("inspect", InspectCommand.Description, InspectCommand.Create),
        ("formats", FormatsCommand.Description, FormatsCommand.Create),
        ("completion", CompletionCommand.Description, CompletionCommand.Create),
    ];

    /// <summary>Exceptions and signals are mapped to exit statuses in one place, by the program itself.</summary>
    public static InvocationConfiguration Invocation(Host host) => new()
    {
        Output = host.Output,
        Error = host.Error,
        EnableDefaultExceptionHandler = false,
        ProcessTerminationTimeout = null,
    };

    /// <summary>Parses the arguments.</summary>
    /// <exception cref="CommandLineException">The arguments are not a command.</exception>
    public static ParseResult Parse(string[] args, Host host)
    {
        // No response files: a tensor file may be called @x.npy.
        ParseResult parsed = Root(host, name => args is [var asked, ..] && string.Equals(name, asked, StringComparison.Ordinal)).Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
        bool explains = parsed.Action is { ClearsParseErrors: true };
        bool isRight = parsed.Errors.Count == 0 && OptionTakenForFile(parsed) is null;
        return isRight || explains ? parsed : throw new CommandLineException(Explain(parsed));
    }

    /// <summary>The command with all its words.</summary>
    /// <param name="host">Where answers and messages go.</param>
    /// <param name="isWanted">Which commands are wanted with their options, by name; of the others there are name and description. Null: all.</param>
    public static ExemplifiedCommand Root(Host host, Predicate<string>? isWanted = null)
    {
        ExemplifiedCommand root = new(
            "kldiv",
            "The Kullback-Leibler divergence loss over tensor files, reports on how far two of them are apart, and regression of whole distributions by it.",
            """
            kldiv demo
            kldiv loss log-q.npy p.npy --reduction batchmean
            kldiv fit births.csv --features weekday,month --value births --model m.safetensors
            kldiv predict m.safetensors --set weekday=Tue,month=3
            kldiv report quantised.npy original.npy --input-kind logits --target-kind logits
            """);
        foreach ((string name, string description, Func<Host, Command> create) in s_commands)
        {
            root.Add(isWanted?.Invoke(name) != false ? create(host) : new Command(name, description));
        }

        root.Options.Add(new HelpOption("--help", "-h") { Action = new HelpText(host.Output, host.Width), Description = "Show this help." });
        root.Options.Add(new VersionOption("--version") { Action = new VersionText(host.Output), Description = "Show the version, the runtime and the width of its vectors." });
        // Nothing was asked for, so the help is no answer: it goes to the standard error, and the status says that a command is missing.
        HelpText hint = new(host.Error, host.Width);
        root.SetAction(parsed =>
        {
            _ = hint.Invoke(parsed);
            return ExitStatus.CommandLine;
        });
        return root;
    }

    /// <summary>The options that a command takes, its own and those that go with every command, but for the hidden ones.</summary>
    public static IEnumerable<Option> OptionsOf(Command command, Command root) =>
        command.Options.Concat(command == root ? [] : root.Options.Where(option => option.Recursive)).Where(option => !option.Hidden);

    private static string Explain(ParseResult parsed)
    {
        Command command = parsed.CommandResult.Command;
        return $"{Reason(parsed, command)}; see {(command is { Name: "kldiv" } ? "" : "kldiv ")}{command.Name} --help";
    }

    private static string Count(OptionResult option) => option.Tokens.Count == 0
        ? $"{option.Option.Name} needs a value"
        : $"{option.Option.Name} is given {option.Tokens.Count} times; once is enough";

    /// <summary>The parser takes an option that it does not know for a file. Files with such names come after <c>--</c>.</summary>
    private static string? OptionTakenForFile(ParseResult parsed)
    {
        IEnumerable<Token> meantAsFiles = parsed.Tokens.SkipWhile(token => token.Type != TokenType.DoubleDash);
        return parsed.CommandResult.Command.Arguments
            .SelectMany(argument => parsed.GetResult(argument)?.Tokens ?? [])
            .FirstOrDefault(token => token.Value is ['-', _, ..] && !meantAsFiles.Any(file => ReferenceEquals(file, token)))?.Value;
    }

    private static string UnknownOption(string given, ParseResult parsed)
    {
        IEnumerable<Option> known = OptionsOf(parsed.CommandResult.Command, parsed.RootCommandResult.Command);
        return $"unknown option '{given}'{NearName.Hint(given.Split('=')[0], known.Select(option => option.Name))}";
    }

    private static string Reason(ParseResult parsed, Command command)
    {
        if (OptionTakenForFile(parsed) is { } unknown)
        {
            return UnknownOption(unknown, parsed);
        }

        if (parsed.UnmatchedTokens is [string stranger, ..])
        {
            return stranger.StartsWith('-') ? UnknownOption(stranger, parsed)
                : command.Subcommands.Count == 0 ? $"unknown argument '{stranger}'"
                : $"unknown command '{stranger}'{NearName.Hint(stranger, command.Subcommands.Select(known => known.Name))}";
        }

        foreach (Argument argument in command.Arguments)
        {
            if (argument.Arity.MinimumNumberOfValues > 0 && parsed.GetResult(argument) is not { Tokens.Count: > 0 })
            {
                return $"{command.Name}: {argument.Name} is missing";
            }
        }

        foreach (Option option in command.Options)
        {
            if (option.Required && parsed.GetResult(option) is not { IdentifierTokenCount: > 0 })
            {
                return $"{command.Name}: {option.Name} is missing";
            }
        }

        ParseError error = parsed.Errors[0];
        return error.SymbolResult is OptionResult { Tokens.Count: not 1 } miscounted ? Count(miscounted) : error.Message;
    }
}
