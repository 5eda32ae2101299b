using System.CommandLine;
using KLDiv.Cli.Parsing;
using KLDiv.Regression;

namespace KLDiv.Cli.Fit;

/// <summary>The options by which a table is read.</summary>
internal sealed class TableWords
{
    private static readonly (string Word, MissingValues Value)[] MissingChoices =
        [("error", MissingValues.Error), ("drop", MissingValues.Drop), ("mean", MissingValues.Mean), ("level", MissingValues.Level)];

    private readonly Option<Listed<string>?> _features = Words.Names("--features", "The columns that are features. [default: all others]");
    private readonly Option<string?> _value = Words.Formed("--value", "The column whose distribution is wanted: numbers, or words, which are classes.", "COLUMN", text => text);
    private readonly Option<BinRule?> _bins = Words.Formed("--bins", "How its values are cut: N, LOW:HIGH:WIDTH, EDGES, quantile:N or log:N. [default: as they lie]", "BINS", BinRule.Parse);
    private readonly Option<Chosen?> _bandwidth = Words.NotNegativeOrAuto(
        "--bandwidth", "Spread each value as a normal density of this deviation. [default: 0]", "H");

    private readonly Option<Listed<string>?> _target = Words.Names("--target", "Columns that are a distribution already, instead of --value.");
    private readonly Option<bool> _counts = new("--counts") { Description = "The targets are counts: a row weighs as much as they sum to." };
    private readonly Option<bool> _strict = new("--strict") { Description = "Refuse what looks wrong instead of telling of it." };
    private readonly Option<Listed<string>?> _categorical = Words.Names("--categorical", "Columns of numbers that are levels, or classes.");
    private readonly Option<Listed<CyclicColumn>?> _cyclic = Words.Several("--cyclic", "Columns of numbers that come round.", "COLUMN:PERIOD,...", CyclicColumn.Parse);
    private readonly Option<Listed<OrdinalColumn>?> _ordinal = Words.Several("--ordinal", "Columns of levels in an order.", "COLUMN:LEVELS,...", OrdinalColumn.Parse);
    private readonly Option<MissingValues?> _missing = Words.Choice("--missing", "What becomes of rows with a missing value. [default: error]", MissingChoices);
    private readonly Option<IReadOnlyList<string>?> _missingMarks = Words.Formed(
        "--missing-values", "What stands for a missing value in this table: ?,-200,... [default: nothing, NA, ?, ...]", "MARKS", TableOptions.ParseMissingMarks);

    private readonly Option<Listed<DateColumn>?> _date = Words.Several(
        "--date", "Columns of dates; with the day itself as a number, or the order of day and month.", "COLUMN[:trend|dmy|mdy|ymd],...", DateColumn.Parse);

    private readonly Option<Listed<string>?> _noDate = Words.NamesOrAll("--no-date", "Columns whose dates stay words; alone: all columns.");
    private readonly Option<int?> _rare = Words.Count("--rare", "Take levels together that fewer rows have. [default: 10 where there are more than 100 levels]", "ROWS", least: 0);
    private readonly Option<bool> _group = new("--group") { Description = "Fit rows with equal features as one." };

    private readonly DialectWords _dialect = new();

    private IReadOnlyList<Option> OfTables =>
        [_features, _value, _bins, _bandwidth, _target, _categorical, _cyclic, _ordinal, _date, _noDate, _rare, _missing, _missingMarks, _group, .. _dialect.Options];

    /// <summary>Gives a command the options.</summary>
    public void AddTo(Command command)
    {
        foreach (Option option in OfTables.Concat([_counts, _strict]))
        {
            command.Options.Add(option);
        }
    }

    /// <summary>Whether what looks wrong is an error.</summary>
    public bool IsStrict(ParseResult parsed) => parsed.GetValue(_strict);

    /// <summary>Whether the targets are counts.</summary>
    public bool AreCounts(ParseResult parsed) => parsed.GetValue(_counts);

    /// <summary>How the table is to be read; null where no column is said to be regressed, and so there is none.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="weights">The column of the weights.</param>
    /// <exception cref="CommandLineException">The options contradict each other, or are for a table where there is none.</exception>
    public TableOptions? Of(ParseResult parsed, string? weights)
    {
        (string? value, string[]? targets) = (parsed.GetValue(_value), parsed.GetValue(_target)?.Items);
        if (value is null && targets is null)
        {
            return Given(parsed, OfTables) is not { } stray ? null
                : throw new CommandLineException($"{stray} is for a table; say which of its columns is regressed with {_value.Name} or {_target.Name}");
        }

        if (value is not null && targets is not null)
        {
            throw new CommandLineException($"{_value.Name} and {_target.Name} are both given; a number is regressed or a distribution, so give one of them");
        }

        if (targets is not null && Given(parsed, [_bins, _bandwidth]) is { } needless)
        {
            throw new CommandLineException($"{needless} is for a {_value.Name}; the columns of {_target.Name} are a distribution already");
        }

        var options = new TableOptions
        {
            Features = parsed.GetValue(_features)?.Items,
            Value = value,
            Targets = targets,
            Bins = parsed.GetValue(_bins),
            Bandwidth = parsed.GetValue(_bandwidth) is { } bandwidth ? bandwidth.Value : 0,
            Strict = IsStrict(parsed),
            AreCounts = AreCounts(parsed),
            Categorical = parsed.GetValue(_categorical)?.Items ?? [],
            Cyclic = parsed.GetValue(_cyclic)?.Items ?? [],
            Ordinal = parsed.GetValue(_ordinal)?.Items ?? [],
            Dates = parsed.GetValue(_date)?.Items ?? [],
            NoDates = parsed.GetValue(_noDate)?.Items,
            Rare = parsed.GetValue(_rare),
            Missing = parsed.GetValue(_missing) ?? MissingValues.Error,
            MissingMarks = parsed.GetValue(_missingMarks) ?? [],
            Weights = weights,
            Group = parsed.GetValue(_group),
            Dialect = _dialect.Of(parsed),
        };
        return options.Contradiction() is { } contradiction ? throw new CommandLineException(contradiction) : options;
    }

    private static string? Given(ParseResult parsed, IReadOnlyList<Option> options) =>
        options.FirstOrDefault(option => parsed.GetResult(option) is { Implicit: false })?.Name;
}
