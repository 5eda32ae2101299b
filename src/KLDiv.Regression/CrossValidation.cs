using System.Numerics;
using System.Numerics.Tensors;
using KLDiv.Regression.Fitting;

namespace KLDiv.Regression;

/// <summary>How well a model does on rows that it was not fitted to: each fold of the rows in turn is held out, and fitted without.</summary>
public static class CrossValidation
{
    /// <summary>K-fold cross-validation of <see cref="DistributionModel.Fit"/>.</summary>
    /// <remarks>
    /// The rows are shuffled (Fisher-Yates, over SplitMix64 from the seed: the same on every machine and version) and cut into folds whose sizes
    /// differ by at most 1, the larger first. Every fold is standardised by its own training rows.
    /// </remarks>
    /// <param name="features">x, of shape [rows, features]; dense or strided.</param>
    /// <param name="targets">The distributions, of shape [rows, support]; dense or strided.</param>
    /// <param name="folds">K: from 2 to the number of rows.</param>
    /// <param name="seed">Determines the folds.</param>
    /// <param name="options">What is minimised, and how far; null: <see cref="FitOptions.Default"/>.</param>
    /// <param name="progress">Called with each fold when it is done.</param>
    /// <param name="cancellationToken">Ends the work within a block of rows.</param>
    /// <exception cref="ArgumentOutOfRangeException">K is not between 2 and the number of rows.</exception>
    /// <exception cref="RegressionDataException">Shapes do not fit, a feature is not finite, or a target is not finite and at least 0.</exception>
    /// <exception cref="OperationCanceledException">The token asked for it.</exception>
    public static unsafe CrossValidationResult Run<TFeature, TTarget>(
        in ReadOnlyTensorSpan<TFeature> features,
        in ReadOnlyTensorSpan<TTarget> targets,
        int folds,
        ulong seed = 0,
        FitOptions? options = null,
        Action<FoldResult>? progress = null,
        CancellationToken cancellationToken = default)
        where TFeature : unmanaged, IFloatingPointIeee754<TFeature>
        where TTarget : unmanaged, IFloatingPointIeee754<TTarget>
    {
        DataChecks.Shapes(features.Lengths, targets.Lengths);
        int[] order = Folds.Order(features.Lengths[0], folds, seed);
        fixed (TFeature* x = &features.GetPinnableReference())
        fixed (TTarget* t = &targets.GetPinnableReference())
        {
            var featureMatrix = new MatrixView<TFeature>(features, x);
            var targetMatrix = new MatrixView<TTarget>(targets, t);
            var results = new FoldResult[folds];
            for (int fold = 0; fold < folds; fold++)
            {
                results[fold] = RunFold(featureMatrix, targetMatrix, order, fold, folds, options ?? FitOptions.Default, cancellationToken);
                progress?.Invoke(results[fold]);
            }

            return new CrossValidationResult(results);
        }
    }

    private static FoldResult RunFold(
        IMatrixView features, IMatrixView targets, int[] order, int fold, int folds, FitOptions options, CancellationToken cancellationToken)
    {
        (int[] training, int[] heldOut) = Folds.Cut(order, fold, folds);
        FitResult fit = DistributionModel.Fit(
            new RowSet(features, training), new RowSet(targets, training), rowWeights: null, options, progress: null, cancellationToken);
        double loss = fit.Model.Evaluate(
            new FitData(new RowSet(features, heldOut), new RowSet(targets, heldOut), rowWeights: null), cancellationToken);
        return new FoldResult(fold, heldOut.Length, loss, fit.Loss, fit.Iterations, fit.Stop);
    }
}
