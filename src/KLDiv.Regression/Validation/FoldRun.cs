using KLDiv.Regression.Fitting;
using KLDiv.Regression.Models;

namespace KLDiv.Regression.Validation;

/// <summary>Holds the rows of a fold out, chooses what is to be chosen and fits on the others, and compares.</summary>
/// <param name="rows">The rows.</param>
/// <param name="bandwidth">How far values are spread for the fit; null: chosen on the rows that are fitted.</param>
/// <param name="options">The folds and the fit.</param>
/// <param name="cancellationToken">Ends the work within a block of rows.</param>
internal sealed class FoldRun(SpreadRows rows, double? bandwidth, CrossValidationOptions options, CancellationToken cancellationToken)
{
    private readonly int _threads = options.Fit.MaxDegreeOfParallelism;

    /// <param name="order">The rows, shuffled.</param>
    /// <param name="repeat">The number of the shuffle.</param>
    /// <param name="fold">The number of the fold.</param>
    public FoldResult Of(int[] order, int repeat, int fold)
    {
        (int[] training, int[] heldOut) = Folds.Cut(order, fold, options.Folds);
        SpreadRows others = rows.Choose(training);
        RegressionOptions choosing = new() { Fit = options.Fit, ChoosesL2 = options.ChoosesL2, Seed = options.Seed };
        Choice choice = new Chooser(others, choosing, cancellationToken).Choose(bandwidth);
        FitRows fitted = others.At(choice.Bandwidth), compared = rows.Observed.Choose(heldOut);
        FitResult fit = DistributionModel.Fit(fitted, choice.Fit, progress: null, cancellationToken);
        BinContents? contents = others.Observed.ContentsOf(options.Bins);
        ContenderScores scores = new(
            ScoresOf(fit.Model, compared, contents),
            ScoresOf(ConstantModel.Mean(fitted), compared, contents),
            ScoresOf(ConstantModel.Uniform(compared.Features.Columns, compared.Targets.Columns), compared, contents),
            options.Neighbours == 0 ? null : OfNeighbours(rows.At(choice.Bandwidth), training, heldOut, contents));
        return new FoldResult(repeat, fold, heldOut.Length, scores, fit.Loss, fit.Iterations, fit.Stop)
        {
            L2 = fit.L2,
            Bandwidth = choice.Bandwidth,
            Confusion = scores.Model.Categories is null || fit.Model.Support > ConfusionTable.MostClasses ? null : ConfusionTable.Of(fit.Model, compared, cancellationToken),
        };
    }

    private DistributionScores OfNeighbours(FitRows all, int[] training, int[] heldOut, BinContents? contents)
    {
        int[] among = training[..Math.Min(training.Length, CrossValidation.MostTrainingRowsOfNeighbours)];
        Array.Sort(among); // of rows equally far, the one that comes first in the data is nearer
        var neighbours = new NearestNeighbours(all.Choose(among), options.Neighbours, options.NeighboursAreStandardised, _threads);
        int[] compared = heldOut[..Math.Min(heldOut.Length, CrossValidation.MostHeldOutRowsOfNeighbours)];
        return ScoresOf(neighbours, rows.Observed.Choose(compared), contents);
    }

    private DistributionScores ScoresOf(DistributionModel model, FitRows compared, BinContents? contents) =>
        DistributionScores.Of(model, compared, contents, _threads, cancellationToken);
}
