using KLDiv.Files;
using KLDiv.Regression.Tables;

namespace KLDiv.Regression;

/// <summary>Which columns of a table are features, what is regressed on them, and how both are read.</summary>
/// <remarks>Either <see cref="Value"/> is given, a column of which the distribution is wanted, or <see cref="Targets"/>, columns that are a distribution already.</remarks>
public sealed record TableOptions
{
    /// <summary>The columns that are features; null: all but the value, the targets and the weights.</summary>
    public IReadOnlyList<string>? Features { get; init; }

    /// <summary>The column whose distribution is wanted: numbers, or words, which are classes.</summary>
    public string? Value { get; init; }

    /// <summary>The most columns that may become features; a table of more is refused before its rows are read, unless <see cref="Features"/> names fewer.</summary>
    public int MostFeatures { get; init; } = int.MaxValue;

    /// <summary>The columns that are a distribution, one probability each.</summary>
    public IReadOnlyList<string>? Targets { get; init; }

    /// <summary>How the values are cut into bins; null, the default: as they lie (<see cref="BinRule.Default"/>).</summary>
    public BinRule? Bins { get; init; }

    /// <summary>
    /// How far each value is spread when a model is fitted, in its unit: the standard deviation of a normal density. 0, the default: not at all, each is
    /// all in its bin; null: chosen by cross-validation.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">It is not a finite number of at least 0.</exception>
    public double? Bandwidth
    {
        get;
        init => field = value is null || (double.IsFinite(value.Value) && value >= 0)
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, "The bandwidth must be a finite number of at least 0.");
    }
    = 0;

    /// <summary>Columns of numbers that are levels all the same: depots, months; of the value: classes.</summary>
    public IReadOnlyList<string> Categorical { get; init; } = [];

    /// <summary>Columns of numbers that come round.</summary>
    public IReadOnlyList<CyclicColumn> Cyclic { get; init; } = [];

    /// <summary>Columns of levels in an order.</summary>
    public IReadOnlyList<OrdinalColumn> Ordinal { get; init; } = [];

    /// <summary>Columns of dates, with the order of day and month where the cells do not tell it, or with the day itself as a number too.</summary>
    public IReadOnlyList<DateColumn> Dates { get; init; } = [];

    /// <summary>Columns whose dates stay words or numbers; empty: of all columns; null: of none.</summary>
    public IReadOnlyList<string>? NoDates { get; init; }

    /// <summary>Levels that fewer rows have are taken together; null: fewer than 10, in columns of more than 100 levels.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is below 0.</exception>
    public int? Rare
    {
        get;
        init => field = value is not < 0 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "The rows of a rare level must be at least 0.");
    }

    /// <summary>What becomes of rows with a missing value.</summary>
    public MissingValues Missing { get; init; }

    /// <summary>
    /// What stands for a missing value in this table beside nothing, <c>NA</c>, <c>N/A</c>, <c>NaN</c> and <c>null</c>: words, in capitals or not, and numbers,
    /// however they are written. Where the other cells of a column are numbers or dates, <c>?</c>, <c>-</c>, <c>--</c>, <c>.</c>, <c>None</c>, <c>#N/A</c>,
    /// <c>&lt;NA&gt;</c> and <c>\N</c> are missing values too.
    /// </summary>
    public IReadOnlyList<string> MissingMarks { get; init; } = [];

    /// <summary>Whether targets that do not sum to 1, and values outside given bins, are refused instead of normalised or counted in the bin at that end.</summary>
    public bool Strict { get; init; }

    /// <summary>The column of the rows' weights, finite and at least 0; null: every row counts alike.</summary>
    public string? Weights { get; init; }

    /// <summary>
    /// Whether the targets are counts: each row weighs as much as they sum to, beside the weight that it has. Without it their sizes are lost, as rows are divided
    /// by their sums.
    /// </summary>
    public bool AreCounts { get; init; }

    /// <summary>Whether rows with equal features are fitted as one, with the mean of their targets and the sum of their weights; the optimum is the same.</summary>
    public bool Group { get; init; }

    /// <summary>How a table of text is written; what is not said is found.</summary>
    public TextDialect Dialect { get; init; } = TextDialect.Found;

    /// <summary>Reads <see cref="MissingMarks"/> as users write them: with commas between them, in quotes where one has a comma (<c>?,-200,"none, or less"</c>).</summary>
    /// <exception cref="FormatException">A mark is empty, or a quote is not closed; the message is one line.</exception>
    public static IReadOnlyList<string> ParseMissingMarks(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        string[] marks = [.. QuotedParts.Split(text).Select(QuotedParts.Unquoted).Distinct(StringComparer.Ordinal)];
        return !marks.Contains("", StringComparer.Ordinal)
            ? marks
            : throw new FormatException($"'{text}' has an empty mark; nothing in a cell is a missing value as it is");
    }

    /// <summary>Whether only <see cref="TableData.Columns"/> are wanted, so that a missing value is told of and no error.</summary>
    public bool OnlyLists { get; init; }

    /// <summary>The names of the target columns, or of the value.</summary>
    internal IReadOnlyList<string> Outcomes => Value is { } value ? [value] : Targets ?? [];

    /// <summary>The names of all columns that are asked for.</summary>
    internal IReadOnlyCollection<string> Asked => [.. Features ?? [], .. Outcomes, .. Kinds, .. Weights is { } weights ? [weights] : Array.Empty<string>()];

    /// <summary>The names of the columns that are said to be of a kind.</summary>
    internal IReadOnlyList<string> Kinds =>
        [.. Categorical, .. Cyclic.Select(column => column.Name), .. Ordinal.Select(column => column.Name), .. Dates.Select(column => column.Name)];

    /// <summary>In which way the options contradict each other, in one line; null where they do not.</summary>
    public string? Contradiction()
    {
        string[] others = Weights is { } weights ? [.. Outcomes, weights] : [.. Outcomes];
        return Value is null == (Targets is null) ? "either a value or targets are regressed; give one of them"
            : Targets is { Count: < 2 } ? "a distribution has at least 2 target columns"
            : Targets is null && AreCounts ? "counts are those of target columns; a value is one number, and --weights says how often it was seen"
            : Targets is not null && Bins is not null ? "target columns are a distribution already; bins are for a value"
            : Features is { Count: 0 } ? "there is no feature"
            : Twice(Features ?? []) is { } feature ? $"the column '{feature}' is named twice among the features"
            : Twice(others) is { } other ? $"the column '{other}' is named twice among what is regressed and the weights"
            : Twice(Kinds) is { } kind ? $"the column '{kind}' is named twice as categorical, cyclic, ordinal or of dates"
            : others.FirstOrDefault(name => Features?.Contains(name, StringComparer.Ordinal) == true) is { } both
                ? $"the column '{both}' is a feature and what is regressed, or the weight; it can be one of them"
            : Kinds.FirstOrDefault(name => (Features?.Contains(name, StringComparer.Ordinal) == false || others.Contains(name, StringComparer.Ordinal)) && !IsClass(name)) is { } none
                ? $"the column '{none}'{NearName.Hint(none, Features ?? [])} is no feature, so it is neither categorical nor cyclic nor ordinal nor of dates"
            : null;
    }

    /// <summary>Whether a column is the value, of which the levels are said to be classes.</summary>
    private bool IsClass(string name) => string.Equals(name, Value, StringComparison.Ordinal)
        && (Categorical.Contains(name, StringComparer.Ordinal) || Ordinal.Any(column => string.Equals(column.Name, name, StringComparison.Ordinal)));

    private static string? Twice(IReadOnlyCollection<string> names) =>
        names.GroupBy(name => name, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1)?.Key;
}
