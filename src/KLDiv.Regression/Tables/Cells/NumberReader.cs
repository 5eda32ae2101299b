namespace KLDiv.Regression.Tables.Cells;

/// <summary>Reads a column of numbers that is no feature: a value, a target or a weight.</summary>
internal readonly struct NumberReader(string name, int field, bool mustNotBeNegative)
{
    /// <summary>The number; NaN where it is missing.</summary>
    public double Read(TableLines lines)
    {
        ReadOnlySpan<byte> text = lines.Field(field);
        if (!CellText.TryNumber(text, out double number))
        {
            string word = System.Text.Encoding.UTF8.GetString(text);
            return CellText.IsMissing(word.AsSpan().Trim())
                ? double.NaN
                : throw lines.Wrong($"has {CellText.Shown(word)} in column {CellText.Shown(name)}, where a number must be");
        }

        return double.IsInfinity(number) || (mustNotBeNegative && number < 0)
            ? throw lines.Wrong($"has {number} in column {CellText.Shown(name)}; it must be finite{(mustNotBeNegative ? " and at least 0" : "")}")
            : number;
    }

    public string Name => name;
}
