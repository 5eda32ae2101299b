namespace KLDiv.Files.Csv;

/// <summary>How a text writes its table, where the table begins, and what of that is worth saying.</summary>
internal sealed record FoundDialect
{
    /// <summary>What parts the columns; a blank stands for any run of blanks and tabs.</summary>
    public required char Separator { get; init; }

    /// <summary>What stands before the decimals of a number.</summary>
    public required char DecimalMark { get; init; }

    /// <summary>Whether the first line says the separator.</summary>
    public bool IsDeclared { get; init; }

    /// <summary>How many records stand before the table: what says its separator, and comments.</summary>
    public int Before { get; init; }

    /// <summary>Whether the first record looks like those below it, so that it may not be a header.</summary>
    public bool LooksHeaderless { get; init; }

    /// <summary>Whether the header has a name less than the rows have fields, as R writes rows with names.</summary>
    public bool HasRowNames { get; init; }

    /// <summary>Whether a mark of comments stands before the header as a field of its own.</summary>
    public bool HasMarkedHeader { get; init; }

    /// <summary>Whether nothing stands in the last field of the header and below it, so far as was looked.</summary>
    public bool EndsEmpty { get; init; }

    /// <summary>For each field of the header, the first of a wide one, whether nothing stands in it and below it, so far as was looked.</summary>
    public bool[] IsEmpty { get; init; } = [];

    /// <summary>What was guessed and is not the plain standard.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>What was guessed of numbers alone, and may be wrong.</summary>
    public IReadOnlyList<string> Doubts { get; init; } = [];
}
