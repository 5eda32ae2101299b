namespace KLDiv.Regression;

/// <summary>Partial dependence: the distribution as one feature moves, averaged over rows whose other features stay as they are (Friedman 2001).</summary>
/// <param name="Feature">Its name.</param>
/// <param name="HasLevels">Whether its values are levels of a category, not numbers.</param>
/// <param name="Influence">How much of the probability it moves: the mean, over the values as they occur, of the total variation distance from the average distribution.</param>
/// <param name="Points">Values of the feature, in order.</param>
public sealed record FeatureEffect(string Feature, bool HasLevels, double Influence, IReadOnlyList<EffectPoint> Points)
{
    /// <summary>Which part of a date the numbers are, which names them; null: they are no dates.</summary>
    public DatePart? Part { get; init; }

    /// <summary>The mean distance between neighbouring points; 0 where there is only one.</summary>
    public double Step => Points.Count > 1 ? (Points[^1].Value - Points[0].Value) / (Points.Count - 1) : 0;
}

/// <summary>The distribution where a feature has one value.</summary>
/// <param name="Level">The level; null where the feature is a number.</param>
/// <param name="Value">The value; the number of the level where there is one.</param>
/// <param name="Share">The part of the rows that have it, or have it nearest.</param>
/// <param name="Distribution">The mean over rows of the predicted distributions.</param>
/// <param name="Mean">The mean of it; NaN without bins.</param>
/// <param name="Spread">The standard deviation of a row's distribution, as root mean square over the rows; NaN without bins.</param>
public sealed record EffectPoint(string? Level, double Value, double Share, IReadOnlyList<double> Distribution, double Mean, double Spread);
