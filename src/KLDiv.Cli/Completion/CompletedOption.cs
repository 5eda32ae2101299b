namespace KLDiv.Cli.Completion;

/// <summary>What a shell can complete of an option.</summary>
/// <param name="Names">The words that call it, the first one in full.</param>
/// <param name="Description">What it does.</param>
/// <param name="Value">What it takes; null: nothing.</param>
internal sealed record CompletedOption(IReadOnlyList<string> Names, string Description, CompletedValue? Value);
