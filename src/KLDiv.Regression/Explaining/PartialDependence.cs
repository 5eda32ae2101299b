using System.Numerics.Tensors;
using KLDiv.Regression.Fitting;

namespace KLDiv.Regression.Explaining;

/// <summary>What each feature does to the distribution while the others stay as they are in the rows.</summary>
/// <param name="model">The model.</param>
/// <param name="sample">The rows.</param>
/// <param name="contents">What the distributions are over; null: classes without an order.</param>
internal sealed class PartialDependence(DistributionModel model, RowSample sample, BinContents? contents)
{
    /// <summary>As many features as anybody looks at.</summary>
    private const int MostEffects = 24;

    private const int MostRows = 1000, FewestRows = 16;

    /// <summary>Multiplications of a feature's value and a weight that may be spent, about a second.</summary>
    private const double Budget = 1e9;

    private readonly BinMoments? _moments = contents is null ? null : new BinMoments(contents);

    /// <summary>The effects of the most influential features, these first; none where there are too many features to tell which those are.</summary>
    /// <param name="features">The features.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    public (ExplainedFeature Feature, FeatureEffect Effect)[] Effects(IReadOnlyList<ExplainedFeature> features, CancellationToken cancellationToken)
    {
        (ExplainedFeature Feature, IReadOnlyList<(double Value, double Share)> Grid)[] moving = features.Count * Cost(3) * FewestRows > 4 * Budget ? [] :
        [
            .. features.Select(feature => (feature, feature.Grid(Values(feature)))).Where(one => one.Item2.Count > 1 && FitExplainer.CanBeDrawn(one.Item2[0].Value, one.Item2[^1].Value)),
        ];
        if (moving.Length > MostEffects)
        {
            moving = [.. moving.OrderByDescending(one => Effect(one.Feature, Coarse(one.Grid), FewestRows, cancellationToken).Influence).Take(MostEffects)];
        }

        double cost = Cost(moving.Sum(one => one.Grid.Count));
        int rows = (int)Math.Clamp(Budget / Math.Max(1, cost), FewestRows, MostRows);
        return [.. moving.Select(one => (one.Feature, Effect(one.Feature, one.Grid, rows, cancellationToken))).OrderByDescending(one => one.Item2.Influence)];
    }

    private double[] Values(ExplainedFeature feature)
    {
        double[] values = [.. Enumerable.Range(0, sample.Rows).Select(row => feature.ValueOf(sample.FeaturesOf(row))).Where(double.IsFinite)];
        Array.Sort(values);
        return values;
    }

    /// <summary>Both ends and the middle.</summary>
    private static IReadOnlyList<(double Value, double Share)> Coarse(IReadOnlyList<(double Value, double Share)> grid) =>
        grid.Count <= 3 ? grid : [grid[0], grid[grid.Count / 2], grid[^1]];

    private double Cost(int settings) => (double)settings * sample.Features * sample.Support;

    private FeatureEffect Effect(ExplainedFeature feature, IReadOnlyList<(double Value, double Share)> grid, int mostRows, CancellationToken cancellationToken)
    {
        int rows = Math.Min(mostRows, sample.Rows);
        double[] features = new double[rows * sample.Features], weights = new double[rows], probabilities = new double[rows * sample.Support];
        for (int i = 0; i < rows; i++)
        {
            int row = (int)((long)i * sample.Rows / rows);
            sample.FeaturesOf(row).CopyTo(features.AsSpan(i * sample.Features));
            weights[i] = sample.Weight(row);
        }

        // Where no row counts, all do: a model can be asked all the same.
        TensorPrimitives.Add(weights, SteadySums.Sum(weights) > 0 ? 0 : 1, weights);
        EffectPoint[] points =
        [
            .. grid.Select(setting =>
            {
                cancellationToken.ThrowIfCancellationRequested();
                for (int row = 0; row < rows; row++)
                {
                    feature.Set(features.AsSpan(row * sample.Features, sample.Features), setting.Value);
                }

                RowSample.Predict(model, features, probabilities, sample.Features, sample.Support);
                return Point(feature, setting, probabilities, weights);
            }),
        ];
        return new FeatureEffect(feature.Name, feature.HasLevels, Influence(points), points) { Part = feature.Part };
    }

    private EffectPoint Point(ExplainedFeature feature, (double Value, double Share) setting, ReadOnlySpan<double> probabilities, ReadOnlySpan<double> weights)
    {
        double[] mean = new double[sample.Support];
        double sum = 0, means = 0, variances = 0;
        for (int row = 0; row < weights.Length; row++)
        {
            ReadOnlySpan<double> distribution = probabilities.Slice(row * sample.Support, sample.Support);
            TensorPrimitives.MultiplyAdd(distribution, weights[row], mean, mean);
            (double rowMean, double rowVariance) = _moments?.Of(distribution) ?? (double.NaN, double.NaN);
            means += weights[row] * rowMean;
            variances += weights[row] * rowVariance;
            sum += weights[row];
        }

        TensorPrimitives.Divide(mean, sum, mean);
        return new EffectPoint(feature.LevelOf(setting.Value), setting.Value, setting.Share, mean, means / sum, Math.Sqrt(variances / sum));
    }

    /// <summary>The mean total variation distance of the points from their mean, by their shares.</summary>
    private static double Influence(EffectPoint[] points)
    {
        double shares = points.Sum(point => point.Share);
        double[] mean = [.. Enumerable.Range(0, points[0].Distribution.Count).Select(i => points.Sum(point => point.Share * point.Distribution[i]) / shares)];
        return points.Sum(point => point.Share * point.Distribution.Zip(mean, (one, other) => Math.Abs(one - other)).Sum() / 2) / shares;
    }
}
