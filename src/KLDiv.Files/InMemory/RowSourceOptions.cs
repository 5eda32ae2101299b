namespace KLDiv.Files;

/// <summary>What is said of rows that come from no file.</summary>
public sealed record RowSourceOptions
{
    /// <summary>What messages and reports call the source.</summary>
    public string Name { get; init; } = "memory";

    /// <summary>What the rows hold; null: nothing is said.</summary>
    public RowKind? Kind { get; init; }

    /// <summary>The true class of each row, from 0 to the length of a row less 1; null where it is not known.</summary>
    public IReadOnlyList<int>? Labels { get; init; }
}
