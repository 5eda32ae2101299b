using System.CommandLine;

namespace KLDiv.Cli.Parsing;

/// <summary>A command whose help ends with notes and examples.</summary>
/// <param name="name">The word that calls it.</param>
/// <param name="description">What it does, in a sentence or two.</param>
/// <param name="examples">Lines to type, as they are typed.</param>
/// <param name="notes">What the options do not say by themselves.</param>
internal sealed class ExemplifiedCommand(string name, string description, string examples, string notes = "") : Command(name, description)
{
    public string Examples { get; } = examples;

    public string Notes { get; } = notes;
}
