using System.Numerics.Tensors;

namespace KLDiv.Regression.Explaining;

/// <summary>Parts a sample's rows by the most influential features: by level, or in thirds of a number.</summary>
internal static class SampleSlices
{
    /// <summary>As many levels as rows are parted into by the most influential feature, and by a second one.</summary>
    private const int MostSlices = 12, MostOfSecond = 4;

    /// <summary>A number of no more values than these is parted by value.</summary>
    private const int FewValues = 4;

    /// <param name="sample">The rows.</param>
    /// <param name="effects">The features and what they do, the most influential first.</param>
    public static IReadOnlyList<FeatureSlices> Of(RowSample sample, IReadOnlyList<(ExplainedFeature Feature, FeatureEffect Effect)> effects) =>
    [
        .. effects.Take(1)
            .Concat(effects.Skip(1).Where(one => !one.Effect.HasLevels || one.Effect.Points.Count <= MostOfSecond).Take(1))
            .Select(one => Parted(sample, one.Feature, one.Effect)),
    ];

    private static FeatureSlices Parted(RowSample sample, ExplainedFeature feature, FeatureEffect effect)
    {
        double[] values = [.. Enumerable.Range(0, sample.Rows).Select(row => feature.ValueOf(sample.FeaturesOf(row)))];
        (double step, IEnumerable<Slice> parts) = effect.HasLevels || effect.Points.Count <= FewValues ? (effect.Step, Single(effect)) : Thirds(values);
        return new FeatureSlices(feature.Name, step, [.. parts.Select(part => Filled(part, sample, values)).Where(part => part.Rows > 0)]) { Part = feature.Part };
    }

    /// <summary>A part for each of the most frequent values.</summary>
    private static IEnumerable<Slice> Single(FeatureEffect effect) =>
        effect.Points.OrderByDescending(point => point.Share).Take(MostSlices).OrderBy(point => point.Value).Select(point => Empty(point.Level, point.Value, point.Value));

    private static (double Step, IEnumerable<Slice> Parts) Thirds(double[] values)
    {
        double[] sorted = [.. values.Where(double.IsFinite).Order()];
        double low = sorted[sorted.Length / 3], high = sorted[2 * sorted.Length / 3];
        Slice[] middle = low < high ? [Empty(null, low, high)] : [];
        return ((sorted[^1] - sorted[0]) / MostSlices, [Empty(null, double.NegativeInfinity, low), .. middle, Empty(null, high, double.PositiveInfinity)]);
    }

    private static Slice Empty(string? level, double from, double to) => new(level, from, to, 0, [], []);

    /// <summary>A part with the rows that belong to it.</summary>
    private static Slice Filled(Slice part, RowSample sample, double[] values)
    {
        double[] predicted = new double[sample.Support], observed = new double[sample.Support];
        double weight = 0;
        long rows = 0;
        for (int row = 0; row < sample.Rows; row++)
        {
            if (part.Has(values[row]) && sample.Weight(row) > 0)
            {
                TensorPrimitives.MultiplyAdd(sample.Predicted(row), sample.Weight(row), predicted, predicted);
                TensorPrimitives.MultiplyAdd(sample.Observed(row), sample.Weight(row), observed, observed);
                weight += sample.Weight(row);
                rows++;
            }
        }

        TensorPrimitives.Divide(predicted, weight, predicted);
        TensorPrimitives.Divide(observed, weight, observed);
        return part with { Rows = rows, Predicted = predicted, Observed = observed };
    }
}
