using KLDiv.Regression.Fitting;

namespace KLDiv.Regression.Explaining;

/// <summary>A column of a table, and the features that it became.</summary>
/// <param name="column">The column.</param>
internal sealed class TableFeature(FeatureColumn column) : ExplainedFeature
{
    /// <remarks>The days of the week too, which have names.</remarks>
    public override bool HasLevels => column.HasLevels || Part == DatePart.Weekday;

    public override DatePart? Part => column.Part;

    public override double ValueOf(ReadOnlySpan<double> row)
    {
        ReadOnlySpan<double> features = row.Slice(column.FirstFeature, column.Width);
        if (column.HasMissingFeature)
        {
            if (features[^1] == 1)
            {
                return double.NaN;
            }

            features = features[..^1];
        }

        return column.Kind switch
        {
            FeatureKind.Categorical => features.IndexOf(1) is var level and >= 0 ? level : double.NaN,
            // A missing level has the means, which are no steps.
            FeatureKind.Ordinal => features.ContainsAnyExcept(0, 1) ? double.NaN : SteadySums.Sum(features),
            // Rounded to what sine and cosine can tell.
            FeatureKind.Cyclic => Math.Round(Turned(Math.Atan2(features[1], features[0]) / (2 * Math.PI)) * column.Period, 9),
            _ => features[0],
        };
    }

    public override void Set(Span<double> row, double value) => column.Encode(value, row.Slice(column.FirstFeature, column.Width));

    public override string? LevelOf(double value) => column.HasLevels ? column.Levels[(int)value] : HasLevels ? column.TextOf(value) : null;

    /// <summary>All levels, those too that no sampled row has; of a cycle the whole.</summary>
    protected override double[] GridValues(double[] values) => column.Kind switch
    {
        FeatureKind.Categorical or FeatureKind.Ordinal => [.. Enumerable.Range(0, column.Levels.Count).Select(level => (double)level)],
        FeatureKind.Cyclic => Evenly(column.Low, column.High, double.IsInteger(column.Low) && double.IsInteger(column.High)),
        _ => base.GridValues(values),
    };

    /// <summary>A part of a turn from 0 up to 1.</summary>
    private static double Turned(double turn) => turn < 0 ? turn + 1 : turn;
}
