using KLDiv.Cli.Predicting;
using KLDiv.Cli.Terminal;
using KLDiv.Files;
using KLDiv.Regression;
using KLDiv.Regression.Validation;
using KLDiv.Reports;

namespace KLDiv.Cli.Fit;

/// <summary>Features and distributions that are tensor files of their own.</summary>
/// <param name="data">The files, read.</param>
internal sealed class MatrixFitData(MatrixData data) : FitData
{
    public override string Source => data.FeaturesName;

    public override long Rows => data.Rows;

    public override int Width => data.Features;

    public override int Support => data.Support;

    public override string Value => Path.GetFileName(data.TargetsName);

    public override Binning? Bins => null;

    public override IReadOnlyList<string> Classes => [.. Enumerable.Range(0, data.Support).Select(i => $"class {i}")];

    public override IReadOnlyList<string> Features => [.. Enumerable.Range(0, data.Features).Select(i => $"x{i}")];

    public override IReadOnlyList<string> Notes => [.. data.Notes.Select(note => $"{data.TargetsName}: {note}")];

    /// <summary>Reads the files.</summary>
    /// <exception cref="DataFileException">A file is unreadable, malformed, or of the wrong shape; or weights are not finite and at least 0, or all 0.</exception>
    public static MatrixFitData Open(FitRequest request, CancellationToken cancellationToken)
    {
        using RowSource x = RowSource.Open(request.Source), t = RowSource.Open(request.Target!);
        double[] weights = request.WeightsFile is { } file ? ReadWeights(file, t.Rows) : [];
        var data = MatrixData.Read(x, t, weights, request.AreCounts, cancellationToken);
        return request.Strict && data.Notes is [var wrong, ..] ? throw new DataFileException(data.TargetsName, wrong) : new MatrixFitData(data);
    }

    public override Fitted Fit(FitRequest request, IProgress<FitProgress> progress, IProgress<ChoiceProgress> choosing, CancellationToken cancellationToken)
    {
        RegressionOptions options = new() { Fit = request.Options, ChoosesL2 = request.ChoosesL2, Seed = request.Options.Seed, Choosing = choosing };
        MatrixFit fit = MatrixRegression.Fit(data, options, progress, cancellationToken);
        return new Fitted(fit.Result, fit.L2) { Matrices = fit, Notes = fit.Notes };
    }

    public override ContenderScores Compare(Fitted fitted, int neighbours, CancellationToken cancellationToken) =>
        Contenders.OnTheData(fitted.Matrices!, data, neighbours, cancellationToken);

    public override CrossValidationResult Validate(CrossValidationOptions folds, IProgress<FoldResult> progress, CancellationToken cancellationToken) =>
        MatrixRegression.CrossValidate(data, folds, progress, cancellationToken);

    public override void WritePredictions(Fitted fitted, string path, Host host)
    {
        using ProgressLine progress = new(host);
        using RowSource features = RowSource.Open(Source);
        Predictions.Write(fitted.Saved, features, PredictionColumns.LogProbabilities, path, progress, host.Cancellation);
    }

    public override FitExplanation Page(FitAnswer answer, CancellationToken cancellationToken)
    {
        FitExplainer explainer = new()
        {
            Source = $"{Path.GetFileName(Source)} and {Value}",
            Settings =
            [
                new FitSetting("Model", answer.ModelText),
                new FitSetting("Penalty λ", $"{FitSummary.Short(answer.Fitted.L2)}{(answer.Request.ChoosesL2 ? ", chosen by cross-validation" : "")}"),
            ],
            Progress = answer.Progress,
            Folds = answer.Folds,
            Figures = answer.OnTheData,
            Neighbours = answer.Request.Neighbours,
        };
        return explainer.Build(answer.Fitted.Result, data, cancellationToken);
    }

    private static double[] ReadWeights(string path, long rows)
    {
        double[] weights = RowColumn.Open(path).ReadWeights(rows, new RowRange(0, rows), out _);
        return weights.AsSpan().ContainsAnyExcept(0.0) ? weights : throw new DataFileException(path, "has nothing but 0; some row must have a weight");
    }
}
