namespace KLDiv.Regression;

/// <summary>A column of levels in an order.</summary>
/// <param name="Name">The column.</param>
/// <param name="Levels">The levels from the lowest to the highest; null: those of the table, which must then be numbers, in their order.</param>
public sealed record OrdinalColumn(string Name, IReadOnlyList<string>? Levels = null)
{
    /// <summary>Reads a column as users write it: <c>grade</c> for levels that are numbers, or with the order of the levels <c>size:small:medium:large</c>.</summary>
    /// <exception cref="FormatException">A part is empty, a level is there twice, or there is only one; the message is one line.</exception>
    public static OrdinalColumn Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        string[] parts = text.Split(':');
        return !parts.Contains("", StringComparer.Ordinal) && parts.Length != 2 && parts.Skip(1).Distinct(StringComparer.Ordinal).Count() == parts.Length - 1
            ? new OrdinalColumn(parts[0], parts.Length == 1 ? null : parts[1..])
            : throw new FormatException($"'{text}' is no ordinal column; write NAME, or NAME:LOWEST:...:HIGHEST with levels that differ (size:small:medium:large)");
    }
}
