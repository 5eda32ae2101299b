namespace KLDiv.Regression;

/// <summary>The rows parted by a feature.</summary>
/// <param name="Feature">Its name.</param>
/// <param name="Step">A distance between its numbers by which the bounds of the parts can be told apart when they are written; 0 where it has levels.</param>
/// <param name="Slices">The parts.</param>
public sealed record FeatureSlices(string Feature, double Step, IReadOnlyList<Slice> Slices)
{
    /// <summary>Which part of a date the numbers are, which names them; null: they are no dates.</summary>
    public DatePart? Part { get; init; }
}

/// <summary>A part of the rows: those of a level, of a number, or of a range of numbers.</summary>
/// <param name="Level">The level; null where the feature is a number.</param>
/// <param name="From">The least number that belongs to the part, -∞ for the lowest part; the number of the level where there is one.</param>
/// <param name="To">Where the next part begins, +∞ for the highest part; the same as <paramref name="From"/> where that is the only value of the part.</param>
/// <param name="Rows">How many rows it has.</param>
/// <param name="Predicted">The mean of the distributions predicted for them.</param>
/// <param name="Observed">The mean of what was observed in them.</param>
public sealed record Slice(string? Level, double From, double To, long Rows, IReadOnlyList<double> Predicted, IReadOnlyList<double> Observed)
{
    /// <summary>Whether a value of the feature belongs to the part.</summary>
    internal bool Has(double value) => From == To ? value == From : value >= From && value < To;
}
