using System.Globalization;
using System.Numerics;
using System.Numerics.Tensors;
using KLDiv.Files;
using KLDiv.Regression.Explaining;
using KLDiv.Regression.Fitting;
using KLDiv.Regression.Validation;

namespace KLDiv.Regression;

/// <summary>Finds what is to be known of a fit: its figures, slices of the rows, calibration, and what each feature does.</summary>
/// <remarks>Of long or wide data, slices, calibration and effects are of rows that are evenly taken (<see cref="FitExplanation.SampledRows"/>).</remarks>
public sealed class FitExplainer
{
    private const double Farthest = 1e150;

    /// <summary>What was fitted: a file, a data set.</summary>
    public required string Source { get; init; }

    /// <summary>What the distributions are of, as a word of a sentence.</summary>
    public string Value { get; init; } = "the target";

    /// <summary>What the points of the support stand for, where they are ordered; null: they are classes without an order.</summary>
    public Binning? Bins { get; init; }

    /// <summary>The bins and what was seen inside them; null: nothing is known of that.</summary>
    private BinContents? Contents { get; init => (field, Bins) = (value, value?.Bins); }

    /// <summary>The names of the classes; null: class 0, class 1, and so on.</summary>
    public IReadOnlyList<string>? Classes { get; init; }

    /// <summary>The names of the columns of features; null: x0, x1, and so on.</summary>
    public IReadOnlyList<string>? Features { get; init; }

    /// <summary>What else is to be known of the fit.</summary>
    public IReadOnlyList<FitSetting> Settings { get; init; } = [];

    /// <summary>What the fit reported, the start first.</summary>
    public required IReadOnlyList<FitProgress> Progress { get; init; }

    /// <summary>How far each value was spread for the fit, in its unit; 0: all in its bin.</summary>
    public double Bandwidth { get; init; }

    /// <summary>What was found on held-out rows; null: nothing.</summary>
    public CrossValidationResult? Folds { get; init; }

    /// <summary>How many nearest neighbours the model is compared with; 0: it is not.</summary>
    public int Neighbours { get; init; } = 4;

    /// <summary>The figures on the rows that were fitted, where they are known; null: they are found.</summary>
    public ContenderScores? Figures { get; init; }

    /// <summary>Explains a fit to a table.</summary>
    /// <param name="fit">The fit.</param>
    /// <param name="table">The table that was fitted, with its outcomes.</param>
    /// <param name="progress">What the fit reported.</param>
    /// <param name="folds">What was found on held-out rows; null: nothing.</param>
    /// <param name="neighbours">How many nearest neighbours the model is compared with; 0: it is not.</param>
    /// <param name="figures">The figures on the rows that were fitted, where they are known; null: they are found.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="InvalidOperationException">The table was read without its outcomes.</exception>
    /// <exception cref="OperationCanceledException">The token asked for it.</exception>
    public static FitExplanation Build(
        TableFit fit,
        TableData table,
        IReadOnlyList<FitProgress> progress,
        CrossValidationResult? folds = null,
        int neighbours = 4,
        ContenderScores? figures = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(fit);
        ArgumentNullException.ThrowIfNull(table);
        TableSchema schema = table.Schema;
        FitExplainer explainer = new()
        {
            Source = Path.GetFileName(table.Source),
            Value = schema.Value ?? "the target",
            Contents = fit.Model.Contents,
            Classes = schema.Classes,
            Features = [.. schema.Features.Select(column => column.Name)],
            Settings = [.. SettingsOf(fit, table)],
            Progress = progress,
            Bandwidth = fit.Model.Bandwidth,
            Folds = folds,
            Neighbours = neighbours,
        };
        return table.Named(() => explainer.Build(
            fit.Result,
            [.. schema.Features.Select(column => new TableFeature(column) { Name = column.Name })],
            new RowSet(table.FeatureRows),
            new RowSet(table.TargetRows(bandwidth: 0)),
            table.Weights,
            figures ?? Contenders.OnTheData(fit, table, neighbours, cancellationToken),
            cancellationToken));
    }

    /// <summary>Explains a fit to matrices that were read; each column of features is a number.</summary>
    /// <param name="result">The fit.</param>
    /// <param name="data">The matrices that were fitted.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="DataFileException">The matrices do not fit the model, or something that is made of them overflows.</exception>
    /// <exception cref="ArgumentException">Names of features or classes are not as many as they must be.</exception>
    /// <exception cref="OperationCanceledException">The token asked for it.</exception>
    public FitExplanation Build(FitResult result, MatrixData data, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(result);
        ArgumentNullException.ThrowIfNull(data);
        return data.Named(() => Build(
            result,
            Columns(result.Model),
            new RowSet(data.FeatureRows),
            new RowSet(data.TargetRows),
            data.Weights,
            Figures ?? Contenders.OnTheData(new MatrixFit(result, 0, Penalties: null, []), data, Neighbours, cancellationToken),
            cancellationToken));
    }

    /// <summary>What a page shows of a fit to matrices, in which each column of features is a number.</summary>
    /// <param name="result">The fit.</param>
    /// <param name="features">[rows, features]; dense or strided.</param>
    /// <param name="targets">What was observed, [rows, support]; dense or strided.</param>
    /// <param name="rowWeights">One for each row; empty: 1.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="RegressionDataException">Shapes do not fit each other or the model, or the data are not as a fit takes them.</exception>
    /// <exception cref="ArgumentException">Names of features or classes, bins or weights are not as many as they must be.</exception>
    /// <exception cref="OperationCanceledException">The token asked for it.</exception>
    public unsafe FitExplanation Build<TFeature, TTarget>(
        FitResult result,
        in ReadOnlyTensorSpan<TFeature> features,
        in ReadOnlyTensorSpan<TTarget> targets,
        ReadOnlySpan<double> rowWeights = default,
        CancellationToken cancellationToken = default)
        where TFeature : unmanaged, IFloatingPointIeee754<TFeature>
        where TTarget : unmanaged, IFloatingPointIeee754<TTarget>
    {
        ArgumentNullException.ThrowIfNull(result);
        DataChecks.Shapes(features.Lengths, targets.Lengths);
        DataChecks.FeaturesOfModel(features.Lengths, result.Model.Features);
        DataChecks.TargetsOfModel(targets.Lengths, result.Model.Support);
        double[]? weights = DataChecks.Weights(rowWeights, features.Lengths[0]);
        ExplainedFeature[] columns = Columns(result.Model);
        fixed (TFeature* x = &features.GetPinnableReference())
        fixed (TTarget* t = &targets.GetPinnableReference())
        {
            return Build(
                result,
                columns,
                new RowSet(new MatrixView<TFeature>(features, x)),
                new RowSet(new MatrixView<TTarget>(targets, t)),
                weights,
                Figures ?? Contenders.OnTheData(result.Model, features, targets, Bins, Neighbours, rowWeights, cancellationToken),
                cancellationToken);
        }
    }

    /// <summary>The columns of a matrix as features, by the names that are given or their numbers.</summary>
    private ExplainedFeature[] Columns(DistributionModel model)
    {
        string[] names = [.. Features ?? Numbered("x", model.Features)];
        MustBe(names.Length, model.Features, "names of features", "columns of them", nameof(Features));
        MustBe(Classes?.Count ?? model.Support, model.Support, "names of classes", "classes", nameof(Classes));
        return [.. names.Select((name, column) => new MatrixFeature(column) { Name = name })];
    }

    /// <summary>Whether pictures can go from one number to another: their squares are finite.</summary>
    internal static bool CanBeDrawn(double low, double high) => Math.Max(Math.Abs(low), Math.Abs(high)) <= Farthest;

    private FitExplanation Build(
        FitResult result,
        IReadOnlyList<ExplainedFeature> columns,
        RowSet features,
        RowSet targets,
        double[]? rowWeights,
        ContenderScores figures,
        CancellationToken cancellationToken)
    {
        if (Bins is { } bins && !CanBeDrawn(bins.LeastEdge, bins.GreatestEdge))
        {
            throw new RegressionDataException(
                DataChecks.TargetsName, $"the bins reach from {bins.Low} to {bins.High}; numbers beyond {Farthest} are not drawn, so take another unit");
        }

        BinContents? contents = Contents ?? (Bins is null ? null : BinContents.Even(Bins));
        RowSample sample = new(result.Model, features, targets, rowWeights);
        (ExplainedFeature Feature, FeatureEffect Effect)[] effects = new PartialDependence(result.Model, sample, contents).Effects(columns, cancellationToken);
        return new FitExplanation
        {
            Source = Source,
            Value = Value,
            Contents = contents,
            Classes = Bins is null ? [.. Classes ?? Numbered("class ", result.Model.Support)] : [],
            Rows = features.Count,
            Features = [.. columns.Select(column => column.Name)],
            Settings = Settings,
            Progress = Progress,
            Bandwidth = Bandwidth,
            Stop = result.Stop,
            Contenders = FitContenders.Of(figures, Neighbours, Folds),
            CrossValidation = FitContenders.Told(Folds),
            SampledRows = sample.Rows < features.Count ? sample.Rows : null,
            Confusion = Folds?.Confusion,
            Effects = [.. effects.Select(one => one.Effect)],
            Slices = SampleSlices.Of(sample, effects),
            Reliability = Bins is null ? SampleReliability.Of(sample) : [],
        };
    }

    private static IEnumerable<FitSetting> SettingsOf(TableFit fit, TableData table)
    {
        yield return new FitSetting("Model", fit.Model.Model switch
        {
            InteractionRegression => "softmax regression with the products of every two features",
            HiddenLayerRegression hidden => string.Create(CultureInfo.InvariantCulture, $"one hidden layer of {hidden.HiddenUnits:N0} {(hidden.HiddenUnits == 1 ? "unit" : "units")}"),
            _ => "softmax regression",
        });
        yield return new FitSetting("Penalty λ", Chosen(fit.Penalties is not null), fit.Model.L2);
        if (table.Schema.Bins is not null)
        {
            yield return new FitSetting("Bandwidth of the values", Chosen(fit.Bandwidths.Count > 0), fit.Model.Bandwidth);
        }

        foreach (string note in table.Notes.Concat(fit.Notes))
        {
            yield return new FitSetting("Note", note);
        }
    }

    private static string Chosen(bool isChosen) => isChosen ? ", chosen by cross-validation" : "";

    private static IEnumerable<string> Numbered(string name, int count) => Enumerable.Range(0, count).Select(i => $"{name}{i}");

    private static void MustBe(int given, int needed, string what, string of, string parameter)
    {
        if (given != needed)
        {
            throw new ArgumentException($"There are {given} {what} and {needed} {of}; they must be equal.", parameter);
        }
    }
}
