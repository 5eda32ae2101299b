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
        IReadOnlyList<string> targets = options.Targets ?? [];
        NewColumn[] features = [.. FeatureNames().Select(name => new NewColumn(name, records.FieldOf(name), WishOf(name)))];
        NewColumn? value = options.Value is { } one ? new NewColumn(one, records.FieldOf(one), WishOf(one)) : null;
        string[] shares = options.Weights is { } weight ? [.. targets, weight] : [.. targets];
        ColumnReader[] readers = [.. features, .. value is null ? Array.Empty<ColumnReader>() : [value], .. shares.Select(name => new ShareReader(name, records.FieldOf(name)))];
        TableReading reading = new TableReading(records, readers).Run(cancellationToken);
        _notes.AddRange(records.Notes);

        var recognition = new ColumnRecognition(records, reading.Cells);
        RecognisedColumn[] all = recognition.Of([.. features, .. value is null ? Array.Empty<NewColumn>() : [value]]), recognised = all[..features.Length];
        RecognisedColumn? outcome = value is null ? null : Outcome(all[^1], reading, features.Length);
        var choice = new FeatureChoice(reading, options.Strict);
        List<CellSource> chosen = choice.Of(recognised);
        _notes.AddRange(choice.Notes);
        foreach (string spike in Spike.Notes(outcome is null ? recognised : [.. recognised, outcome]))
        {
            _notes.Add(options.Strict ? throw records.Malformed(spike) : spike);
        }

        BinRule rule = options.Bins ?? BinRule.Default;
        int first = features.Length + (value is null ? 0 : 1);
        Rows = new TableRows(reading, chosen, [.. targets.Select((name, i) => new CellSource(name, first + i))])
        {
            Value = outcome is null ? null : new CellSource(outcome.Name, features.Length, outcome),
            Weight = options.Weights is { } weights ? new CellSource(weights, first + targets.Count) : null,
            Missing = options.Missing,
            Remedy = "--missing drop leaves such rows out, --missing mean puts the mean in its place, and --missing level makes it a level of its own",
            OnlyLists = options.OnlyLists,
            Strict = options.Strict,
            AreCounts = options.AreCounts,
            Bins = outcome is null || outcome.Sort == ColumnSort.Levels ? null : rule.Given,
        };
        long rows = reading.Cells.Rows;
        _notes.AddRange(Rows.Run());
        var summary = new ColumnSummary(records, Rows.Cells);
        FeatureColumn[] columns = summary.Finish(chosen, options);
        _notes.AddRange(summary.Notes);
        CheckWeights();
        FeatureColumn? regressed = outcome is null ? null : ColumnSummary.Outcome(outcome, Rows.Values, records);
        Binning? bins = regressed is null || regressed.HasLevels ? null : BinsOf(rule, Rows.Values);
        Schema = new TableSchema(columns, regressed, targets, bins, options.Missing, records.Marks);
        Columns = new ColumnListing(options, Schema, choice.Reasons, rows).Of(records.Names, recognised, outcome);
        return this;
    }

    private IEnumerable<string> FeatureNames()
    {
        if (options.Features is { } names)
        {
            return names;
        }

        // A column that is said to be of a kind must be there, though nobody names it as a feature.
        foreach (string name in options.Kinds)
        {
            _ = records.FieldOf(name);
        }

        string[] others = options.Weights is { } weights ? [.. options.Outcomes, weights] : [.. options.Outcomes];
        string[] rest = [.. records.Names.Except(others, StringComparer.Ordinal)];
        return rest.Length > 0 ? rest : throw records.Malformed($"has no column beside {CellText.List(others)}, so no feature");
    }

    private ColumnWish WishOf(string name)
    {
        CyclicColumn? cycle = options.Cyclic.FirstOrDefault(column => string.Equals(column.Name, name, StringComparison.Ordinal));
        OrdinalColumn? order = options.Ordinal.FirstOrDefault(column => string.Equals(column.Name, name, StringComparison.Ordinal));
        FeatureKind? kind = cycle is not null ? FeatureKind.Cyclic
            : order is not null ? FeatureKind.Ordinal
            : options.Categorical.Contains(name, StringComparer.Ordinal) ? FeatureKind.Categorical
            : null;
        DateColumn? date = options.Dates.FirstOrDefault(column => string.Equals(column.Name, name, StringComparison.Ordinal));
        return new ColumnWish
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

    private Binning BinsOf(BinRule rule, double[] values)
    {
        try
        {
            Binning bins = rule.Over(values);
            _notes.AddRange(BinNotes.Of(rule, bins, values));
            return bins;
        }
        catch (RegressionDataException wrong)
        {
            throw records.Malformed(wrong.Message);
        }
    }
}
