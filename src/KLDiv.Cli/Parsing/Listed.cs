namespace KLDiv.Cli.Parsing;

/// <summary>Several things in one text, with commas between them; no array, which the parser would take for an option that is given several times.</summary>
/// <param name="Items">The things, at least one.</param>
internal sealed record Listed<T>(T[] Items);
