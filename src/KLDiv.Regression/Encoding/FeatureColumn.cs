using System.Globalization;
using KLDiv.Files;
using KLDiv.Regression.Fitting;
using KLDiv.Regression.Tables.Cells;
using KLDiv.Regression.Tables.Recognising;

namespace KLDiv.Regression;

/// <summary>A column of a table, or a part of its dates, and the features that it becomes.</summary>
/// <remarks>In a table that was read a cell is one number: a number as it is, a level as its place among the levels, a missing value as NaN.</remarks>
public sealed class FeatureColumn
{
    /// <summary>The cell of a level that is not known and takes the means.</summary>
    internal const double UnseenCell = -1;

    private static readonly Dictionary<string, int> s_none = new(StringComparer.Ordinal);

    private readonly Dictionary<string, int> _codes;
    private readonly int _values;
    private double[] _means = [];

    internal FeatureColumn(string name, FeatureKind kind, IReadOnlyList<string> levels, double period, int harmonics)
    {
        Name = name;
        Source = name;
        Kind = kind;
        Levels = levels;
        Period = period;
        Harmonics = harmonics;
        _codes = levels.Count == 0 ? s_none : new Dictionary<string, int>(levels.Count, StringComparer.Ordinal);
        for (int code = 0; code < levels.Count; code++)
        {
            _codes.Add(levels[code], code);
        }

        _values = kind switch
        {
            FeatureKind.Categorical => levels.Count,
            FeatureKind.Ordinal => Math.Max(levels.Count - 1, 1),
            FeatureKind.Cyclic => 2 * harmonics,
            _ => 1,
        };
    }

    /// <summary>What it is called: the name of the column, with that of the part where it is a part of dates (<c>start weekday</c>).</summary>
    public string Name { get; }

    /// <summary>The name of the column in the table.</summary>
    public string Source { get; internal init; }

    /// <summary>Which part of the column's dates it is; null where these are no dates.</summary>
    public DatePart? Part { get; internal init; }

    /// <summary>What the column is.</summary>
    public FeatureKind Kind { get; }

    /// <summary>The levels of a categorical or ordinal column; empty for others.</summary>
    public IReadOnlyList<string> Levels { get; }

    /// <summary>Whether the last level stands for all rare ones together, and for those that were never met.</summary>
    public bool HasRareLevel { get; internal init; }

    /// <summary>The length of the cycle of a cyclic column; 0 for others.</summary>
    public double Period { get; }

    /// <summary>The number of waves of a cyclic column; 0 for others.</summary>
    public int Harmonics { get; }

    /// <summary>
    /// Whether a missing value is a level of its own: the last one of a categorical column; of any other a feature behind the rest, 1 where the value is missing.
    /// </summary>
    public bool HasMissingLevel { get; internal init; }

    /// <summary>The number of features that the column becomes.</summary>
    public int Width => _values + (HasMissingFeature ? 1 : 0);

    /// <summary>The number of its first feature.</summary>
    public int FirstFeature { get; internal set; }

    /// <summary>The least number that was read; 0 for levels.</summary>
    public double Low { get; internal set; }

    /// <summary>The greatest number that was read; the last code for levels.</summary>
    public double High { get; internal set; }

    /// <summary>The means of its features over the rows that were read and have a value there.</summary>
    public ReadOnlySpan<double> Means => _means;

    /// <summary>The names of its features: <c>distance</c>, <c>weekday=Tue</c>, <c>day_of_year cos 1</c>, <c>size&gt;small</c>.</summary>
    public IReadOnlyList<string> FeatureNames => HasMissingFeature ? [.. ValueNames, $"{Name} missing"] : [.. ValueNames];

    /// <summary>Whether the last feature says that the value is missing.</summary>
    internal bool HasMissingFeature => HasMissingLevel && Kind != FeatureKind.Categorical;

    /// <summary>How the texts of the column say numbers; null: plainly.</summary>
    internal CellFormat? Format { get; init; }

    internal bool HasLevels => Kind is FeatureKind.Categorical or FeatureKind.Ordinal;

    private IEnumerable<string> ValueNames => Kind switch
    {
        FeatureKind.Categorical => Levels.Select(level => $"{Name}={level}"),
        FeatureKind.Ordinal => Levels.Take(_values).Select(level => $"{Name}>{level}"),
        FeatureKind.Cyclic => Enumerable.Range(1, Harmonics).SelectMany(k => new[] { $"{Name} cos {k}", $"{Name} sin {k}" }),
        _ => [Name],
    };

    internal void SetMeans(double[] means) => _means = means;

    /// <summary>Whether a text says that the value is missing: not where it is a level.</summary>
    internal bool IsMissing(ReadOnlySpan<char> text, MissingMarks marks) => HasLevels
        ? marks.Are(text) && !_codes.GetAlternateLookup<ReadOnlySpan<char>>().ContainsKey(text)
        : marks.Are(text) || CellText.IsMark(text);

    /// <summary>The place of a level among the levels; a number that is written in another way than the level is that level.</summary>
    internal bool TryCode(ReadOnlySpan<char> level, out int code)
    {
        Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> codes = _codes.GetAlternateLookup<ReadOnlySpan<char>>();
        if (codes.TryGetValue(level, out code) || (CellText.TryNumber(level, out double number) && _codes.TryGetValue(LevelOf(number), out code)))
        {
            return true;
        }

        code = Levels.Count - (HasMissingLevel ? 2 : 1);
        return HasRareLevel;
    }

    /// <summary>The level that a number is in a column of words.</summary>
    internal static string LevelOf(double number) => number.ToString("R", CultureInfo.InvariantCulture);

    /// <summary>A cell as messages show it.</summary>
    internal string TextOf(double cell) => double.IsNaN(cell) ? "nothing"
        : HasLevels ? cell < 0 ? "an unknown level" : CellText.Shown(Levels[(int)cell])
        : Part is { } part ? part.TextOf(cell)
        : $"{cell}";

    /// <summary>What is wrong with a number of a cyclic column; null: nothing.</summary>
    internal static string? Uncountable(double number, double period) =>
        double.IsNaN(number) || Math.Abs(number / period) <= Columns.MostPeriods
            ? null
            : $"that is {number / period} periods of {period}, and no digit says where in one of them";

    /// <summary>The features of a cell.</summary>
    /// <param name="cell">A number, or the place of a level; NaN where it is missing. What has no level of its own, and <see cref="UnseenCell"/>, takes the means.</param>
    /// <param name="destination">Of <see cref="Width"/> elements.</param>
    internal void Encode(double cell, Span<double> destination)
    {
        bool isMissing = double.IsNaN(cell);
        if (HasMissingFeature)
        {
            destination[^1] = isMissing ? 1 : 0;
            destination = destination[..^1];
        }

        cell = isMissing && HasMissingLevel && Kind == FeatureKind.Categorical ? Levels.Count - 1 : cell;
        if (double.IsNaN(cell) || (HasLevels && cell < 0))
        {
            _means.AsSpan(0, destination.Length).CopyTo(destination);
            return;
        }

        switch (Kind)
        {
            case FeatureKind.Categorical:
                destination.Clear();
                destination[(int)cell] = 1;
                break;
            case FeatureKind.Ordinal:
                destination.Clear();
                destination[..(int)cell].Fill(1);
                break;
            case FeatureKind.Cyclic:
                Columns.Waves(cell, Period, destination);
                break;
            default:
                destination[0] = cell;
                break;
        }
    }

    /// <summary>The number that a text says in this column.</summary>
    internal bool TryNumber(ReadOnlySpan<char> text, out double number)
    {
        bool isNumber = Format is null ? CellText.TryNumber(text, out number) : Format.TryParse(text, out number);
        number = Part is { } part ? part.Of(number) : number;
        return isNumber;
    }

    /// <summary>The cell for a text that is not missing.</summary>
    /// <exception cref="RegressionDataException">The text is no number where one must be, or a level that is not known; the message does not name the row.</exception>
    internal double Cell(string text, UnseenLevels unseen)
    {
        if (HasLevels)
        {
            return TryCode(text, out int code) ? code
                : unseen == UnseenLevels.Mean ? UnseenCell
                : throw new RegressionDataException(DataChecks.FeaturesName, UnseenLevel(text));
        }

        if (!TryNumber(text, out double number) || !double.IsFinite(number))
        {
            throw new RegressionDataException(DataChecks.FeaturesName, NoNumber(text));
        }

        return Kind == FeatureKind.Cyclic && Uncountable(number, Period) is { } reason
            ? throw new RegressionDataException(DataChecks.FeaturesName, $"{number} in column {CellText.Shown(Source)}; {reason}")
            : number;
    }

    /// <summary>That one of its features is above or below a bound.</summary>
    internal string Where(int feature, double bound, bool isAbove) => Kind switch
    {
        _ when HasMissingFeature && feature == _values => $"{CellText.Shown(Name)} is {(isAbove ? "" : "not ")}missing",
        FeatureKind.Categorical => $"{CellText.Shown(Name)} is {(isAbove ? "" : "not ")}{CellText.Shown(Levels[feature])}",
        FeatureKind.Ordinal => $"{CellText.Shown(Name)} is {(isAbove ? "above" : "up to")} {CellText.Shown(Levels[feature])}",
        _ => FitWarnings.Beyond(CellText.Shown(FeatureNames[feature]), bound, isAbove),
    };

    internal string NoNumber(ReadOnlySpan<char> text) =>
        $"{CellText.Shown(text)} in column {CellText.Shown(Source)}, where a {(Format is null or NumberFormat ? "finite number" : Format is DateFormat date ? $"date as {date.Example}" : "time")} must be";

    internal string UnseenLevel(string text) =>
        $"{CellText.Shown(text)} in column {CellText.Shown(Source)}, which was not among its levels when the model was fitted{NearName.Hint(text, Levels)}: {CellText.List(Levels)}";
}
