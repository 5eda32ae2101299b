using System.Numerics;
using System.Numerics.Tensors;
using KLDiv.Regression.Encoding;
using KLDiv.Regression.Fitting;
using KLDiv.Regression.Tables;

namespace KLDiv.Regression.Figures;

/// <summary>Compares a model with what it must beat, on the rows that it was fitted to.</summary>
/// <remarks>
/// A row is among its own neighbours here, as it is among the rows that the model was fitted to: what each does on rows that it has not seen,
/// <see cref="CrossValidation"/> tells. The neighbours are sought among 100,000 rows and for 10,000 of them at most, as there.
/// </remarks>
public static class Contenders
{
    /// <summary>The figures of a model and of its contenders.</summary>
    /// <param name="model">The model.</param>
    /// <param name="features">x, of shape [rows, features]; dense or strided.</param>
    /// <param name="targets">p, of shape [rows, support]; dense or strided.</param>
    /// <param name="bins">What the points of the support stand for, where they are ordered; null: they are not.</param>
    /// <param name="rowWeights">One for each row, finite and at least 0; empty: 1 for every row.</param>
    /// <param name="neighbours">k of the nearest neighbours; 0: they do not compete.</param>
    /// <param name="cancellationToken">Ends the work within a block of rows.</param>
    /// <exception cref="RegressionDataException">Shapes do not fit each other or the model, a feature is not finite, or a target is not finite and at least 0.</exception>
    /// <exception cref="ArgumentException">The bins are not as many as the support is long, or the weights are not as they must be.</exception>
    /// <exception cref="OperationCanceledException">The token asked for it.</exception>
    public static unsafe ContenderFigures OnTheData<TFeature, TTarget>(
        DistributionModel model,
        in ReadOnlyTensorSpan<TFeature> features,
        in ReadOnlyTensorSpan<TTarget> targets,
        Binning? bins = null,
        ReadOnlySpan<double> rowWeights = default,
        int neighbours = 4,
        CancellationToken cancellationToken = default)
        where TFeature : unmanaged, IFloatingPointIeee754<TFeature>
        where TTarget : unmanaged, IFloatingPointIeee754<TTarget>
    {
        DistributionFigures own = DistributionFigures.Of(model, features, targets, bins, rowWeights, cancellationToken);
        fixed (TFeature* x = &features.GetPinnableReference())
        fixed (TTarget* t = &targets.GetPinnableReference())
        {
            FitData data = new(
                new RowSet(new MatrixView<TFeature>(features, x)),
                new RowSet(new MatrixView<TTarget>(targets, t)),
                DataChecks.Weights(rowWeights, targets.Lengths[0]));
            DistributionFigures Of(DistributionModel other) => DistributionFigures.Of(other, data, bins, cancellationToken);
            return new ContenderFigures(
                own,
                Of(ConstantModel.Mean(data)),
                Of(ConstantModel.Uniform(model.Features, model.Support)),
                neighbours == 0 ? null : OfNeighbours(data, data, bins, neighbours, cancellationToken));
        }
    }

    /// <summary>The figures of a table's model and of its contenders.</summary>
    /// <param name="model">The model.</param>
    /// <param name="data">The table that it was fitted to.</param>
    /// <param name="neighbours">k of the nearest neighbours, whose values are spread as they were for the fit; 0: they do not compete.</param>
    /// <param name="cancellationToken">Ends the work within a block of rows.</param>
    /// <exception cref="ArgumentException">The table was read with another schema.</exception>
    /// <exception cref="InvalidOperationException">The table was read without its outcomes.</exception>
    /// <exception cref="OperationCanceledException">The token asked for it.</exception>
    public static ContenderFigures OnTheData(TableModel model, TableData data, int neighbours = 4, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(data);
        ContenderFigures figures = model.Compare(data, cancellationToken);
        if (neighbours == 0)
        {
            return figures;
        }

        FitData observed = data.Outcomes(), fitted = observed.WithTargets(new RowSet(data.TargetRows(model.Bandwidth)));
        return figures with { Neighbours = OfNeighbours(fitted, observed, data.Schema.Bins, neighbours, cancellationToken) };
    }

    private static DistributionFigures OfNeighbours(FitData fitted, FitData observed, Binning? bins, int neighbours, CancellationToken cancellationToken)
    {
        int[]? order = fitted.Rows > CrossValidation.MostHeldOutRowsOfNeighbours ? Shuffle.Order(checked((int)fitted.Rows), seed: 0) : null;
        int[]? among = order?[..Math.Min(order.Length, CrossValidation.MostTrainingRowsOfNeighbours)];
        among?.AsSpan().Sort(); // of rows equally far, the one that comes first in the data is nearer
        var nearest = new NearestNeighbours(
            among is null ? fitted : fitted.Choose(among), neighbours, CrossValidationOptions.Default.NeighboursAreStandardised);
        return DistributionFigures.Of(
            nearest, order is null ? observed : observed.Choose(order[..CrossValidation.MostHeldOutRowsOfNeighbours]), bins, cancellationToken);
    }
}
