namespace KLDiv.Regression.Tables.Cells;

/// <summary>Reads a column of numbers that is no feature: a value, a target or a weight.</summary>
internal readonly struct NumberReader(string name, int field, bool mustNotBeNegative)
{
    /// <summary>The number; NaN where it is missing.</summary>
    public double Read(TableRecords records)
    {
        if (!records.TryNumber(field, out double number))
        {
            ReadOnlySpan<char> word = records.Word(field);
            return CellText.IsMissing(word)
                ? double.NaN
                : throw records.Wrong($"has {CellText.Shown(word)} in column {CellText.Shown(name)}, where a number must be");
        }

        return double.IsInfinity(number) || (mustNotBeNegative && number < 0)
            ? throw records.Wrong($"has {number} in column {CellText.Shown(name)}; it must be finite{(mustNotBeNegative ? " and at least 0" : "")}")
            : number;
    }

    public string Name => name;
}
