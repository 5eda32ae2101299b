using System.Numerics.Tensors;

namespace KLDiv.Regression.FitPages;

/// <summary>Parts a sample's rows by the most influential features: by level, or in thirds of a number.</summary>
internal static class SampleSlices
{
    /// <summary>As many levels as rows are parted into by the most influential feature, and by a second one.</summary>
    private const int MostSlices = 12, MostOfSecond = 4;

    /// <summary>A number of no more values than these is parted by value.</summary>
    private const int FewValues = 4;

    /// <param name="sample">The rows.</param>
    /// <param name="effects">The features and what they do, the most influential first.</param>
    public static IReadOnlyList<FeatureSlices> Of(RowSample sample, IReadOnlyList<(PageFeature Feature, FeatureEffect Effect)> effects) =>
    [
        .. effects.Take(1)
            .Concat(effects.Skip(1).Where(one => !one.Effect.HasLevels || one.Effect.Points.Count <= MostOfSecond).Take(1))
            .Select(one => Parted(sample, one.Feature, one.Effect)),
    ];

    private static FeatureSlices Parted(RowSample sample, PageFeature feature, FeatureEffect effect)
    {
        double[] values = [.. Enumerable.Range(0, sample.Rows).Select(row => feature.ValueOf(sample.FeaturesOf(row)))];
        IEnumerable<(string Name, Func<double, bool> Has)> parts = effect.HasLevels || effect.Points.Count <= FewValues
            ? effect.Points.OrderByDescending(point => point.Share).Take(MostSlices).OrderBy(point => point.Value).Select(point => (point.Name, Is(point.Value)))
            : Thirds(values, feature);
        return new FeatureSlices(feature.Name, [.. parts.Select(part => Of(sample, part.Name, part.Has, values)).OfType<Slice>()]);
    }

    private static Func<double, bool> Is(double value) => other => other == value;

    private static IEnumerable<(string Name, Func<double, bool> Has)> Thirds(double[] values, PageFeature feature)
    {
        double[] sorted = [.. values.Where(double.IsFinite).Order()];
        double low = sorted[sorted.Length / 3], high = sorted[2 * sorted.Length / 3], step = (sorted[^1] - sorted[0]) / MostSlices;
        (string from, string to) = (feature.NameOf(low, step), feature.NameOf(high, step));
        return
        [
            ($"below {from}", value => value < low),
            ($"from {from} to below {to}", value => value >= low && value < high),
            ($"from {to} on", value => value >= high),
        ];
    }

    /// <summary>The rows that belong to a part; null where none does.</summary>
    private static Slice? Of(RowSample sample, string name, Func<double, bool> has, double[] values)
    {
        double[] predicted = new double[sample.Support], observed = new double[sample.Support];
        double weight = 0;
        long rows = 0;
        for (int row = 0; row < sample.Rows; row++)
        {
            if (has(values[row]) && sample.Weight(row) > 0)
            {
                TensorPrimitives.MultiplyAdd(sample.Predicted(row), sample.Weight(row), predicted, predicted);
                TensorPrimitives.MultiplyAdd(sample.Observed(row), sample.Weight(row), observed, observed);
                weight += sample.Weight(row);
                rows++;
            }
        }

        TensorPrimitives.Divide(predicted, weight, predicted);
        TensorPrimitives.Divide(observed, weight, observed);
        return rows == 0 ? null : new Slice(name, rows, predicted, observed);
    }
}
