namespace KLDiv.Regression.Tables.Recognising;

/// <summary>How the texts of a column say numbers: with separators and a unit, as times, or as dates.</summary>
internal abstract class CellFormat
{
    /// <summary>What a text stands for; an empty or foreign text for nothing.</summary>
    /// <param name="text">Without blanks around it.</param>
    /// <param name="number">The number: of a time its hours, of a date the days since 1970-01-01, with the time of day as their fraction.</param>
    public abstract bool TryParse(ReadOnlySpan<char> text, out double number);

    /// <summary>What the column has, to be followed by an example: <c>numbers</c>, <c>times</c>, <c>dates</c>.</summary>
    public abstract string Plural { get; }

    /// <summary>A number as messages show it.</summary>
    public abstract string Shown(double number);
}
