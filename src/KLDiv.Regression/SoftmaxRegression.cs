using System.Buffers;
using System.Numerics;
using System.Numerics.Tensors;
using KLDiv.Regression.Fitting;

namespace KLDiv.Regression;

/// <summary>A model of whole distributions: q(x) = softmax(x W + b), one distribution over the support for each row x of features.</summary>
/// <remarks>
/// <see cref="Fit"/> finds the W and b that minimise the divergence of q from the targets. The problem is convex: without a penalty its minimum may
/// lie at infinity, but where there is one it is found, and the same data give the same bits every time.
/// W is determined up to a constant added to the weights of one feature over the whole support, which leaves q as it is; of these, the weights that
/// sum to 0 over the support are taken.
/// </remarks>
public sealed partial class SoftmaxRegression
{
    private readonly double[] _weights;
    private readonly double[] _bias;

    internal SoftmaxRegression(double[] weights, double[] bias)
    {
        _weights = weights;
        _bias = bias;
        Features = weights.Length / bias.Length;
    }

    /// <summary>The number of features.</summary>
    public int Features { get; }

    /// <summary>The number of points of a distribution.</summary>
    public int Support => _bias.Length;

    /// <summary>W, of shape [features, support], for features in their own units.</summary>
    public ReadOnlyTensorSpan<double> Weights => new(_weights, [Features, Support], []);

    /// <summary>b, of shape [support]; zeros in a model without a bias.</summary>
    public ReadOnlySpan<double> Bias => _bias;

    /// <summary>The log-probabilities ln q(x) of each row, which the criterion takes as its input.</summary>
    /// <param name="features">[rows, features]; dense or strided.</param>
    /// <returns>[rows, support].</returns>
    /// <exception cref="RegressionDataException">The features are not the model's in number, or one is NaN or infinite.</exception>
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
    /// <exception cref="RegressionDataException">The features are not the model's in number, or one is NaN or infinite.</exception>
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
            var predictor = new Predictor(this, new RowSet(new MatrixView<T>(features, pinned)));
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
    /// <exception cref="RegressionDataException">Shapes do not fit each other or the model, a feature is not finite, or a target is not finite and at least 0.</exception>
    public unsafe double Evaluate<TFeature, TTarget>(in ReadOnlyTensorSpan<TFeature> features, in ReadOnlyTensorSpan<TTarget> targets)
        where TFeature : unmanaged, IFloatingPointIeee754<TFeature>
        where TTarget : unmanaged, IFloatingPointIeee754<TTarget>
    {
        DataChecks.Shapes(features.Lengths, targets.Lengths);
        DataChecks.FeaturesOfModel(features.Lengths, Features);
        DataChecks.TargetsOfModel(targets.Lengths, Support);
        fixed (TFeature* x = &features.GetPinnableReference())
        fixed (TTarget* t = &targets.GetPinnableReference())
        {
            var rows = new RowSet(new MatrixView<TTarget>(targets, t));
            _ = DataChecks.MeanMass(rows);
            return Evaluate(new RowSet(new MatrixView<TFeature>(features, x)), rows, CancellationToken.None);
        }
    }

    internal double Evaluate(RowSet features, RowSet targets, CancellationToken cancellationToken)
    {
        var predictor = new Predictor(this, features);
        double[] target = new double[checked(predictor.BlockRows * Support)];
        double sum = 0;
        for (nint row = 0; row < features.Count; row += predictor.BlockRows)
        {
            cancellationToken.ThrowIfCancellationRequested();
            ReadOnlySpan<double> block = predictor.Next(row, out int rows);
            targets.CopyRows(row, rows, target);
            sum += KLDivergence.Loss<double, double>(block, target.AsSpan(0, block.Length), Reduction.Sum);
        }

        return sum / features.Count;
    }

    /// <summary>Predicts block by block into a buffer of its own.</summary>
    private sealed class Predictor(SoftmaxRegression model, RowSet features)
    {
        private readonly double[] _features = new double[checked(RowSet.BlockRows(Math.Max(model.Features, model.Support)) * model.Features)];
        private readonly double[] _log = new double[checked(RowSet.BlockRows(Math.Max(model.Features, model.Support)) * model.Support)];

        public int BlockRows => RowSet.BlockRows(Math.Max(model.Features, model.Support));

        public ReadOnlySpan<double> Next(nint start, out int rows)
        {
            rows = (int)Math.Min(BlockRows, features.Count - start);
            for (int i = 0; i < rows; i++)
            {
                Span<double> row = _features.AsSpan(i * model.Features, model.Features);
                features.CopyRow(start + i, row);
                DataChecks.Features(row, features.RowOf(start + i));
            }

            Span<double> log = _log.AsSpan(0, rows * model.Support);
            SoftmaxRows.LogProbabilities(_features.AsSpan(0, rows * model.Features), model._weights, model._bias, log, rows, model.Support);
            return log;
        }
    }
}
