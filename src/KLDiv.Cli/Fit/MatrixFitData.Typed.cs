using System.Numerics;
using System.Numerics.Tensors;
using KLDiv.Cli.Predicting;
using KLDiv.Cli.Terminal;
using KLDiv.Files;
using KLDiv.Regression;
using KLDiv.Regression.Validation;

namespace KLDiv.Cli.Fit;

/// <summary>Features and distributions that are tensor files of their own.</summary>
internal sealed class MatrixFitData<TFeature, TTarget> : FitData
    where TFeature : unmanaged, IFloatingPointIeee754<TFeature>
    where TTarget : unmanaged, IFloatingPointIeee754<TTarget>
{
    /// <summary>What the rounding of a long row in half precision stays below.</summary>
    private const double SumTolerance = 1e-2;

    private const int FoldsOfChoice = 5;

    private readonly string _target;
    private readonly TFeature[] _features;
    private readonly TTarget[] _targets;
    private readonly nint[] _featureLengths;
    private readonly nint[] _targetLengths;
    private readonly double[] _weights;

    /// <exception cref="DataFileException">A file cannot be read, or is no matrix that a fit takes.</exception>
    public MatrixFitData(MatrixFiles files)
    {
        (Source, _target) = (files.Features.Name, files.Target.Name);
        (_featureLengths, _targetLengths) = (files.Features.Lengths.ToArray(), files.Target.Lengths.ToArray());
        _features = files.Read<TFeature>(files.Features, "features");
        _targets = files.Read<TTarget>(files.Target, "targets");
        _weights = files.ReadWeights();
    }

    public override string Source { get; }

    public override long Rows => _weights.Length == 0 ? _featureLengths[0] : _weights.Length - System.MemoryExtensions.Count(_weights.AsSpan(), 0.0);

    public override string Value => Path.GetFileName(_target);

    public override Binning? Bins => null;

    public override IReadOnlyList<string> Classes => [.. Enumerable.Range(0, (int)_targetLengths[^1]).Select(i => $"class {i}")];

    public override IReadOnlyList<string> Features => [.. Enumerable.Range(0, (int)_featureLengths[^1]).Select(i => $"x{i}")];

    /// <summary>The criterion takes rows of any sum; who passes counts or logits should hear of it all the same.</summary>
    public override IReadOnlyList<string> Notes
    {
        get
        {
            int support = (int)_targetLengths[^1];
            for (int row = 0; row < _targetLengths[0]; row++)
            {
                double sum = 0;
                foreach (TTarget value in _targets.AsSpan(row * support, support))
                {
                    sum += double.CreateTruncating(value);
                }

                if (Math.Abs(sum - 1) > SumTolerance)
                {
                    return [$"{_target}: row {row} sums to {sum:G6}, not to 1; a row counts in proportion to its sum"];
                }
            }

            return [];
        }
    }

    private ReadOnlyTensorSpan<TFeature> X => new(_features, _featureLengths);

    private ReadOnlyTensorSpan<TTarget> T => new(_targets, _targetLengths);

    public override Fitted Fit(FitRequest request, IProgress<FitProgress> progress, CancellationToken cancellationToken) => Named(() =>
    {
        FitOptions options = request.Options;
        List<string> notes = [];
        if (request.ChoosesL2 && Rows >= 2)
        {
            int folds = (int)Math.Min(FoldsOfChoice, Rows);
            options = options with { L2 = PenaltyChoice.Choose(X, T, new RegressionOptions { Fit = options, Folds = folds, Seed = options.Seed }, _weights, cancellationToken).Best };
        }
        else if (request.ChoosesL2)
        {
            notes.Add($"a single row leaves none to be held out; the penalty is {options.L2}");
        }

        FitResult result = DistributionModel.Fit(X, T, options, _weights, progress, cancellationToken);
        return new Fitted(result, options.L2) { Notes = notes };
    });

    public override ContenderScores Compare(Fitted fitted, int neighbours, CancellationToken cancellationToken) => Named(() =>
        Contenders.OnTheData(fitted.Result.Model, X, T, bins: null, neighbours, _weights, cancellationToken));

    public override CrossValidationResult Validate(
        Fitted fitted, CrossValidationOptions options, IProgress<FoldResult> progress, CancellationToken cancellationToken) => Named(() =>
        CrossValidation.Run(
            X, T, options with { Fit = options.Fit with { L2 = fitted.L2 } }, _weights, progress, cancellationToken));

    public override void WritePredictions(Fitted fitted, string path, Host host) =>
        PredictedRowsOfFeatures.Write(Source, new SavedModel(fitted.Result.Model, Table: null), PredictionColumns.LogProbabilities, path, host);

    public override FitExplanation Page(FitAnswer answer, CancellationToken cancellationToken) => Named(() =>
    {
        FitExplainer page = new()
        {
            Source = $"{Path.GetFileName(Source)} and {Path.GetFileName(_target)}",
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
        return page.Build(answer.Fitted.Result, X, T, _weights, cancellationToken);
    });

    /// <summary>Puts the name of the file before what the regression refuses.</summary>
    private TResult Named<TResult>(Func<TResult> work)
    {
        try
        {
            return work();
        }
        catch (RegressionDataException wrong)
        {
            string file = wrong.Operand is "targets" ? _target : Source;
            throw new DataFileException(file, wrong.Message.TrimEnd('.'), wrong);
        }
    }
}
