namespace KLDiv.Regression.Tables.Cells;

/// <summary>What the user said of a column.</summary>
internal sealed record ColumnWish
{
    /// <summary>What it is; null: what its cells say.</summary>
    public FeatureKind? Kind { get; init; }

    /// <summary>Its cycle, where it comes round.</summary>
    public CyclicColumn? Cycle { get; init; }

    /// <summary>Its levels in their order, where they were given.</summary>
    public IReadOnlyList<string>? Order { get; init; }

    /// <summary>How its dates are read, where it was said to be of dates.</summary>
    public DateColumn? Date { get; init; }

    /// <summary>Whether dates stay words.</summary>
    public bool IsNoDate { get; init; }

    /// <summary>Whether it is the value, which is regressed.</summary>
    public bool IsValue { get; init; }

    /// <summary>Whether the user named it, as a feature or as one of a kind.</summary>
    public bool IsNamed { get; init; }

    /// <summary>What stands before the decimals of numbers that are written plainly.</summary>
    public char DecimalMark { get; init; } = '.';

    /// <summary>Whether its numbers are levels too.</summary>
    public bool HoldsLevels => Kind is FeatureKind.Categorical or FeatureKind.Ordinal;
}
