using System.Buffers;
using System.Numerics;
using System.Numerics.Tensors;
using KLDiv.Regression.Fitting;
using KLDiv.Regression.Models;

namespace KLDiv.Regression;

/// <summary>A model of whole distributions: one over the support for each row x of features.</summary>
public abstract partial class DistributionModel
{
    private const int MostSuspects = 64;

    private const string OverflowReason = "what the model makes of it is more than double precision holds";

    private protected DistributionModel(int features, int support)
    {
        Features = features;
        Support = support;
    }

    /// <summary>The number of features.</summary>
    public int Features { get; }

    /// <summary>The number of points of a distribution.</summary>
    public int Support { get; }

    /// <summary>The log-probabilities ln q(x) of each row, which the criterion takes as its input.</summary>
    /// <param name="features">[rows, features]; dense or strided.</param>
    /// <returns>[rows, support].</returns>
    /// <exception cref="RegressionDataException">The features are not the model's in number, or one is not finite or so large that the logits overflow.</exception>
    public Tensor<double> Predict<T>(in ReadOnlyTensorSpan<T> features)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        DataChecks.FeaturesOfModel(features.Lengths, Features);
        Tensor<double> result = Tensor.CreateFromShapeUninitialized<double>([features.Lengths[0], Support]);
        Predict(features, result.AsTensorSpan());
        return result;
    }

    /// <summary>The log-probabilities ln q(x) of each row, where they are wanted.</summary>
    /// <param name="features">[rows, features]; dense or strided.</param>
    /// <param name="logProbabilities">[rows, support]; dense or strided.</param>
    /// <exception cref="ArgumentException"><paramref name="logProbabilities"/> has another shape; the message names both.</exception>
    /// <exception cref="RegressionDataException">The features are not the model's in number, or one is not finite or so large that the logits overflow.</exception>
    public unsafe void Predict<T>(in ReadOnlyTensorSpan<T> features, in TensorSpan<double> logProbabilities)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        DataChecks.FeaturesOfModel(features.Lengths, Features);
        ReadOnlySpan<nint> shape = [features.Lengths[0], Support];
        if (!logProbabilities.Lengths.SequenceEqual(shape))
        {
            throw new ArgumentException(
                $"logProbabilities has shape {DataChecks.Text(logProbabilities.Lengths)}, the result has shape {DataChecks.Text(shape)}; they must be equal.",
                nameof(logProbabilities));
        }

        fixed (T* pinned = &features.GetPinnableReference())
        {
            var predictor = new BlockPredictor(this, new RowSet(new MatrixView<T>(features, pinned)));
            for (nint row = 0; row < features.Lengths[0]; row += predictor.BlockRows)
            {
                ReadOnlySpan<double> block = predictor.Next(row, out int rows);
                new ReadOnlyTensorSpan<double>(block, [rows, Support], []).CopyTo(logProbabilities.Slice([new NRange(row, row + rows), NRange.All]));
            }
        }
    }

    /// <summary>The divergence per row of the model's distributions from the targets: the criterion with <see cref="Reduction.BatchMean"/>, in nats.</summary>
    /// <param name="features">[rows, features]; dense or strided.</param>
    /// <param name="targets">[rows, support]; dense or strided.</param>
    /// <param name="rowWeights">One finite weight of at least 0 a row, by which the rows are averaged; empty: all weigh 1. Rows of weight 0 are not read.</param>
    /// <exception cref="RegressionDataException">
    /// Shapes do not fit each other or the model, a feature is not finite, a target or weight is not finite and at least 0, or all weights are 0.
    /// </exception>
    public double Evaluate<TFeature, TTarget>(
        in ReadOnlyTensorSpan<TFeature> features, in ReadOnlyTensorSpan<TTarget> targets, ReadOnlySpan<double> rowWeights = default)
        where TFeature : unmanaged, IFloatingPointIeee754<TFeature>
        where TTarget : unmanaged, IFloatingPointIeee754<TTarget> =>
        PinnedRows.UseWith(this, features, targets, rowWeights, rows => Evaluate(rows, CancellationToken.None));

    /// <summary>The log-probabilities of a block of dense rows.</summary>
    /// <param name="features">[rows, features], finite.</param>
    /// <param name="log">[rows, support]; NaN in a row for which the model's arithmetic overflows.</param>
    /// <param name="rows">The number of rows.</param>
    internal abstract void LogProbabilities(ReadOnlySpan<double> features, Span<double> log, int rows);

    /// <summary>Names the feature for which the model's arithmetic overflows.</summary>
    /// <param name="features">A row of finite features that has no distribution.</param>
    /// <param name="number">The row's number.</param>
    internal RegressionDataException Overflow(ReadOnlySpan<double> features, nint number)
    {
        double[] row = features.ToArray(), log = new double[Support];
        int[] columns = [.. Enumerable.Range(0, Features).OrderByDescending(column => Math.Abs(row[column])).Take(MostSuspects)];
        foreach (int column in columns)
        {
            // The largest without which there is a distribution.
            double value = row[column];
            row[column] = 0;
            LogProbabilities(row, log, 1);
            row[column] = value;
            if (!double.IsNaN(log[0]))
            {
                return DataChecks.Feature(features, number, column, OverflowReason);
            }
        }

        return DataChecks.Feature(features, number, columns[0], OverflowReason);
    }

    /// <summary>The divergence per weighted row.</summary>
    internal double Evaluate(FitRows data, CancellationToken cancellationToken)
    {
        var predictor = new BlockPredictor(this, data.Features);
        double[] target = new double[checked(predictor.BlockRows * Support)];
        double[] weights = new double[predictor.BlockRows];
        double sum = 0;
        for (nint row = 0; row < data.Rows; row += predictor.BlockRows)
        {
            cancellationToken.ThrowIfCancellationRequested();
            ReadOnlySpan<double> block = predictor.Next(row, out int rows);
            data.Targets.CopyRows(row, rows, target);
            data.CopyWeights(row, weights.AsSpan(0, rows));
            sum += KLDivergence.Loss<double, double>(
                block, target.AsSpan(0, block.Length), Reduction.Sum, rowWeights: weights.AsSpan(0, rows), lengths: [rows, Support]);
        }

        return sum / data.TotalWeight;
    }
}
