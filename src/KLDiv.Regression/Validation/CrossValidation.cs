using System.Numerics;
using System.Numerics.Tensors;
using KLDiv.Regression.Fitting;
using KLDiv.Regression.Fitting.Dense;
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
    /// Folds are fitted side by side on the threads of <see cref="FitOptions.MaxDegreeOfParallelism"/>; any number of them gives the same bits.
    /// Beyond 100,000 training rows the neighbours are sought among 100,000 of them, and beyond 10,000 held-out rows for 10,000 of them; their
    /// <see cref="DistributionScores.Rows"/> say so.
    /// </remarks>
    /// <param name="features">x, of shape [rows, features]; dense or strided.</param>
    /// <param name="targets">The distributions, of shape [rows, support]; dense or strided.</param>
    /// <param name="options">The folds and the fit; null: <see cref="CrossValidationOptions.Default"/>.</param>
    /// <param name="rowWeights">One for each row, finite and at least 0, in the fits and in the scores; empty: 1 for every row.</param>
    /// <param name="progress">Told of each fold when it is done, of one at a time, in the order in which they end.</param>
    /// <param name="cancellationToken">Ends the work within a block of rows.</param>
    /// <exception cref="ArgumentOutOfRangeException">There are more folds than rows.</exception>
    /// <exception cref="ArgumentException">The bins are not as many as the support is long.</exception>
    /// <exception cref="RegressionDataException">
    /// Shapes do not fit, a feature is not finite, a target or weight is not finite and at least 0, or all weights are 0.
    /// </exception>
    /// <exception cref="OperationCanceledException">The token asked for it.</exception>
    public static CrossValidationResult Run<TFeature, TTarget>(
        in ReadOnlyTensorSpan<TFeature> features,
        in ReadOnlyTensorSpan<TTarget> targets,
        CrossValidationOptions? options = null,
        ReadOnlySpan<double> rowWeights = default,
        IProgress<FoldResult>? progress = null,
        CancellationToken cancellationToken = default)
        where TFeature : unmanaged, IFloatingPointIeee754<TFeature>
        where TTarget : unmanaged, IFloatingPointIeee754<TTarget> => PinnedRows.Use(
            features, targets, rowWeights, rows => Run(SpreadRows.As(rows), bandwidth: 0, options ?? CrossValidationOptions.Default, progress, cancellationToken));

    /// <summary>The same, with predictions compared with other distributions than are fitted: targets are smoothed for the fit, say.</summary>
    /// <inheritdoc cref="Run{TFeature,TTarget}(in ReadOnlyTensorSpan{TFeature},in ReadOnlyTensorSpan{TTarget},CrossValidationOptions?,ReadOnlySpan{double},IProgress{FoldResult}?,CancellationToken)"/>
    /// <param name="features">x, of shape [rows, features]; dense or strided.</param>
    /// <param name="targets">The distributions that are fitted, of shape [rows, support]; dense or strided.</param>
    /// <param name="evaluationTargets">The distributions that predictions are compared with, of the same shape.</param>
    /// <param name="options">The folds and the fit; null: <see cref="CrossValidationOptions.Default"/>.</param>
    /// <param name="rowWeights">One for each row, finite and at least 0, in the fits and in the scores; empty: 1 for every row.</param>
    /// <param name="progress">Told of each fold when it is done, of one at a time, in the order in which they end.</param>
    /// <param name="cancellationToken">Ends the work within a block of rows.</param>
    public static CrossValidationResult RunAgainst<TFeature, TTarget>(
        in ReadOnlyTensorSpan<TFeature> features,
        in ReadOnlyTensorSpan<TTarget> targets,
        in ReadOnlyTensorSpan<TTarget> evaluationTargets,
        CrossValidationOptions? options = null,
        ReadOnlySpan<double> rowWeights = default,
        IProgress<FoldResult>? progress = null,
        CancellationToken cancellationToken = default)
        where TFeature : unmanaged, IFloatingPointIeee754<TFeature>
        where TTarget : unmanaged, IFloatingPointIeee754<TTarget> => PinnedRows.UseAgainst(
            features,
            targets,
            evaluationTargets,
            rowWeights,
            (fitted, evaluated) => Run(new SpreadRows(evaluated, _ => fitted), bandwidth: 0, options ?? CrossValidationOptions.Default, progress, cancellationToken));

    /// <param name="rows">The rows.</param>
    /// <param name="bandwidth">How far values are spread for the fits; null: chosen in each fold.</param>
    /// <param name="options">The folds and the fit.</param>
    /// <param name="progress">Told of each fold when it is done, of one at a time, in the order in which they end.</param>
    /// <param name="cancellationToken">Ends the work within a block of rows.</param>
    internal static CrossValidationResult Run(
        SpreadRows rows, double? bandwidth, CrossValidationOptions options, IProgress<FoldResult>? progress, CancellationToken cancellationToken)
    {
        Folds.Check(rows.Count, options.Folds);
        DistributionScores.Check(options.Bins, rows.Observed.Targets.Columns);
        DataChecks.LengthsOfFit(rows.Observed, options.Fit);
        _ = rows.Observed.Checked();
        _ = rows.At(bandwidth ?? 0).Checked();
        int[][] orders = [.. Orders(rows.Count, options)];
        int held = options.HeldOut ?? options.Folds, runs = held * options.Repeats;
        var results = new FoldResult[runs];
        (int atOnce, int threads) = options.Threads(runs, rows.Count, rows.Observed.Features.Columns);
        var run = new FoldRun(rows, bandwidth, options with { Fit = options.Fit with { MaxDegreeOfParallelism = threads } }, cancellationToken);
        Lock telling = new();
        RowParts.Run(runs, atOnce, number =>
        {
            cancellationToken.ThrowIfCancellationRequested();
            results[number] = run.Of(orders[number / held], number / held, number % held);
            lock (telling)
            {
                cancellationToken.ThrowIfCancellationRequested();
                progress?.Report(results[number]);
            }
        });
        return new CrossValidationResult(results) { Parts = options.Folds };
    }

    private static IEnumerable<int[]> Orders(nint rows, CrossValidationOptions options)
    {
        ulong seeds = ~options.Seed;
        for (int repeat = 0; repeat < options.Repeats; repeat++)
        {
            yield return Folds.Order(rows, options.Folds, repeat == 0 ? options.Seed : Shuffle.Next(ref seeds));
        }
    }
}
