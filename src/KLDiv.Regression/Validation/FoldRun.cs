using KLDiv.Regression.Fitting;
using KLDiv.Regression.Models;

namespace KLDiv.Regression.Validation;

/// <summary>Holds the rows of a fold out, fits the others, and compares.</summary>
/// <param name="data">The rows with the targets that are fitted.</param>
/// <param name="evaluated">The same rows with the targets that predictions are compared with.</param>
/// <param name="options">The folds and the fit.</param>
/// <param name="cancellationToken">Ends the work within a block of rows.</param>
internal sealed class FoldRun(FitRows data, FitRows evaluated, CrossValidationOptions options, CancellationToken cancellationToken)
{
    /// <param name="order">The rows, shuffled.</param>
    /// <param name="repeat">The number of the shuffle.</param>
    /// <param name="fold">The number of the fold.</param>
    public FoldResult Of(int[] order, int repeat, int fold)
    {
        (int[] training, int[] heldOut) = Folds.Cut(order, fold, options.Folds);
        FitRows fitted = data.Choose(training), compared = evaluated.Choose(heldOut);
        BinContents? contents = evaluated.Choose(training).ContentsOf(options.Bins);
        FitResult fit = DistributionModel.Fit(fitted, options.Fit, progress: null, cancellationToken);
        ContenderScores scores = new(
            ScoresOf(fit.Model, compared, contents),
            ScoresOf(ConstantModel.Mean(fitted), compared, contents),
            ScoresOf(ConstantModel.Uniform(data.Features.Columns, data.Targets.Columns), compared, contents),
            options.Neighbours == 0 ? null : OfNeighbours(training, heldOut, contents));
        return new FoldResult(repeat, fold, heldOut.Length, scores, fit.Loss, fit.Iterations, fit.Stop);
    }

    private DistributionScores OfNeighbours(int[] training, int[] heldOut, BinContents? contents)
    {
        int[] among = training[..Math.Min(training.Length, CrossValidation.MostTrainingRowsOfNeighbours)];
        Array.Sort(among); // of rows equally far, the one that comes first in the data is nearer
        var neighbours = new NearestNeighbours(data.Choose(among), options.Neighbours, options.NeighboursAreStandardised);
        int[] compared = heldOut[..Math.Min(heldOut.Length, CrossValidation.MostHeldOutRowsOfNeighbours)];
        return ScoresOf(neighbours, evaluated.Choose(compared), contents);
    }

    private DistributionScores ScoresOf(DistributionModel model, FitRows compared, BinContents? contents) =>
        DistributionScores.Of(model, compared, contents, cancellationToken);
}
