namespace KLDiv.Regression.Tables.Cells;

/// <summary>Reads the cells of a column, each into one number; NaN where nothing is.</summary>
/// <param name="name">The name of the column.</param>
/// <param name="field">Its number.</param>
internal abstract class ColumnReader(string name, int field)
{
    public string Name => name;

    protected int Field => @field;

    /// <summary>The cell of the record that the lines stand on.</summary>
    /// <exception cref="KLDiv.Files.DataFileException">The text is not what the column holds.</exception>
    public abstract double Read(TableRecords records);

    /// <summary>The text of the cell.</summary>
    /// <exception cref="KLDiv.Files.DataFileException">It is none: bytes that the encoding does not know all decode to the same character, and levels that differ would become one.</exception>
    protected ReadOnlySpan<char> Word(TableRecords records)
    {
        ReadOnlySpan<char> word = records.Word(Field);
        return word.Contains('\uFFFD') && !records.IsText(Field)
            ? throw records.Wrong($"has {CellText.Shown(word)} in column {CellText.Shown(name)}, which is not in the encoding that was named")
            : word;
    }

    protected double Finite(double number, TableRecords records) => double.IsInfinity(number)
        ? throw records.Wrong($"has {records.Word(Field)} in column {CellText.Shown(name)}; a feature must be finite")
        : number;
}

/// <summary>Reads a column of a table that a model was fitted to before: a feature, or what was regressed.</summary>
internal sealed class KnownColumnReader(FeatureColumn column, int field, UnseenLevels unseen) : ColumnReader(column.Source, field)
{
    public override double Read(TableRecords records)
    {
        if (column.Format is null && !column.HasLevels && records.TryNumber(Field, out double plain))
        {
            return Number(plain, records);
        }

        ReadOnlySpan<char> word = Word(records);
        if (column.IsMissing(word, records.Marks))
        {
            return double.NaN;
        }

        if (!column.HasLevels)
        {
            return column.TryNumber(word, out double number) ? Number(number, records) : throw records.Wrong($"has {column.NoNumber(word)}");
        }

        return column.TryCode(word, out int code) ? code
            : unseen == UnseenLevels.Mean ? FeatureColumn.UnseenCell
            : throw records.Wrong($"has {column.UnseenLevel(word.ToString())}");
    }

    private double Number(double number, TableRecords records) =>
        records.Marks.Are(number) ? double.NaN
        : column.Kind == FeatureKind.Cyclic && !double.IsInfinity(number) && FeatureColumn.Uncountable(number, column.Period) is { } reason
            ? throw records.Wrong($"has {number} in column {CellText.Shown(Name)}; {reason}")
            : Finite(number, records);
}

/// <summary>Reads a column of numbers that is no feature: a target or a weight.</summary>
internal sealed class ShareReader(string name, int field) : ColumnReader(name, field)
{
    public override double Read(TableRecords records)
    {
        if (!records.TryNumber(Field, out double number))
        {
            ReadOnlySpan<char> word = records.Word(Field);
            return records.Marks.Are(word) || CellText.IsMark(word)
                ? double.NaN
                : throw records.Wrong($"has {CellText.Shown(word)} in column {CellText.Shown(Name)}, where a number must be; --missing-values takes such words for missing");
        }

        return records.Marks.Are(number) ? double.NaN
            : double.IsInfinity(number) || number < 0 ? throw records.Wrong($"has {number} in column {CellText.Shown(Name)}; it must be finite and at least 0")
            : number;
    }
}
