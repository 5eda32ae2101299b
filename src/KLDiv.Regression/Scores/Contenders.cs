using System.Numerics;
using System.Numerics.Tensors;
using KLDiv.Files;
using KLDiv.Regression.Fitting;
using KLDiv.Regression.Models;
using KLDiv.Regression.Neighbours;

namespace KLDiv.Regression;

/// <summary>Compares a model with what it must beat, on the rows that it was fitted to.</summary>
/// <remarks>
/// A row is not its own neighbour. What each does on rows that it has not seen, <see cref="CrossValidation"/> tells. The neighbours are sought among
/// 100,000 rows and for 10,000 of them at most, as there.
/// </remarks>
public static class Contenders
{
    /// <summary>The figures of a model and of its contenders.</summary>
    /// <param name="model">The model.</param>
    /// <param name="features">x, of shape [rows, features]; dense or strided.</param>
    /// <param name="targets">p, of shape [rows, support]; dense or strided.</param>
    /// <param name="bins">What the points of the support stand for, where they are ordered; null: they are not.</param>
    /// <param name="neighbours">k of the nearest neighbours; 0: they do not compete.</param>
    /// <param name="rowWeights">One for each row, finite and at least 0; empty: 1 for every row.</param>
    /// <param name="cancellationToken">Ends the work within a block of rows.</param>
    /// <exception cref="RegressionDataException">Shapes do not fit each other or the model, a feature is not finite, or a target is not finite and at least 0.</exception>
    /// <exception cref="ArgumentException">The bins are not as many as the support is long, or the weights are not as they must be.</exception>
    /// <exception cref="OperationCanceledException">The token asked for it.</exception>
    public static ContenderScores OnTheData<TFeature, TTarget>(
        DistributionModel model,
        in ReadOnlyTensorSpan<TFeature> features,
        in ReadOnlyTensorSpan<TTarget> targets,
        Binning? bins = null,
        int neighbours = 4,
        ReadOnlySpan<double> rowWeights = default,
        CancellationToken cancellationToken = default)
        where TFeature : unmanaged, IFloatingPointIeee754<TFeature>
        where TTarget : unmanaged, IFloatingPointIeee754<TTarget> => PinnedRows.UseWith(
            model, features, targets, rowWeights, rows =>
            {
                BinContents? contents = rows.ContentsOf(bins);
                return Beside(DistributionScores.Of(model, rows, contents, threads: 0, cancellationToken), rows, rows, contents, neighbours, threads: 0, cancellationToken);
            });

    /// <summary>The scores of a model that was fitted to a table, and of its contenders; the model's own are those that the fit found.</summary>
    /// <param name="fit">The fit.</param>
    /// <param name="data">The table that was fitted.</param>
    /// <param name="neighbours">k of the nearest neighbours, whose values are spread as they were for the fit; 0: they do not compete.</param>
    /// <param name="cancellationToken">Ends the work within a block of rows.</param>
    /// <exception cref="ArgumentException">It is another table.</exception>
    /// <exception cref="OperationCanceledException">The token asked for it.</exception>
    public static ContenderScores OnTheData(TableFit fit, TableData data, int neighbours = 4, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(fit);
        TableModel model = fit.Model;
        FitRows observed = model.OutcomesOf(data), fitted = observed.WithTargets(new RowSet(data.TargetRows(model.Bandwidth)));
        return data.Named(() => Beside(model.Scores, fitted, observed, model.Contents, neighbours, fit.Result.Threads, cancellationToken));
    }

    /// <summary>The scores of a model that was fitted to matrices, and of its contenders.</summary>
    /// <param name="fit">The fit.</param>
    /// <param name="data">The matrices that were fitted.</param>
    /// <param name="neighbours">k of the nearest neighbours; 0: they do not compete.</param>
    /// <param name="cancellationToken">Ends the work within a block of rows.</param>
    /// <exception cref="DataFileException">The matrices do not fit the model, or something that is made of them overflows.</exception>
    /// <exception cref="OperationCanceledException">The token asked for it.</exception>
    public static ContenderScores OnTheData(MatrixFit fit, MatrixData data, int neighbours = 4, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(fit);
        ArgumentNullException.ThrowIfNull(data);
        return data.Named(() =>
        {
            FitRows rows = data.ToRows().Checked();
            DistributionScores model = DistributionScores.Of(fit.Result.Model, rows, contents: null, fit.Result.Threads, cancellationToken);
            return Beside(model, rows, rows, contents: null, neighbours, fit.Result.Threads, cancellationToken);
        });
    }

    /// <summary>What competes with a model.</summary>
    /// <param name="model">The model's own scores.</param>
    /// <param name="fitted">What it was fitted to.</param>
    /// <param name="observed">The same rows, with the targets that are compared with.</param>
    /// <param name="contents">The bins of a number that the support stands for, and what is inside; null: not ordered.</param>
    /// <param name="neighbours">k; 0: no neighbours.</param>
    /// <param name="threads">As <see cref="FitOptions.MaxDegreeOfParallelism"/>.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    internal static ContenderScores Beside(
        DistributionScores model, FitRows fitted, FitRows observed, BinContents? contents, int neighbours, int threads, CancellationToken cancellationToken)
    {
        DistributionScores Of(DistributionModel contender, FitRows rows) => DistributionScores.Of(contender, rows, contents, threads, cancellationToken);
        return new ContenderScores(
            model,
            Of(ConstantModel.Mean(observed), observed),
            Of(ConstantModel.Uniform(observed.Features.Columns, observed.Targets.Columns), observed),
            neighbours == 0 || observed.Rows < 2 ? null : OfNeighbours(fitted, observed, neighbours, threads, Of));
    }

    private static DistributionScores OfNeighbours(
        FitRows fitted, FitRows observed, int neighbours, int threads, Func<DistributionModel, FitRows, DistributionScores> scores)
    {
        int[] compared = Shuffle.Order(checked((int)fitted.Rows), seed: 0);
        int[] among = compared[..Math.Min(compared.Length, CrossValidation.MostTrainingRowsOfNeighbours)];
        Array.Sort(among); // of rows equally far, the one that comes first in the data is nearer
        compared = compared[..Math.Min(compared.Length, CrossValidation.MostHeldOutRowsOfNeighbours)];
        Array.Sort(compared);
        FitRows searched = fitted.Choose(among);
        var nearest = new NearestNeighbours(searched, neighbours, CrossValidationOptions.Default.NeighboursAreStandardised, threads);
        int[] numbers = Array.ConvertAll(compared, row => Array.BinarySearch(among, row));
        return scores(new OtherNeighbours(nearest, searched.Features), observed.Choose(compared).WithFeatures(OtherNeighbours.Numbers(numbers)));
    }
}
