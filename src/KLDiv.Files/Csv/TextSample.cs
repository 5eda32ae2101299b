using KLDiv.Files.Elements;

namespace KLDiv.Files.Csv;

/// <summary>The first records of a text, if a separator parts them.</summary>
internal sealed class TextSample
{
    private const int MostRecords = 200;

    /// <summary>Of a wide table fewer records are looked at, and one below the header at least.</summary>
    private const int MostFields = 1 << 17;

    private readonly List<string[]> _records = [];
    private readonly List<bool> _areQuoted = [];

    /// <param name="head">The beginning of the text, of whole lines.</param>
    /// <param name="separator">The separator.</param>
    public TextSample(string head, char separator)
    {
        Separator = separator;
        using DelimitedText text = new(new StringReader(head), separator, '.', problem => new FormatException(problem));
        try
        {
            for (int fields = 0; (_records.Count < 2 || (_records.Count < MostRecords && fields < MostFields)) && text.Next(); fields += text.Count)
            {
                _records.Add([.. Enumerable.Range(0, text.Count).Select(field => text.Field(field).ToString())]);
                _areQuoted.Add(text.IsQuoted(0));
            }
        }
        catch (FormatException)
        {
            IsBroken = true;
        }

        while (Before < _records.Count - 1 && IsComment(_records[Before]))
        {
            Before++;
        }

        TakeMarkedHeader();
    }

    public char Separator { get; }

    /// <summary>Whether a quote is in the wrong place, if this is the separator.</summary>
    public bool IsBroken { get; }

    /// <summary>How many comments stand before the header.</summary>
    public int Before { get; private set; }

    /// <summary>Whether the header has a mark of comments before it, as a field of its own.</summary>
    public bool HasMarkedHeader { get; private set; }

    /// <summary>The fields of the header, or of what stands in its place.</summary>
    public string[] Header => _records.Count == 0 ? [] : HasMarkedHeader ? _records[Before][1..] : _records[Before];

    /// <summary>The records below.</summary>
    public IEnumerable<string[]> Rows => _records.Skip(Before + 1).Where(record => !IsComment(record) || record.Length == Header.Length);

    /// <summary>The share of the records that have as many fields as the header; 1 where there is none.</summary>
    public double Agreement => Rows.Any() ? Rows.Average(row => Fits(row) || HasRowNames ? 1.0 : 0) : 1;

    /// <summary>Whether every record has one field more than the header, and something in it.</summary>
    public bool HasRowNames => Rows.Any() && Rows.All(row => row.Length == Header.Length + 1 && row[^1].Length > 0);

    /// <summary>The share of the cells that are numbers, with a point or a comma.</summary>
    public double ShareOfNumbers => Rows.SelectMany(row => row).DefaultIfEmpty("").Average(cell => IsNumber(cell) || IsWithComma(cell) ? 1.0 : 0);

    /// <summary>For each field of the header whether nothing stands in it and below it.</summary>
    public bool[] EmptyColumns() => [.. Header.Select((name, column) => name.Length == 0 && Rows.All(row => column >= row.Length || row[column].Length == 0))];

    /// <summary>Whether the numbers have decimal commas: some have and none a point. Groups of three digits may be thousands as well.</summary>
    /// <param name="mayBeThousands">Whether numbers whose commas part groups of three digits alone count too.</param>
    public bool HasDecimalCommas(bool mayBeThousands)
    {
        string[] cells = [.. Rows.SelectMany(row => row)];
        return cells.Any(cell => IsWithComma(cell) && (mayBeThousands || !IsWithThousands(cell)))
            && !cells.Any(cell => cell.Contains('.', StringComparison.Ordinal) && IsNumber(cell));
    }

    /// <summary>Whether the first record looks like the others: where they hold numbers it does too, and it is not alone in quotes.</summary>
    public bool LooksHeaderless(char decimals)
    {
        string[][] rows = [.. Rows];
        string[] first = Header;
        bool IsOf(string cell) => decimals == ',' ? IsWithComma(cell) || IsNumber(cell) : IsNumber(cell);
        int[] numbers = [.. Enumerable.Range(0, first.Length).Where(column => rows.Any(row => column < row.Length && IsOf(row[column]))
            && rows.All(row => column >= row.Length || row[column].Length == 0 || IsOf(row[column])))];
        return numbers.Length > 0 && Array.TrueForAll(numbers, column => IsOf(first[column])) && (!_areQuoted[Before] || _areQuoted[^1]);
    }

    /// <summary>A line of names may begin with the mark of comments; then rows follow at once.</summary>
    private void TakeMarkedHeader()
    {
        if (Before == 0 || LooksLikeNames(_records[Before]))
        {
            return;
        }

        (int marked, int fields) = (_records[Before - 1].Length, _records[Before].Length);
        HasMarkedHeader = marked == fields + 1 && _records[Before - 1][0] is "#";
        Before -= HasMarkedHeader || (marked == fields && fields > 1) ? 1 : 0;
    }

    private static bool LooksLikeNames(string[] record) => !record.Any(cell => IsNumber(cell) || IsWithComma(cell));

    private bool Fits(string[] row) => row.Length == Header.Length || (row.Length == Header.Length + 1 && row[^1].Length == 0)
        || (row.Length < Header.Length && Header[row.Length..].All(name => name.Length == 0));

    private static bool IsComment(string[] record) => record[0].StartsWith('#');

    private static bool IsNumber(string cell) => NumberText.TryParse(cell, out double _);

    /// <summary>Digits with one comma among them.</summary>
    private static bool IsWithComma(string cell) => cell.IndexOf(',', StringComparison.Ordinal) is >= 0 and var comma
        && !cell.Contains('.', StringComparison.Ordinal) && cell.LastIndexOf(',') == comma && NumberText.TryParse(cell.Replace(',', '.'), out double _);

    private static bool IsWithThousands(string cell)
    {
        string[] parts = cell.TrimStart('-', '+').Split(',');
        return parts is [{ Length: >= 1 and <= 3 } high, { Length: 3 } low] && high is not ['0', ..] && low.All(char.IsAsciiDigit);
    }
}
