using KLDiv.Regression.Bins;
using KLDiv.Regression.Fitting;
using KLDiv.Regression.Tables.Recognising;

namespace KLDiv.Regression.Tables.Cells;

/// <summary>Reads a table that a model is to be fitted to: finds what its columns are, and keeps the rows.</summary>
/// <param name="records">The table.</param>
/// <param name="options">Which columns are what.</param>
internal sealed class NewTable(TableRecords records, TableOptions options)
{
    private readonly List<string> _notes = [];
    private ColumnWish? _wish;

    private BinRule Rule => options.Bins ?? BinRule.Default;

    private IReadOnlyList<string> Targets => options.Targets ?? [];

    /// <summary>What the columns are.</summary>
    public TableSchema Schema { get; private set; } = null!;

    /// <summary>The rows that are kept.</summary>
    public TableRows Rows { get; private set; } = null!;

    /// <summary>What the user should know.</summary>
    public IReadOnlyList<string> Notes => _notes;

    /// <summary>All columns of the table.</summary>
    public IReadOnlyList<TableColumn> Columns { get; private set; } = [];

    /// <summary>Does all of it.</summary>
    public NewTable Read(CancellationToken cancellationToken)
    {
        NewColumn[] columns = [.. FeatureNames().Select(NewColumnOf), .. options.Value is { } value ? [NewColumnOf(value)] : Array.Empty<NewColumn>()];
        int features = options.Value is null ? columns.Length : columns.Length - 1;
        TableReading reading = new TableReading(records, [.. columns, .. ShareNames().Select(name => new ShareReader(name, records.FieldOf(name)))]).Run(cancellationToken);
        _notes.AddRange(records.Notes);

        RecognisedColumn[] recognised = new ColumnRecognition(records, reading.Cells).Of(columns);
        RecognisedColumn? outcome = options.Value is null ? null : Outcome(recognised[^1], reading, features);
        FeatureChoice choice = new(reading, options.Strict);
        List<CellSource> chosen = choice.Of(recognised[..features]);
        _notes.AddRange(choice.Notes);
        _notes.AddRange(Spike.Notes(recognised).Select(spike => options.Strict ? throw records.Malformed(spike) : spike));

        long rows = reading.Cells.Rows;
        Rows = RowsOf(reading, chosen, outcome is null ? null : new CellSource(outcome.Name, features, outcome), columns.Length);
        _notes.AddRange(Rows.Run());
        Schema = SchemaOf(chosen, outcome);
        Columns = new ColumnListing(options, Schema, choice.Reasons, rows).Of(records.Names, recognised[..features], outcome);
        return this;
    }

    /// <summary>The rows that are kept, once they are walked.</summary>
    /// <param name="reading">What was read.</param>
    /// <param name="features">Where the features come from.</param>
    /// <param name="value">Where the value comes from that is regressed, if one is.</param>
    /// <param name="first">The place of the first target.</param>
    private TableRows RowsOf(TableReading reading, List<CellSource> features, CellSource? value, int first)
    {
        CellSource[] targets = [.. Targets.Select((name, i) => new CellSource(name, first + i))];
        return new TableRows(reading, features, targets)
        {
            Value = value,
            Weight = options.Weights is { } weights ? new CellSource(weights, first + targets.Length) : null,
            Missing = options.Missing,
            Remedy = "--missing drop leaves such rows out, --missing mean puts the mean in its place, and --missing level makes it a level of its own",
            OnlyLists = options.OnlyLists,
            Strict = options.Strict,
            AreCounts = options.AreCounts,
            Bins = value?.Column is null or { Sort: ColumnSort.Levels } ? null : Rule.Given,
        };
    }

    /// <summary>What the columns of the rows that are kept are.</summary>
    private TableSchema SchemaOf(List<CellSource> features, RecognisedColumn? outcome)
    {
        ColumnSummary summary = new(records, Rows.Cells);
        FeatureColumn[] columns = summary.Finish(features, options);
        _notes.AddRange(summary.Notes);
        CheckWeights();
        FeatureColumn? regressed = outcome is null ? null : ColumnSummary.Outcome(outcome, Rows.Values, records);
        Binning? bins = regressed is null || regressed.HasLevels ? null : BinsOf(Rows.Values);
        return new TableSchema(columns, regressed, Targets, bins, options.Missing, records.Marks);
    }

    private IEnumerable<string> FeatureNames()
    {
        if (options.Features is { } names)
        {
            return AtMost(names);
        }

        // A column that is said to be of a kind must be there, though nobody names it as a feature.
        foreach (string name in options.Kinds)
        {
            _ = records.FieldOf(name);
        }

        string[] others = options.Weights is { } weights ? [.. options.Outcomes, weights] : [.. options.Outcomes];
        string[] rest = [.. records.Names.Except(others, StringComparer.Ordinal)];
        return rest.Length > 0 ? AtMost(rest) : throw records.Malformed($"has no column beside {CellText.List(others)}, so no feature");
    }

    /// <summary>The columns that are features, if they are not too many.</summary>
    private IReadOnlyList<T> AtMost<T>(IReadOnlyList<T> features) => features.Count <= options.MostFeatures ? features
        : throw records.Malformed($"has {features.Count} features; a fit takes at most {options.MostFeatures}, so name the columns that matter with --features");

    /// <summary>The columns of numbers that are shares: targets, and weights behind them.</summary>
    private IEnumerable<string> ShareNames() => options.Weights is { } weights ? Targets.Append(weights) : Targets;

    private NewColumn NewColumnOf(string name) => new(name, records.FieldOf(name), WishOf(name));

    private ColumnWish WishOf(string name)
    {
        CyclicColumn? cycle = options.Cyclic.FirstOrDefault(column => string.Equals(column.Name, name, StringComparison.Ordinal));
        OrdinalColumn? order = options.Ordinal.FirstOrDefault(column => string.Equals(column.Name, name, StringComparison.Ordinal));
        FeatureKind? kind = cycle is not null ? FeatureKind.Cyclic
            : order is not null ? FeatureKind.Ordinal
            : options.Categorical.Contains(name, StringComparer.Ordinal) ? FeatureKind.Categorical
            : null;
        DateColumn? date = options.Dates.FirstOrDefault(column => string.Equals(column.Name, name, StringComparison.Ordinal));
        ColumnWish wish = new()
        {
            Kind = kind ?? (date is null && records.HasLevels(records.FieldOf(name)) ? FeatureKind.Categorical : null),
            Cycle = cycle,
            Order = order?.Levels,
            Date = date,
            IsNoDate = options.NoDates is { } none && (none.Count == 0 || none.Contains(name, StringComparer.Ordinal)),
            DecimalMark = records.DecimalMark,
            IsValue = string.Equals(name, options.Value, StringComparison.Ordinal),
            IsNamed = kind is not null || date is not null || options.Features is not null,
        };

        // Most columns have the same, which is kept once: tables may have a million of them.
        return _wish = wish == _wish ? _wish : wish;
    }

    /// <summary>What is regressed: a number, or levels that are the classes.</summary>
    private RecognisedColumn Outcome(RecognisedColumn column, TableReading reading, int at)
    {
        string name = CellText.Shown(column.Name);
        switch (column.Sort)
        {
            case ColumnSort.Empty:
                throw records.Malformed($"has nothing in column {name}, in any row");
            case ColumnSort.Date:
                throw records.Malformed($"has dates in column {name}, and a number or a category is regressed");
            case ColumnSort.Levels when column.Source.Wish.Kind is null && (column.Doubt is not null || column.Source.HasTooMany):
                throw records.Malformed(
                    $"{records.Unit} {column.Source.FirstWordAt} has {CellText.Shown(column.Source.FirstWord)} in column {name}, where a number must be; --missing-values takes such words for missing, --categorical {column.Name} makes all of its cells classes");
            case ColumnSort.Levels when options.Bins is not null || options.Bandwidth != 0:
                throw records.Malformed(
                    $"{records.Unit} {column.Source.FirstWordAt} has {CellText.Shown(column.Source.FirstWord)} in column {name}, where a number must be: bins and a bandwidth are for numbers");
            case ColumnSort.Levels when RowIdentity.Reason(column, reading.Cells, at) is { } identity:
                _notes.Add($"column {name} {identity}, and is regressed all the same");
                break;
        }

        if (column.Note is { } note)
        {
            _notes.Add(note);
        }

        return column;
    }

    private void CheckWeights()
    {
        if (options.Weights is null && !options.AreCounts)
        {
            return;
        }

        string name = options.Weights is { } column ? $"column {CellText.Shown(column)}" : "its counts";

        double sum = SteadySums.Sum(Rows.Weights);
        if (sum == 0)
        {
            throw records.Malformed($"has nothing but 0 in {name}; some row must have a weight");
        }

        if (DataChecks.IsNoTotalWeight(sum) is { } reason)
        {
            throw records.Malformed($"has weights in {name} that sum to {sum}; {reason}");
        }
    }

    private Binning BinsOf(double[] values)
    {
        try
        {
            Binning bins = Rule.Over(values);
            _notes.AddRange(BinNotes.Of(Rule, bins, values));
            return bins;
        }
        catch (RegressionDataException wrong)
        {
            throw records.Malformed(wrong.Message);
        }
    }
}
