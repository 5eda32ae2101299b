using KLDiv.Files;
using KLDiv.Regression.Fitting;
using KLDiv.Regression.Tables;
using KLDiv.Regression.Tables.Cells;

namespace KLDiv.Regression;

/// <summary>What the columns of a table are, how they become features, and what is regressed on them: all that a prediction needs beside the weights.</summary>
public sealed partial class TableSchema
{
    private readonly FeatureColumn[] _features;
    private readonly Dictionary<string, FeatureColumn> _byName = new(StringComparer.Ordinal);
    private readonly HashSet<string> _sources = new(StringComparer.Ordinal);

    internal TableSchema(FeatureColumn[] features, FeatureColumn? outcome, IReadOnlyList<string> targets, Binning? bins, MissingValues missing, MissingMarks marks)
    {
        _features = features;
        Outcome = outcome;
        Targets = targets;
        Bins = bins;
        Missing = missing;
        Marks = marks;
        foreach (FeatureColumn feature in features)
        {
            feature.FirstFeature = Width;
            Width = checked(Width + feature.Width);
            _ = _sources.Add(feature.Source);
            _ = _byName.TryAdd(feature.Name, feature);
        }
    }

    /// <summary>The columns that are features, in the order of their features.</summary>
    public IReadOnlyList<FeatureColumn> Features => _features;

    /// <summary>The names of the columns that a table or a record must have.</summary>
    public IReadOnlyList<string> Sources => [.. _sources];

    /// <summary>The number of features that the columns become.</summary>
    public int Width { get; }

    /// <summary>The names of the features, <see cref="Width"/> of them.</summary>
    public IReadOnlyList<string> FeatureNames => [.. _features.SelectMany(feature => feature.FeatureNames)];

    /// <summary>The column whose distribution is regressed; null where <see cref="Targets"/> are.</summary>
    public string? Value => Outcome?.Name;

    /// <summary>The columns that are a distribution already; empty where <see cref="Value"/> is regressed.</summary>
    public IReadOnlyList<string> Targets { get; }

    /// <summary>The bins of the value; null where its levels or <see cref="Targets"/> are regressed.</summary>
    public Binning? Bins { get; }

    /// <summary>The names of the classes: the levels of the value, or <see cref="Targets"/>; empty where there are bins.</summary>
    public IReadOnlyList<string> Classes => IsCategory ? Outcome!.Levels : Targets;

    /// <summary>Whether the value is one of some levels, and no number.</summary>
    public bool IsCategory => Outcome is { HasLevels: true };

    /// <summary>Whether the levels of the value have an order.</summary>
    public bool IsOrdered => Outcome is { Kind: FeatureKind.Ordinal };

    /// <summary>The number of points of a distribution.</summary>
    public int Support => Bins?.Count ?? Classes.Count;

    /// <summary>What became of missing values when the table was read.</summary>
    public MissingValues Missing { get; }

    /// <summary>What stood for a missing value in the table, beside what always does (<see cref="TableOptions.MissingMarks"/>).</summary>
    public IReadOnlyList<string> MissingMarks => Marks.Named;

    internal MissingMarks Marks { get; }

    /// <summary>The column of the value; null where <see cref="Targets"/> are regressed.</summary>
    internal FeatureColumn? Outcome { get; }

    /// <summary>The feature of a name.</summary>
    /// <exception cref="RegressionDataException">There is none; the message names those that there are.</exception>
    public FeatureColumn Feature(string name) => _byName.TryGetValue(name, out FeatureColumn? feature)
        ? feature
        : throw Unknown(name);

    /// <summary>Reads a record as users write it: <c>weekday=Tue,month=3</c>; with quotes where a text has a comma, or a name an equals sign: <c>name="a, b"</c>.</summary>
    /// <exception cref="FormatException">A part has no name and equals sign, a name is there twice, or a quote is not closed; the message is one line.</exception>
    public static IReadOnlyDictionary<string, string> ParseRecord(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var record = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (string part in QuotedParts.Split(text))
        {
            int quoted = part.StartsWith('"') ? part.IndexOf("\"=", StringComparison.Ordinal) + 1 : 0;
            int equals = part.IndexOf('=', quoted);
            string name = equals < 1 ? "" : QuotedParts.Unquoted(part[..equals].Trim());
            if (name.Length == 0)
            {
                throw new FormatException($"{CellText.Shown(part)} is no NAME=VALUE; a record is written as NAME=VALUE,NAME=VALUE (weekday=Tue,month=3)");
            }

            if (!record.TryAdd(name, QuotedParts.Unquoted(part[(equals + 1)..].Trim())))
            {
                throw new FormatException($"the record has {CellText.Shown(name)} twice");
            }
        }

        return record;
    }

    /// <summary>The features of one record.</summary>
    /// <param name="record">A text for the name of every feature's column, as it would be in the table.</param>
    /// <param name="unseen">What becomes of a level that is not known.</param>
    /// <returns><see cref="Width"/> features.</returns>
    /// <exception cref="RegressionDataException">A column has no value or is not the model's, a text is no number where one must be, or a level is not known.</exception>
    public double[] Encode(IReadOnlyDictionary<string, string> record, UnseenLevels unseen = UnseenLevels.Error)
    {
        double[] result = new double[Width];
        Encode(Cells(record, unseen), result);
        return result;
    }

    /// <summary>What a record asks for beyond what the model was fitted to: numbers outside of a column's range, levels that it does not know; a line each.</summary>
    /// <inheritdoc cref="Encode(IReadOnlyDictionary{string, string}, UnseenLevels)" path="/param"/>
    /// <inheritdoc cref="Encode(IReadOnlyDictionary{string, string}, UnseenLevels)" path="/exception"/>
    public IReadOnlyList<string> Beyond(IReadOnlyDictionary<string, string> record, UnseenLevels unseen = UnseenLevels.Error) =>
        [.. new FittedRanges(_features).Notes(Cells(record, unseen))];

    /// <summary>A cell for each feature of a record.</summary>
    private double[] Cells(IReadOnlyDictionary<string, string> record, UnseenLevels unseen)
    {
        ArgumentNullException.ThrowIfNull(record);
        foreach (string name in record.Keys)
        {
            if (!_sources.Contains(name))
            {
                throw Unknown(name);
            }
        }

        double[] cells = new double[_features.Length];
        for (int i = 0; i < cells.Length; i++)
        {
            FeatureColumn feature = _features[i];
            string text = record.TryGetValue(feature.Source, out string? given)
                ? given.Trim()
                : throw new RegressionDataException(DataChecks.FeaturesName, $"no value for {CellText.Shown(feature.Source)}; the model takes {CellText.List(Sources)}");
            bool isMissing = feature.IsMissing(text, Marks);
            if (isMissing && Missing is not (MissingValues.Mean or MissingValues.Level))
            {
                throw new RegressionDataException(
                    DataChecks.FeaturesName,
                    $"{CellText.Shown(text)} in column {CellText.Shown(feature.Source)}, where a value must be; a model takes missing features when it was fitted with --missing mean or level");
            }

            cells[i] = isMissing ? double.NaN : feature.Cell(text, unseen);
        }

        return cells;
    }

    /// <summary>That a feature is above or below a bound.</summary>
    internal string Where(int feature, double bound, bool isAbove)
    {
        FeatureColumn column = _features[ColumnOf(feature)];
        return column.Where(feature - column.FirstFeature, bound, isAbove);
    }

    /// <summary>The number of the column that a feature is of.</summary>
    internal int ColumnOf(int feature) => Array.FindLastIndex(_features, column => column.FirstFeature <= feature);

    /// <summary>The features of a row of cells.</summary>
    internal void Encode(ReadOnlySpan<double> cells, Span<double> destination)
    {
        for (int i = 0; i < _features.Length; i++)
        {
            FeatureColumn feature = _features[i];
            feature.Encode(cells[i], destination.Slice(feature.FirstFeature, feature.Width));
        }
    }

    private RegressionDataException Unknown(string name) =>
        new(DataChecks.FeaturesName, $"there is no feature {CellText.Shown(name)}{NearName.Hint(name, Sources)}; the model takes {CellText.List(Sources)}");
}
