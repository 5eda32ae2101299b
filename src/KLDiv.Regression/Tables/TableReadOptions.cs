using KLDiv.Files;

namespace KLDiv.Regression;

/// <summary>How a table is read for a model that was fitted to another.</summary>
public sealed record TableReadOptions
{
    /// <summary>Features alone; what the model does not know is an error.</summary>
    public static TableReadOptions Default { get; } = new();

    /// <summary>Whether the value or the targets are read too, to be compared with what is predicted.</summary>
    public bool Outcomes { get; init; }

    /// <summary>What becomes of a level that is not known.</summary>
    public UnseenLevels Unseen { get; init; }

    /// <summary>What becomes of rows with a missing value; null: an error, unless missing features took their means when the model was fitted.</summary>
    public MissingValues? Missing { get; init; }

    /// <summary>Columns whose texts are carried along, to stand beside what is predicted; null: all of the table.</summary>
    public IReadOnlyList<string>? Keep { get; init; } = [];

    /// <summary>Whether numbers outside of what the model was fitted to, and levels that it does not know, are refused instead of told of.</summary>
    public bool Strict { get; init; }

    /// <inheritdoc cref="TableOptions.Dialect"/>
    public TextDialect Dialect { get; init; } = TextDialect.Found;
}
