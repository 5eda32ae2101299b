using KLDiv.Files;
using KLDiv.Regression.Fitting;
using KLDiv.Regression.Tables;
using KLDiv.Regression.Tables.Cells;
using KLDiv.Regression.Validation;

namespace KLDiv.Regression;

/// <summary>Direct regression from a table: what is not said of bandwidth and penalty is chosen, then the model is fitted to all rows.</summary>
public sealed class TableRegression
{
    /// <summary>The most rows on which a bandwidth and a penalty are chosen: more hardly change the choice.</summary>
    public const int MostRowsToChooseOn = 50_000;

    private readonly TableData _data;
    private readonly RegressionOptions _options;
    private readonly CancellationToken _cancellationToken;

    private TableRegression(TableData data, RegressionOptions options, CancellationToken cancellationToken) =>
        (_data, _options, _cancellationToken) = (data, options, cancellationToken);

    /// <summary>Fits a model to a table.</summary>
    /// <remarks>
    /// A bandwidth that is not given (<see cref="TableOptions.Bandwidth"/>) and a penalty that is to be chosen are those of least cross-validated
    /// divergence from the outcomes as they are, each value all in its bin; where both are, first the penalty without a bandwidth, then the bandwidth,
    /// then the penalty with it. They are chosen on at most <see cref="MostRowsToChooseOn"/> rows, drawn by the seed. Everything is the same to the bit for the same table,
    /// options and seed.
    /// </remarks>
    /// <param name="data">A table that was read with its outcomes.</param>
    /// <param name="options">What is fitted; null: a softmax regression with the default penalty.</param>
    /// <param name="progress">Told by the last fit, before its first iteration and after each.</param>
    /// <param name="cancellationToken">Ends the work within a block of rows.</param>
    /// <exception cref="InvalidOperationException">The table was read without its outcomes.</exception>
    /// <exception cref="DataFileException">The rows of a file are more than a fit takes, or something that is made of them overflows; line and column are named.</exception>
    /// <exception cref="RegressionDataException">The same of rows that came from elsewhere.</exception>
    /// <exception cref="OperationCanceledException">The token asked for it.</exception>
    public static TableFit Fit(
        TableData data, RegressionOptions? options = null, IProgress<FitProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(data);
        return data.Named(() => new TableRegression(data, options ?? RegressionOptions.Default, cancellationToken).Run(progress));
    }

    /// <summary>How well the same fit does on rows that it was not fitted to, beside the baselines: see <see cref="CrossValidation"/>.</summary>
    /// <param name="data">A table that was read with its outcomes.</param>
    /// <param name="bandwidth">How far each value is spread for the fits; null: chosen in each fold. The figures are against the values as they are.</param>
    /// <param name="options">The folds and the fit; its bins are those of the table.</param>
    /// <param name="progress">Told of each fold when it is done.</param>
    /// <param name="cancellationToken">Ends the work within a block of rows.</param>
    /// <exception cref="InvalidOperationException">The table was read without its outcomes.</exception>
    /// <exception cref="ArgumentOutOfRangeException">There are more folds than rows.</exception>
    /// <exception cref="DataFileException">As from <see cref="Fit"/>.</exception>
    /// <exception cref="RegressionDataException">As from <see cref="Fit"/>.</exception>
    /// <exception cref="OperationCanceledException">The token asked for it.</exception>
    public static CrossValidationResult CrossValidate(
        TableData data,
        double? bandwidth,
        CrossValidationOptions options,
        IProgress<FoldResult>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(options);
        return data.Named(() => CrossValidation.Run(data.Spread(), bandwidth, options with { Bins = data.Schema.Bins }, progress, cancellationToken));
    }

    private TableFit Run(IProgress<FitProgress>? progress)
    {
        Choice choice = new Chooser(_data.Spread(), _options, _cancellationToken).Choose(_data.Bandwidth);
        List<string> notes = [.. choice.Notes];
        FitResult result = FitAll(choice.Bandwidth, choice.Fit, notes, progress);
        FitRows outcomes = _data.Outcomes();
        BinContents? contents = outcomes.ContentsOf(_data.Schema.Bins);
        DistributionScores scores = DistributionScores.Of(result.Model, outcomes, contents, choice.Fit.MaxDegreeOfParallelism, _cancellationToken);
        var model = new TableModel(_data.Schema, result.Model, contents, choice.Bandwidth, result.L2, scores);
        var warnings = new FitWarnings(new SavedModel(result.Model, model).Classes, _data.Schema.FeatureNames, _data.Schema.Where);
        return new TableFit(model, result, choice.Bandwidths, choice.Penalties, notes) { Warnings = [.. warnings.Of(result)] };
    }

    private FitResult FitAll(double bandwidth, FitOptions fit, List<string> notes, IProgress<FitProgress>? progress)
    {
        IMatrixView features = _data.FeatureRows, targets = _data.TargetRows(bandwidth);
        double[]? weights = _data.Weights;
        RowGroups? groups = null;
        if (_data.IsGrouped)
        {
            groups = _data.Groups();
            notes.Add($"{CellText.Counted(_data.Rows, "row")} were fitted as {CellText.Counted(groups.Count, "group")} with equal features");
            (features, targets, weights) = (groups.Features(features), groups.Targets(targets, weights), groups.Weights(weights));
        }

        return _data.Named(
            () => DistributionModel.Fit(new FitRows(new RowSet(features), new RowSet(targets), weights), fit, progress, _cancellationToken), groups);
    }
}
