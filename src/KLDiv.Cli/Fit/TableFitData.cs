using KLDiv.Cli.Predicting;
using KLDiv.Cli.Terminal;
using KLDiv.Files;
using KLDiv.Regression;
using KLDiv.Regression.Validation;

namespace KLDiv.Cli.Fit;

/// <summary>A table whose columns are features and a number, or a distribution.</summary>
internal sealed class TableFitData(string path, TableOptions options, CancellationToken cancellationToken) : FitData
{
    /// <summary>What a fit keeps for each feature is many times what the table has of it.</summary>
    private const int MostFeatures = 100_000;

    private readonly TableData _table = TableData.Read(path, options with { MostFeatures = MostFeatures }, cancellationToken);

    public override string Source => path;

    public override long Rows => _table.RowWeights.IsEmpty ? _table.Rows : _table.Rows - System.MemoryExtensions.Count(_table.RowWeights, 0.0);

    public override int Width => _table.Schema.Width;

    public override int Support => _table.Schema.Support;

    public override string Value => _table.Schema.Value ?? "the distribution";

    public override Binning? Bins => _table.Schema.Bins;

    public override IReadOnlyList<string> Classes => _table.Schema.Classes;

    public override IReadOnlyList<string> Features => [.. _table.Schema.Features.Select(column => column.Name)];

    public override IReadOnlyList<TableColumn> Columns => _table.Columns;

    public override long RowsLeftOut => _table.RowsLeftOut;

    public override long RowsFilled => _table.RowsFilled;

    public override IReadOnlyList<string> Notes => [.. _table.Notes.Select(note => $"{path}: {note}")];

    public override Fitted Fit(FitRequest request, IProgress<FitProgress> progress, IProgress<ChoiceProgress> choosing, CancellationToken cancellationToken)
    {
        RegressionOptions fit = new() { Fit = request.Options, ChoosesL2 = request.ChoosesL2, Seed = request.Options.Seed, Choosing = choosing };
        TableFit fitted = TableRegression.Fit(_table, fit, progress, cancellationToken);
        return new Fitted(fitted.Result, fitted.Model.L2) { Table = fitted, Notes = fitted.Notes };
    }

    public override ContenderScores Compare(Fitted fitted, int neighbours, CancellationToken cancellationToken) =>
        Contenders.OnTheData(fitted.Table!, _table, neighbours, cancellationToken);

    public override CrossValidationResult Validate(CrossValidationOptions folds, IProgress<FoldResult> progress, CancellationToken cancellationToken) =>
        TableRegression.CrossValidate(_table, options.Bandwidth, folds, progress, cancellationToken);

    public override void WritePredictions(Fitted fitted, string path, Host host)
    {
        using ProgressLine progress = new(host);
        Predictions.Write(fitted.Saved, _table, PredictionColumns.LogProbabilities, path, progress, host.Cancellation);
    }

    public override FitExplanation Page(FitAnswer answer, CancellationToken cancellationToken) =>
        FitExplainer.Build(answer.Fitted.Table!, _table, answer.Progress, answer.Folds, answer.Request.Neighbours, answer.OnTheData, cancellationToken);
}
