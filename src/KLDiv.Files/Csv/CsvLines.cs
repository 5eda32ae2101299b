using KLDiv.Files.Bytes;
using KLDiv.Files.Formats;

namespace KLDiv.Files.Csv;

/// <summary>The rows of a file of numbers one by one, from a place in it on; comments and empty lines are passed over.</summary>
/// <param name="file">The file, for its errors.</param>
/// <param name="text">The text from that place on, owned from now on.</param>
/// <param name="found">How it is written.</param>
/// <param name="lines">The lines before that place.</param>
internal sealed class CsvLines(ByteSource file, TextReader text, FoundDialect found, long lines) : IDisposable
{
    private const int MostShown = 40;

    private readonly DelimitedText _records = new(text, found.Separator, found.DecimalMark, problem => file.Malformed(problem), (text as DecodedText)?.KnownLength);

    /// <summary>The line of the row, from 1.</summary>
    public long Number => lines + _records.Line;

    /// <summary>The number of its fields.</summary>
    public int Count => _records.Count;

    /// <summary>Moves to the next row.</summary>
    public bool Next()
    {
        bool isThere = _records.Next();
        while (isThere && _records.Field(0).StartsWith('#'))
        {
            isThere = _records.Next();
        }

        return isThere;
    }

    /// <summary>Whether the row has so many fields, but for an empty one behind the last.</summary>
    public bool Has(int columns) => Count == columns || (Count == columns + 1 && _records.Field(columns).IsEmpty);

    /// <summary>Whether nothing stands in a field.</summary>
    public bool IsEmpty(int column) => _records.Field(column).IsEmpty;

    public bool TryNumber(int column, out double number)
    {
        if (_records.TryNumber(column, out number))
        {
            return true;
        }

        // The short forms that C and Python write.
        ReadOnlySpan<char> word = _records.Field(column);
        number = word.StartsWith('-') ? double.NegativeInfinity : double.PositiveInfinity;
        return word.TrimStart('-').TrimStart('+').Equals("inf", StringComparison.OrdinalIgnoreCase);
    }

    /// <exception cref="DataFileException">There is no number.</exception>
    public double NumberOf(int column) => TryNumber(column, out double number)
        ? number
        : throw Malformed($"has {Shown(column)} in column {column + 1} where a number must be{Advice(column)}");

    /// <summary>What can be done about a field that is no number: a line of one field may have been parted wrongly, and a comma may stand before decimals.</summary>
    private string Advice(int column) =>
        Count == 1 && _records.Field(0).ToString().Any(TextDialect.CanSeparate) ? "; --separator says what parts the columns"
        : found.DecimalMark == '.' && found.Separator != ',' && _records.Field(column).Contains(',') ? "; --decimal , says that decimals follow a comma"
        : "";

    /// <summary>A field as messages show it.</summary>
    public string Shown(int column)
    {
        ReadOnlySpan<char> field = _records.Field(column);
        return field.IsEmpty ? "nothing" : TensorPath.Shown(field[..Math.Min(field.Length, MostShown)].ToString());
    }

    public DataFileException Malformed(string problem) => file.Malformed($"line {Number} {problem}");

    public static string Counted(long count, string what) => count == 1 ? $"1 {what}" : $"{count} {what}s";

    public void Dispose() => _records.Dispose();
}
