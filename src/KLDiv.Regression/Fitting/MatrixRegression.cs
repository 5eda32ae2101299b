using System.Numerics;
using System.Numerics.Tensors;
using KLDiv.Files;
using KLDiv.Regression.Fitting;
using KLDiv.Regression.Validation;

namespace KLDiv.Regression;

/// <summary>Regression from matrices of features: a penalty that is to be chosen is chosen, then the model is fitted to all rows.</summary>
public static class MatrixRegression
{
    /// <summary>Fits a model to tensors.</summary>
    /// <param name="features">x, of shape [rows, features]; dense or strided.</param>
    /// <param name="targets">The distributions, of shape [rows, support]; dense or strided.</param>
    /// <param name="options">What is fitted, and what is chosen; null: <see cref="RegressionOptions.Default"/>.</param>
    /// <param name="rowWeights">As in <see cref="DistributionModel.Fit"/>.</param>
    /// <param name="progress">Told by the last fit, before its first iteration and after each.</param>
    /// <param name="cancellationToken">Ends the work within a block of rows.</param>
    /// <exception cref="RegressionDataException">As from <see cref="DistributionModel.Fit"/>.</exception>
    /// <exception cref="OperationCanceledException">The token asked for it.</exception>
    public static MatrixFit Fit<TFeature, TTarget>(
        in ReadOnlyTensorSpan<TFeature> features,
        in ReadOnlyTensorSpan<TTarget> targets,
        RegressionOptions? options = null,
        ReadOnlySpan<double> rowWeights = default,
        IProgress<FitProgress>? progress = null,
        CancellationToken cancellationToken = default)
        where TFeature : unmanaged, IFloatingPointIeee754<TFeature>
        where TTarget : unmanaged, IFloatingPointIeee754<TTarget> =>
        PinnedRows.Use(features, targets, rowWeights, rows => Fit(rows, options ?? RegressionOptions.Default, progress, cancellationToken));

    /// <summary>Fits a model to matrices that were read.</summary>
    /// <param name="data">The matrices.</param>
    /// <param name="options">What is fitted, and what is chosen; null: <see cref="RegressionOptions.Default"/>.</param>
    /// <param name="progress">Told by the last fit, before its first iteration and after each.</param>
    /// <param name="cancellationToken">Ends the work within a block of rows.</param>
    /// <exception cref="DataFileException">As the <see cref="RegressionDataException"/> from <see cref="DistributionModel.Fit"/>, behind the name of the file.</exception>
    /// <exception cref="OperationCanceledException">The token asked for it.</exception>
    public static MatrixFit Fit(
        MatrixData data, RegressionOptions? options = null, IProgress<FitProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(data);
        return data.Named(() => Fit(data.ToRows(), options ?? RegressionOptions.Default, progress, cancellationToken));
    }

    /// <summary>How well the same fit does on rows that it was not fitted to, beside the baselines: see <see cref="CrossValidation"/>.</summary>
    /// <param name="data">The matrices.</param>
    /// <param name="options">The folds and the fit.</param>
    /// <param name="progress">Told of each fold when it is done.</param>
    /// <param name="cancellationToken">Ends the work within a block of rows.</param>
    /// <exception cref="ArgumentOutOfRangeException">There are more folds than rows.</exception>
    /// <exception cref="DataFileException">As from <see cref="Fit(MatrixData, RegressionOptions?, IProgress{FitProgress}?, CancellationToken)"/>.</exception>
    /// <exception cref="OperationCanceledException">The token asked for it.</exception>
    public static CrossValidationResult CrossValidate(
        MatrixData data, CrossValidationOptions options, IProgress<FoldResult>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(options);
        return data.Named(() => CrossValidation.Run(SpreadRows.As(data.ToRows()), bandwidth: 0, options, progress, cancellationToken));
    }

    private static MatrixFit Fit(FitRows rows, RegressionOptions options, IProgress<FitProgress>? progress, CancellationToken cancellationToken)
    {
        Choice choice = new Chooser(SpreadRows.As(rows), options, cancellationToken).Choose(bandwidth: 0);
        FitResult result = DistributionModel.Fit(rows, choice.Fit, progress, cancellationToken);
        return new MatrixFit(result, result.L2, choice.Penalties, choice.Notes) { Warnings = [.. FitWarnings.OfMatrix(result.Model).Of(result)] };
    }
}
