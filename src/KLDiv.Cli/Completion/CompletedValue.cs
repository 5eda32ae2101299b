namespace KLDiv.Cli.Completion;

/// <summary>What is given to an option or a command.</summary>
/// <param name="Name">What the help calls it.</param>
/// <param name="Words">The words that it may be; empty where it may be anything.</param>
/// <param name="IsFile">Whether it is the name of a file.</param>
internal sealed record CompletedValue(string Name, IReadOnlyList<string> Words, bool IsFile);
