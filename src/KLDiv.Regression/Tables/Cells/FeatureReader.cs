using KLDiv.Files;

namespace KLDiv.Regression.Tables.Cells;

/// <summary>Reads the cells of a feature's column: numbers as they are, levels as their place among the levels, NaN where nothing is.</summary>
/// <param name="name">The name of the column.</param>
/// <param name="field">Its number.</param>
/// <param name="period">The length of the cycle of a column that comes round; null: it does not.</param>
internal abstract class FeatureReader(string name, int field, double? period)
{
    public string Name => name;

    /// <summary>The cell of the record that the lines stand on.</summary>
    /// <exception cref="DataFileException">The text is not what the column holds.</exception>
    public double Read(TableRecords records)
    {
        if (!HoldsLevels && records.TryNumber(field, out double number))
        {
            if (period is { } cycle && !double.IsInfinity(number) && FeatureColumn.Uncountable(number, cycle) is { } reason)
            {
                throw records.Wrong($"has {number} in column {CellText.Shown(name)}; {reason}");
            }

            return double.IsInfinity(number)
                ? throw records.Wrong($"has {records.Word(field)} in column {CellText.Shown(name)}; a feature must be finite")
                : Number(number, records);
        }

        ReadOnlySpan<char> word = records.Word(field);

        // Bytes that the encoding does not know all decode to the same character: levels that differ would become one.
        if (word.Contains('\uFFFD') && !records.IsText(field))
        {
            throw records.Wrong($"has {CellText.Shown(word)} in column {CellText.Shown(name)}, which is not in the encoding that was named");
        }

        return CellText.IsMissing(word) ? double.NaN : Word(word, records);
    }

    /// <summary>Whether numbers are levels too.</summary>
    protected abstract bool HoldsLevels { get; }

    /// <summary>A number of a column that need not hold levels; NaN stands for nothing.</summary>
    protected abstract double Number(double number, TableRecords records);

    /// <summary>A text that is no number, or is to be a level.</summary>
    protected abstract double Word(ReadOnlySpan<char> word, TableRecords records);
}

/// <summary>Reads a column of a table that a model was fitted to before.</summary>
internal sealed class KnownFeatureReader(FeatureColumn column, int field, UnseenLevels unseen)
    : FeatureReader(column.Name, field, column.Kind == FeatureKind.Cyclic ? column.Period : null)
{
    protected override bool HoldsLevels => column.HasLevels;

    protected override double Number(double number, TableRecords records) => number;

    protected override double Word(ReadOnlySpan<char> word, TableRecords records)
    {
        if (!column.HasLevels)
        {
            throw records.Wrong($"has {CellText.Shown(word)} in column {CellText.Shown(Name)}, where a number must be");
        }

        return column.TryCode(word, out int code) ? code
            : unseen == UnseenLevels.Mean ? FeatureColumn.UnseenCell
            : throw records.Wrong($"has {column.UnseenLevel(word.ToString())}");
    }
}
