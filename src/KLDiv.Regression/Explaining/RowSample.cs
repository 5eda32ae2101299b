using System.Numerics.Tensors;
using KLDiv.Regression.Fitting;

namespace KLDiv.Regression.Explaining;

/// <summary>Rows evenly taken from all, with what the model predicts for them: as many as tell what a page shows.</summary>
internal sealed class RowSample
{
    private const int MostRows = 50_000;

    /// <summary>As many numbers as may be held of features or of distributions.</summary>
    private const int MostElements = 10_000_000;

    private readonly double[] _features;
    private readonly double[] _predicted;
    private readonly double[] _observed;
    private readonly double[] _weights;

    /// <summary>Takes rows.</summary>
    /// <param name="model">The model.</param>
    /// <param name="features">All rows.</param>
    /// <param name="targets">The same rows.</param>
    /// <param name="rowWeights">One for each row; null: 1.</param>
    public RowSample(DistributionModel model, RowSet features, RowSet targets, double[]? rowWeights)
    {
        (Features, Support) = (features.Columns, targets.Columns);
        Rows = (int)Math.Min(features.Count, Math.Clamp(MostElements / Math.Max(Features, Support), 1, MostRows));
        _features = new double[Rows * Features];
        _observed = new double[Rows * Support];
        _predicted = new double[Rows * Support];
        _weights = new double[Rows];
        for (int i = 0; i < Rows; i++)
        {
            nint row = (nint)((Int128)i * features.Count / Rows);
            features.CopyRow(row, _features.AsSpan(i * Features, Features));
            Span<double> observed = _observed.AsSpan(i * Support, Support);
            targets.CopyRow(row, observed);
            double mass = SteadySums.Sum(observed);
            _weights[i] = mass > 0 ? rowWeights?[features.RowOf(row)] ?? 1 : 0;
            TensorPrimitives.Divide(observed, mass > 0 ? mass : 1, observed);
        }

        Predict(model, _features, _predicted, Features, Support);
    }

    public int Rows { get; }

    public int Features { get; }

    public int Support { get; }

    /// <summary>Writes what a model predicts for rows: probabilities.</summary>
    public static void Predict(DistributionModel model, Span<double> features, Span<double> probabilities, int width, int support)
    {
        int rows = probabilities.Length / support;
        model.Predict<double>(new ReadOnlyTensorSpan<double>(features, [rows, width], []), new TensorSpan<double>(probabilities, [rows, support], []));
        TensorPrimitives.Exp(probabilities, probabilities);
    }

    public ReadOnlySpan<double> FeaturesOf(int row) => _features.AsSpan(row * Features, Features);

    public ReadOnlySpan<double> Predicted(int row) => _predicted.AsSpan(row * Support, Support);

    /// <summary>The target, divided by its sum.</summary>
    public ReadOnlySpan<double> Observed(int row) => _observed.AsSpan(row * Support, Support);

    /// <summary>0 where nothing was observed.</summary>
    public double Weight(int row) => _weights[row];
}
