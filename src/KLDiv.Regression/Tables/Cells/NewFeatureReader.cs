using KLDiv.Files;

namespace KLDiv.Regression.Tables.Cells;

/// <summary>Reads a column for the first time: tells by its first cell whether it holds numbers or words, where that is not said, and collects its levels.</summary>
internal sealed class NewFeatureReader(string name, int field, FeatureKind? kind, CyclicColumn? cycle, IReadOnlyList<string>? order) : FeatureReader(name, field, cycle?.Period)
{
    /// <summary>More levels than that are names of rows, not of groups of them.</summary>
    private const int MostLevels = 10_000;

    private readonly bool _isInferred = kind is null;
    private readonly List<string> _levels = [.. order ?? []];
    private Dictionary<string, int>? _codes = order?.Select((level, code) => (level, code)).ToDictionary(pair => pair.level, pair => pair.code, StringComparer.Ordinal);
    private FeatureKind? _kind = kind;
    private string _firstText = "";
    private long _firstNumber;

    protected override bool HoldsLevels => _kind is FeatureKind.Categorical or FeatureKind.Ordinal;

    /// <summary>What the column is, when it has been read and has a value in some row.</summary>
    /// <param name="records">The table, for its errors.</param>
    /// <param name="isUsed">For each code whether a row that was kept has it.</param>
    /// <param name="codes">For each code the place that its level has in the column.</param>
    /// <exception cref="DataFileException">An ordinal column of words has no order.</exception>
    public FeatureColumn Column(TableRecords records, bool[] isUsed, out double[] codes)
    {
        codes = new double[_levels.Count];
        FeatureKind known = _kind ?? throw new InvalidOperationException($"{Name} has not been read.");
        string[] levels = [.. order ?? InOrder(known, records, [.. _levels.Where((_, code) => isUsed[code])])];
        var column = new FeatureColumn(Name, known, levels, cycle?.Period ?? 0, cycle?.Harmonics ?? 0);
        for (int code = 0; code < codes.Length; code++)
        {
            codes[code] = column.TryCode(_levels[code], out int place) ? place : double.NaN;
        }

        return column;
    }

    /// <summary>How many levels have been met.</summary>
    public int LevelCount => _levels.Count;

    protected override double Number(double number, TableRecords records)
    {
        if (_kind is null && !double.IsNaN(number))
        {
            (_kind, _firstNumber, _firstText) = (FeatureKind.Number, records.Number, $"{number}");
        }

        return number;
    }

    protected override double Word(ReadOnlySpan<char> word, TableRecords records)
    {
        if (_kind is null)
        {
            (_kind, _firstNumber, _firstText) = (FeatureKind.Categorical, records.Number, word.ToString());
        }

        if (!HoldsLevels)
        {
            throw records.Wrong(
                $"has {CellText.Shown(word)} in column {CellText.Shown(Name)}, "
                + (_isInferred ? $"which holds numbers ({records.Unit} {_firstNumber}: {_firstText}); to take them for levels, name it as categorical" : "where a number must be"));
        }

        _codes ??= new Dictionary<string, int>(StringComparer.Ordinal);
        return _codes.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(word, out int code) ? code : New(word.ToString(), records);
    }

    private double New(string level, TableRecords records)
    {
        if (order is not null)
        {
            throw records.Wrong($"has {CellText.Shown(level)}{NearName.Hint(level, order)} in column {CellText.Shown(Name)}, whose levels are {CellText.List(order)}");
        }

        if (_isInferred && CellText.TryNumber(level, out _))
        {
            throw records.Wrong(
                $"has {CellText.Shown(level)} in column {CellText.Shown(Name)}, which holds words ({records.Unit} {_firstNumber}: {CellText.Shown(_firstText)}); "
                + "to take numbers for levels too, name it as categorical");
        }

        if (_levels.Count == MostLevels)
        {
            throw records.Wrong($"has the level {MostLevels + 1} of column {CellText.Shown(Name)}, {CellText.Shown(level)}; a column has at most {MostLevels} levels");
        }

        _codes!.Add(level, _levels.Count);
        _levels.Add(level);
        return _levels.Count - 1;
    }

    /// <summary>Numbers in their order, words in that of their characters: the same whichever row comes first.</summary>
    private string[] InOrder(FeatureKind known, TableRecords records, string[] levels)
    {
        Array.Sort(levels, StringComparer.Ordinal);
        string? word = levels.FirstOrDefault(level => !CellText.TryNumber(level, out _));
        return word is null ? [.. levels.OrderBy(level => double.Parse(level, System.Globalization.CultureInfo.InvariantCulture))]
            : known == FeatureKind.Ordinal
                ? throw records.Malformed($"has {CellText.Shown(word)} in the ordinal column {CellText.Shown(Name)}; the order of levels that are words must be given")
                : levels;
    }
}
