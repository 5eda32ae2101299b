using KLDiv.Files;
using KLDiv.Regression.Fitting;
using KLDiv.Regression.Tables;
using KLDiv.Regression.Tables.Cells;
using KLDiv.Regression.Validation;

namespace KLDiv.Regression;

/// <summary>Direct regression from a table: what is not said of bandwidth and penalty is chosen, then the model is fitted to all rows.</summary>
public sealed class TableRegression
{
    /// <summary>More rows hardly change what is chosen: it is chosen on so many of them, drawn by the seed.</summary>
    private const int MostRowsOfChoices = 50_000;

    /// <summary>So many probabilities, 16 MiB, are kept while a bandwidth is tried.</summary>
    private const int MostKept = 1 << 21;

    private readonly TableData _data;
    private readonly RegressionOptions _options;
    private readonly CancellationToken _cancellationToken;
    private readonly int[] _rows;
    private readonly List<string> _notes = [];
    private IReadOnlyList<BandwidthStep> _bandwidths = [];
    private PenaltyPath? _penalties;

    private TableRegression(TableData data, RegressionOptions options, CancellationToken cancellationToken)
    {
        _data = data;
        _options = options;
        _cancellationToken = cancellationToken;
        _rows = Shuffle.Order(data.Rows, options.Seed);
        if (data.Weights is { } weights)
        {
            _rows = Array.FindAll(_rows, row => weights[row] > 0);
        }

        _rows = _rows[..Math.Min(_rows.Length, MostRowsOfChoices)];

        // In the order of the table, where they lie together in memory.
        Array.Sort(_rows);
    }

    /// <summary>Fits a model to a table.</summary>
    /// <remarks>
    /// A bandwidth that is not given (<see cref="TableOptions.Bandwidth"/>) and a penalty that is to be chosen are those of least cross-validated
    /// divergence from the outcomes as they are, each value all in its bin; where both are, first the penalty without a bandwidth, then the bandwidth,
    /// then the penalty with it. They are chosen on at most 50,000 rows, drawn by the seed. Everything is the same to the bit for the same table,
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
    /// <param name="bandwidth">How far each value is spread for the fits; the figures are against the values as they are.</param>
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
        double bandwidth,
        CrossValidationOptions options,
        IProgress<FoldResult>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(options);
        FitRows outcomes = data.Outcomes();
        return data.Named(() => CrossValidation.Run(
            outcomes.WithTargets(new RowSet(data.TargetRows(bandwidth))), outcomes, options with { Bins = data.Schema.Bins }, progress, cancellationToken));
    }

    private TableFit Run(IProgress<FitProgress>? progress)
    {
        FitOptions fit = _options.Fit;
        double bandwidth = _data.Schema.Bins is null ? 0 : _data.Bandwidth ?? 0;
        bool choosesBandwidth = _data.Schema.Bins is not null && _data.Bandwidth is null && CanChoose("the bandwidth is 0");
        bool choosesL2 = _options.ChoosesL2 && CanChoose($"the penalty is {fit.For(_data.Outcomes()).L2}");
        if (choosesBandwidth)
        {
            FitOptions before = choosesL2 ? fit with { L2 = PenaltyAt(0).Best } : fit;
            bandwidth = BandwidthChoice.Choose(_data.Schema.Bins!, trial => HeldOutLoss(trial, before), out _bandwidths);
        }

        if (choosesL2)
        {
            _penalties = PenaltyAt(bandwidth);
            fit = fit with { L2 = _penalties.Best };
        }

        FitResult result = FitAll(bandwidth, fit, progress);
        FitRows outcomes = _data.Outcomes();
        BinContents? contents = outcomes.ContentsOf(_data.Schema.Bins);
        DistributionScores scores = DistributionScores.Of(result.Model, outcomes, contents, _cancellationToken);
        var model = new TableModel(_data.Schema, result.Model, contents, bandwidth, result.L2, scores);
        var warnings = new FitWarnings(new SavedModel(result.Model, model).Classes, _data.Schema.FeatureNames, _data.Schema.Where);
        return new TableFit(model, result, _bandwidths, _penalties, _notes) { Warnings = [.. warnings.Of(result)] };
    }

    private bool CanChoose(string otherwise)
    {
        bool can = _rows.Length >= 2;
        if (!can)
        {
            _notes.Add($"a single row leaves none to be held out; {otherwise}");
        }

        return can;
    }

    private RegressionOptions Choosing(FitOptions fit) => _options with { Fit = fit, Folds = Math.Min(_options.Folds, _rows.Length) };

    private PenaltyPath PenaltyAt(double bandwidth) =>
        PenaltyChoice.Choose(Chosen(bandwidth), Chosen(bandwidth: 0), Choosing(_options.Fit), _cancellationToken);

    private double HeldOutLoss(double bandwidth, FitOptions fit) =>
        PenaltyFold.Cut(Chosen(bandwidth), Chosen(bandwidth: 0), Choosing(fit), _cancellationToken).Average(fold => fold.HeldOutLoss(fit.L2));

    /// <summary>The rows that choices are made on, each value spread so far: once for all folds, where that is no burden.</summary>
    private FitRows Chosen(double bandwidth)
    {
        RowSet features = new(_data.FeatureRows, _rows), targets = new(_data.TargetRows(bandwidth), _rows);
        double[]? weights = _data.Weights;
        if (bandwidth == 0 || targets.Count * targets.Columns > MostKept)
        {
            return new FitRows(features, targets, weights);
        }

        double[]? own = weights is null ? null : Array.ConvertAll(_rows, row => weights[row]);
        return new FitRows(features, new RowSet(ArrayMatrix.Of(targets)), own);
    }

    private FitResult FitAll(double bandwidth, FitOptions fit, IProgress<FitProgress>? progress)
    {
        IMatrixView features = _data.FeatureRows, targets = _data.TargetRows(bandwidth);
        double[]? weights = _data.Weights;
        RowGroups? groups = null;
        if (_data.IsGrouped)
        {
            groups = _data.Groups();
            _notes.Add($"{CellText.Counted(_data.Rows, "row")} were fitted as {CellText.Counted(groups.Count, "group")} with equal features");
            (features, targets, weights) = (groups.Features(features), groups.Targets(targets, weights), groups.Weights(weights));
        }

        return _data.Named(
            () => DistributionModel.Fit(new FitRows(new RowSet(features), new RowSet(targets), weights), fit, progress, _cancellationToken), groups);
    }
}
