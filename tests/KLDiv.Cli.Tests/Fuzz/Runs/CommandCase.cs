namespace KLDiv.Cli.Tests.Fuzz;

/// <summary>A command line, and the files that are there.</summary>
internal sealed record CommandCase(string[] Arguments, IReadOnlyDictionary<string, byte[]> Files)
{
    /// <summary>The command; what is none counts under its own name.</summary>
    public string Command => Arguments is [var first, ..] ? first : "";

    /// <summary>The files that the command line names, with or without a tensor in them.</summary>
    public IReadOnlyList<string> Named { get; } =
        [.. Arguments.Select(argument => argument.Split('#')[0]).Where(Files.ContainsKey).Distinct(StringComparer.Ordinal)];

    /// <summary>The files that an option names: what is written may replace them.</summary>
    public IEnumerable<string> NamedByOptions =>
        Arguments.Skip(1).Where((argument, i) => Arguments[i].StartsWith("--", StringComparison.Ordinal) && Files.ContainsKey(argument));

    public long Bytes => Named.Sum(name => (long)Files[name].Length);

    /// <summary>The case with one of its files changed.</summary>
    public CommandCase With(string name, byte[] contents) => new(Arguments, new Dictionary<string, byte[]>(Files, StringComparer.Ordinal) { [name] = contents });

    /// <summary>The case with another command line.</summary>
    public CommandCase With(string[] arguments) => new(arguments, Files);

    /// <summary>Writes all that it takes to meet the case again into a folder.</summary>
    public void Save(string folder)
    {
        Directory.CreateDirectory(folder);
        foreach (string name in Named)
        {
            File.WriteAllBytes(Path.Combine(folder, name), Files[name]);
        }

        File.WriteAllLines(Path.Combine(folder, "arguments"), Arguments);
    }
}
