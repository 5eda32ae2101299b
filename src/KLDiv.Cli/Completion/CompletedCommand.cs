using System.CommandLine;
using System.CommandLine.Completions;
using KLDiv.Cli.Parsing;

namespace KLDiv.Cli.Completion;

/// <summary>What a shell can complete of a command.</summary>
/// <param name="Name">The word that calls it.</param>
/// <param name="Description">What it does.</param>
/// <param name="Options">Its options.</param>
/// <param name="Argument">What it takes beside options; null: nothing.</param>
internal sealed record CompletedCommand(string Name, string Description, IReadOnlyList<CompletedOption> Options, CompletedValue? Argument)
{
    /// <summary>The commands of the program as the parser knows them.</summary>
    public static CompletedCommand[] Of(Command root) => [.. root.Subcommands.Where(command => !command.Hidden).Select(command => Of(command, root))];

    /// <summary>The options of the program itself.</summary>
    public static CompletedOption[] OptionsOf(Command root) => [.. CommandLine.OptionsOf(root, root).Select(Of)];

    /// <summary>The names of the options that take a value, together where a script completes the same for them.</summary>
    /// <param name="complete">What completes a value.</param>
    public IEnumerable<(string Value, IEnumerable<string> Options)> OptionsByValue(Func<CompletedValue, string> complete) => Options
        .Where(option => option.Value is not null)
        .GroupBy(option => complete(option.Value!), option => option.Names, StringComparer.Ordinal)
        .Select(group => (group.Key, group.SelectMany(names => names)));

    private static CompletedCommand Of(Command command, Command root) => new(
        command.Name,
        command.Description ?? "",
        [.. CommandLine.OptionsOf(command, root).Select(Of)],
        command.Arguments.Count == 0 ? null : Of(command.Arguments[0].Name, command.Arguments[0].GetCompletions(CompletionContext.Empty), isFile: true));

    private static CompletedOption Of(Option option) => new(
        [option.Name, .. option.Aliases],
        option.Description ?? "",
        option.ValueType == typeof(bool) || option.Arity.MaximumNumberOfValues == 0
            ? null
            : Of(option.HelpName ?? "VALUE", option.GetCompletions(CompletionContext.Empty), option.HelpName?.Contains("FILE", StringComparison.Ordinal) == true));

    private static CompletedValue Of(string name, IEnumerable<CompletionItem> words, bool isFile)
    {
        string[] all = [.. words.Select(word => word.Label)];
        return new CompletedValue(name, all, isFile && all.Length == 0);
    }
}
