using KLDiv.Files;

namespace KLDiv.Cli.Inspecting;

/// <summary>What was found of a tensor.</summary>
/// <param name="Name">Its name in the file; null where it has none.</param>
/// <param name="Lengths">Its shape.</param>
/// <param name="Type">The type of its elements.</param>
/// <param name="Kind">What it holds by its format, or looks like by its first rows; null where neither is known.</param>
/// <param name="IsKnown">Whether that is by its format.</param>
/// <param name="HasLabels">Whether it knows the true class of each row.</param>
/// <param name="Sample">Its first rows; null where they were not looked at.</param>
/// <param name="Problem">Why it is not read; null where it is.</param>
internal sealed record InspectedTensor(
    string? Name, IReadOnlyList<nint> Lengths, string Type, string? Kind, bool IsKnown, bool HasLabels, FirstRows? Sample, string? Problem)
{
    /// <summary>How it is written, where it is text.</summary>
    public TextDialect? Dialect { get; private init; }

    /// <summary>What was guessed of how it is written and may be wrong.</summary>
    public IReadOnlyList<string> Notes { get; private init; } = [];

    /// <param name="file">The file.</param>
    /// <param name="name">The name of the tensor in it; null for the only one.</param>
    /// <param name="dialect">How the file is written if it is text.</param>
    /// <param name="isSampled">Whether its first rows are looked at.</param>
    public static InspectedTensor Of(string file, string? name, TextDialect dialect, bool isSampled)
    {
        try
        {
            using RowSource source = RowSource.Open(name is null ? file : $"{file}#{name}", dialect);
            FirstRows? sample = isSampled ? FirstRows.Of(source) : null;
            return new InspectedTensor(name, source.Lengths.ToArray(), source.StoredAs, source.Kind?.Name() ?? KindOf(source, sample), source.Kind is not null, source.HasLabels, sample, null)
            {
                Dialect = source.Dialect,
                Notes = source.Notes,
            };
        }
        catch (DataFileException refusal)
        {
            return new InspectedTensor(name, [], "", null, IsKnown: false, HasLabels: false, null, refusal.Problem);
        }
    }

    /// <summary>A vector is a column: numbers for the rows of something else.</summary>
    private static string? KindOf(RowSource source, FirstRows? sample) => source.Lengths.Length < 2 ? null : sample?.Looks;
}
