using System.Numerics.Tensors;
using KLDiv.Cli.Fit;
using KLDiv.Cli.Terminal;
using KLDiv.Regression;
using KLDiv.Regression.Validation;

namespace KLDiv.Cli.Demo;

/// <summary>The distribution of births per day, regressed on the calendar.</summary>
internal sealed class BirthsRegression
{
    /// <summary>As many decimals as are the same on every processor.</summary>
    public const int Decimals = 4;

    /// <summary>Every processor gets that far before it has converged.</summary>
    private const int IterationsShown = 50;

    /// <summary>About where cross-validation is best; without a penalty the bins that some weekday never meets drive weights to infinity.</summary>
    private const double Penalty = 2.5e-5;

    private const int Folds = 5;

    /// <summary>What is shown does not change any more long before the exact optimum.</summary>
    private const double Tolerance = 1e-5;

    private readonly Host _host;
    private readonly TableData _table;
    private IReadOnlyList<FitProgress> _progress = [];
    private readonly FitOptions _options = new() { L2 = Penalty, GradientTolerance = Tolerance };

    public BirthsRegression(Host host)
    {
        _host = host;
        Days = Day.ReadAll();
        _table = BirthsTable.Read(Days, host.Cancellation);
    }

    public IReadOnlyList<Day> Days { get; }

    public Binning Bins => _table.Schema.Bins!;

    /// <summary>Fits the model, and prints how the loss falls.</summary>
    public TableFit Fit()
    {
        using ProgressLine progress = new(_host);
        FallingLoss falling = new(_host.Output, progress, Decimals, IterationsShown);
        TableFit fit = TableRegression.Fit(
            _table,
            new RegressionOptions { Fit = _options },
            falling,
            _host.Cancellation);
        falling.Finish(fit.Result);
        _progress = falling.Steps;
        return fit;
    }

    /// <summary>What the page shows: the same with each day predicted from days of other folds.</summary>
    public FitExplanation Page(TableFit fit)
    {
        using ProgressLine progress = new(_host);
        CrossValidationOptions options = new() { Folds = Folds, Fit = _options };
        CrossValidationResult folds = TableRegression.CrossValidate(
            _table, fit.Model.Bandwidth, options, new FoldsDone(progress, options), _host.Cancellation);
        return FitExplainer.Build(fit, _table, _progress, folds, options.Neighbours, cancellationToken: _host.Cancellation);
    }

    /// <summary>What the model expects of some days, and what happened: two distributions over the bins.</summary>
    public (double[] Predicted, double[] Observed) Compare(TableFit fit, Predicate<Day> isMeant)
    {
        int[] rows = [.. Enumerable.Range(0, Days.Count).Where(row => isMeant(Days[row]))];
        return (Mean(Tensor.Exp<double>(fit.Model.Predict(_table)), rows), Mean(_table.Targets(), rows));
    }

    private double[] Mean(Tensor<double> distributions, int[] rows) =>
        [.. Enumerable.Range(0, Bins.Count).Select(bin => rows.Average(row => distributions[row, bin]))];
}
