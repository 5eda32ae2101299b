using System.Numerics.Tensors;
using KLDiv.Regression.Fitting;
using KLDiv.Regression.Models;

namespace KLDiv.Regression;

/// <summary>Which classes are taken for which: for each class that rows have and each that was the most probable one, what these rows weigh together.</summary>
public sealed class ConfusionTable : IEquatable<ConfusionTable>
{
    /// <summary>The table of more classes is nothing to be looked at.</summary>
    internal const int MostClasses = 50;

    private readonly double[] _weights;

    private ConfusionTable(int classes, double[] weights) => (Classes, _weights) = (classes, weights);

    /// <summary>How many classes there are.</summary>
    public int Classes { get; }

    /// <summary>What the rows weigh that have one class and for which another, or the same, is the most probable; their number where rows have no weights.</summary>
    /// <param name="observed">The number of the class that they have.</param>
    /// <param name="predicted">The number of the most probable class.</param>
    public double this[int observed, int predicted] => _weights[(observed * Classes) + predicted];

    /// <summary>The confusions that weigh anything, those that weigh most first.</summary>
    /// <returns>The classes that rows have and that are the most probable ones, by their numbers, with what the rows weigh.</returns>
    public IEnumerable<(int Observed, int Predicted, double Weight)> Confusions() =>
        Enumerable.Range(0, Classes)
            .SelectMany(observed => Enumerable.Range(0, Classes).Where(predicted => predicted != observed).Select(predicted => (observed, predicted, this[observed, predicted])))
            .Where(one => one.Item3 > 0)
            .OrderByDescending(one => one.Item3);

    /// <inheritdoc/>
    public bool Equals(ConfusionTable? other) => other is not null && _weights.AsSpan().SequenceEqual(other._weights);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as ConfusionTable);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Classes, _weights[0], _weights[^1]);

    /// <summary>The table of a model's predictions for rows that have one class each.</summary>
    internal static ConfusionTable Of(DistributionModel model, FitRows data, CancellationToken cancellationToken)
    {
        var predictor = new BlockPredictor(model, data.Features);
        double[] weights = new double[model.Support * model.Support], target = new double[model.Support], weight = new double[predictor.BlockRows];
        for (nint start = 0; start < data.Rows; start += predictor.BlockRows)
        {
            cancellationToken.ThrowIfCancellationRequested();
            ReadOnlySpan<double> block = predictor.Next(start, out int rows);
            data.CopyWeights(start, weight.AsSpan(0, rows));
            for (int row = 0; row < rows; row++)
            {
                data.Targets.CopyRow(start + row, target);
                int predicted = TensorPrimitives.IndexOfMax(block.Slice(row * model.Support, model.Support));
                weights[(TensorPrimitives.IndexOfMax<double>(target) * model.Support) + predicted] += weight[row];
            }
        }

        return new ConfusionTable(model.Support, weights);
    }

    /// <summary>The rows of several tables together; null where there is none, or one of them has none.</summary>
    internal static ConfusionTable? Sum(IEnumerable<ConfusionTable?> tables)
    {
        ConfusionTable? sum = null;
        foreach (ConfusionTable? table in tables)
        {
            if (table is null)
            {
                return null;
            }

            double[] weights = [.. sum?._weights ?? new double[table._weights.Length]];
            TensorPrimitives.Add<double>(weights, table._weights, weights);
            sum = new ConfusionTable(table.Classes, weights);
        }

        return sum;
    }
}
