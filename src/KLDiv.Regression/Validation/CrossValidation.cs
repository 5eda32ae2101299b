using System.Numerics;
using System.Numerics.Tensors;
using KLDiv.Regression.Fitting;
using KLDiv.Regression.Validation;

namespace KLDiv.Regression;

/// <summary>How well a model does on rows that it was not fitted to: each fold of the rows in turn is held out, and fitted without.</summary>
public static class CrossValidation
{
    /// <summary>Neighbours are sought among this many training rows at most, and for this many held-out rows: the first of the shuffled order.</summary>
    internal const int MostTrainingRowsOfNeighbours = 100_000, MostHeldOutRowsOfNeighbours = 10_000;

    /// <summary>K-fold cross-validation, repeated as often as asked, with the baselines on the same folds.</summary>
    /// <remarks>
    /// The rows are shuffled (Fisher-Yates, over SplitMix64 from the seed: the same on every machine and version) and cut into folds whose sizes
    /// differ by at most 1, the larger first. Every fold is standardised by its own training rows. Rows of weight 0 are in no fold.
    /// Beyond 100,000 training rows the neighbours are sought among 100,000 of them, and beyond 10,000 held-out rows for 10,000 of them; their
    /// <see cref="DistributionScores.Rows"/> say so.
    /// </remarks>
    /// <param name="features">x, of shape [rows, features]; dense or strided.</param>
    /// <param name="targets">The distributions that are fitted, of shape [rows, support]; dense or strided.</param>
    /// <param name="options">The folds and the fit; null: <see cref="CrossValidationOptions.Default"/>.</param>
    /// <param name="evaluationTargets">
    /// The distributions that predictions are compared with, of the same shape, where they are others than are fitted (targets are smoothed for the fit,
    /// say); empty: the same.
    /// </param>
    /// <param name="rowWeights">One for each row, finite and at least 0, in the fits and in the figures; empty: 1 for every row.</param>
    /// <param name="progress">Called with each fold when it is done.</param>
    /// <param name="cancellationToken">Ends the work within a block of rows.</param>
    /// <exception cref="ArgumentOutOfRangeException">There are more folds than rows.</exception>
    /// <exception cref="ArgumentException">The bins are not as many as the support is long.</exception>
    /// <exception cref="RegressionDataException">
    /// Shapes do not fit, a feature is not finite, a target or weight is not finite and at least 0, or all weights are 0.
    /// </exception>
    /// <exception cref="OperationCanceledException">The token asked for it.</exception>
    public static unsafe CrossValidationResult Run<TFeature, TTarget>(
        in ReadOnlyTensorSpan<TFeature> features,
        in ReadOnlyTensorSpan<TTarget> targets,
        CrossValidationOptions? options,
        in ReadOnlyTensorSpan<TTarget> evaluationTargets = default,
        ReadOnlySpan<double> rowWeights = default,
        Action<FoldResult>? progress = null,
        CancellationToken cancellationToken = default)
        where TFeature : unmanaged, IFloatingPointIeee754<TFeature>
        where TTarget : unmanaged, IFloatingPointIeee754<TTarget>
    {
        DataChecks.Shapes(features.Lengths, targets.Lengths);
        double[]? weights = DataChecks.Weights(rowWeights, features.Lengths[0]);
        if (!evaluationTargets.IsEmpty)
        {
            DataChecks.Shapes(features.Lengths, evaluationTargets.Lengths);
            DataChecks.TargetsOfModel(evaluationTargets.Lengths, checked((int)targets.Lengths[1]));
        }

        fixed (TFeature* x = &features.GetPinnableReference())
        fixed (TTarget* t = &targets.GetPinnableReference(), e = &evaluationTargets.GetPinnableReference())
        {
            return Run(
                new RowSet(new MatrixView<TFeature>(features, x)),
                new RowSet(new MatrixView<TTarget>(targets, t)),
                weights,
                options ?? CrossValidationOptions.Default,
                evaluationTargets.IsEmpty ? null : new RowSet(new MatrixView<TTarget>(evaluationTargets, e)),
                progress,
                cancellationToken);
        }
    }

    /// <summary>K-fold cross-validation, once.</summary>
    /// <inheritdoc cref="Run{TFeature,TTarget}(in ReadOnlyTensorSpan{TFeature},in ReadOnlyTensorSpan{TTarget},CrossValidationOptions?,in ReadOnlyTensorSpan{TTarget},ReadOnlySpan{double},Action{FoldResult}?,CancellationToken)"/>
    /// <param name="features">x, of shape [rows, features]; dense or strided.</param>
    /// <param name="targets">The distributions, of shape [rows, support]; dense or strided.</param>
    /// <param name="folds">K: from 2 to the number of rows.</param>
    /// <param name="seed">Determines the folds.</param>
    /// <param name="options">What is minimised, and how far; null: <see cref="FitOptions.Default"/>.</param>
    /// <param name="progress">Called with each fold when it is done.</param>
    /// <param name="cancellationToken">Ends the work within a block of rows.</param>
    public static CrossValidationResult Run<TFeature, TTarget>(
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
        Folds.Check(features.Lengths[0], folds);
        CrossValidationOptions all = new() { Folds = folds, Seed = seed, Fit = options ?? FitOptions.Default };
        return Run(features, targets, all, progress: progress, cancellationToken: cancellationToken);
    }

    /// <param name="features">The features.</param>
    /// <param name="targets">The targets that are fitted, of as many rows.</param>
    /// <param name="rowWeights">One a row of the matrix that <paramref name="targets"/> is of; null: all weigh 1.</param>
    /// <param name="options">The folds and the fit.</param>
    /// <param name="evaluationTargets">The targets that held-out rows are measured by, of the same rows in the same order; null: those that are fitted.</param>
    /// <param name="progress">Called with each fold when it is done.</param>
    /// <param name="cancellationToken">Ends the work within a block of rows.</param>
    internal static CrossValidationResult Run(
        RowSet features,
        RowSet targets,
        double[]? rowWeights,
        CrossValidationOptions options,
        RowSet? evaluationTargets,
        Action<FoldResult>? progress,
        CancellationToken cancellationToken)
    {
        DistributionScores.Check(options.Bins, targets.Columns);
        DataChecks.LengthsOfFit(features, targets, options.Fit);
        FitRows data = new(features, targets, rowWeights);
        FitRows evaluated = evaluationTargets is null ? data : data.WithTargets(evaluationTargets);
        _ = DataChecks.MeanMass(data.Targets);
        _ = DataChecks.MeanMass(evaluated.Targets);
        var run = new FoldRun(data, evaluated, options, cancellationToken);
        var results = new List<FoldResult>(options.Folds * options.Repeats);
        ulong seeds = ~options.Seed;
        for (int repeat = 0; repeat < options.Repeats; repeat++)
        {
            int[] order = Folds.Order(data.Rows, options.Folds, repeat == 0 ? options.Seed : Shuffle.Next(ref seeds));
            for (int fold = 0; fold < options.Folds; fold++)
            {
                results.Add(run.Of(order, repeat, fold));
                progress?.Invoke(results[^1]);
            }
        }

        return new CrossValidationResult(results);
    }
}
