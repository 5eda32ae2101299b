using KLDiv.Files.Elements;

namespace KLDiv.Files.Csv;

/// <summary>The first records of a text, if a separator parts them.</summary>
internal sealed class TextSample
{
    private const int MostRecords = 200;

    /// <summary>Of a wide table fewer records are looked at, and one below the header at least, and of each record the first fields.</summary>
    private const int MostFields = 1 << 17;
    private const int MostCells = 1 << 12;

    private readonly List<Sampled> _records = [];
    private readonly List<bool> _areQuoted = [];

    /// <param name="head">The beginning of the text, of whole lines.</param>
    /// <param name="separator">The separator.</param>
    public TextSample(string head, char separator)
    {
        Separator = separator;
        try
        {
            using DelimitedText text = new(new StringReader(head), separator, '.', problem => new FormatException(problem), head.Length);
            for (int fields = 0; (_records.Count < 2 || (_records.Count < MostRecords && fields < MostFields)) && text.Next(); fields += text.Count)
            {
                string[] cells = new string[Math.Min(text.Count, MostCells)];
                for (int field = 0; field < cells.Length; field++)
                {
                    cells[field] = text.Field(field).ToString();
                }

                _records.Add(new Sampled(cells, text.Count, text.Field(text.Count - 1).IsEmpty));
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

    /// <summary>The number of columns that the header names.</summary>
    public int Columns => _records.Count == 0 ? 0 : Header.Count;

    /// <summary>The share of the records that have as many fields as the header; 1 where there is none.</summary>
    public double Agreement => Rows.Any() ? Rows.Average(row => Fits(row) || HasRowNames ? 1.0 : 0) : 1;

    /// <summary>Whether every record has one field more than the header, and something in it.</summary>
    public bool HasRowNames => Rows.Any() && Rows.All(row => row.Count == Columns + 1 && !row.EndsEmpty);

    /// <summary>The share of the cells that are numbers, with a point or a comma; where nothing stands below the first record, of its own.</summary>
    public double ShareOfNumbers => _records.Count == 0 ? 0
        : Rows.DefaultIfEmpty(Header).SelectMany(row => row.Cells).Average(cell => IsNumber(cell) || IsWithComma(cell) ? 1.0 : 0);

    /// <summary>Whether the last column has no name, and nothing stands in it.</summary>
    public bool EndsEmpty => Columns > 1 && Header.EndsEmpty && Rows.All(row => row.EndsEmpty || row.Count < Columns);

    /// <summary>The fields of the header, or of what stands in its place.</summary>
    private Sampled Header => HasMarkedHeader ? new Sampled(_records[Before].Cells[1..], _records[Before].Count - 1, _records[Before].EndsEmpty) : _records[Before];

    /// <summary>The records below.</summary>
    private IEnumerable<Sampled> Rows => _records.Skip(Before + 1).Where(record => !IsComment(record) || record.Count == Columns);

    /// <summary>For each field of the header, the first of a wide one, whether nothing stands in it and below it.</summary>
    public bool[] EmptyColumns() => Columns == 0 ? [] :
        [.. Header.Cells.Select((name, column) => name.Length == 0 && Rows.All(row => column >= row.Cells.Length || row.Cells[column].Length == 0))];

    /// <summary>Whether the numbers have decimal commas: some have and none a point. Groups of three digits may be thousands as well.</summary>
    /// <param name="mayBeThousands">Whether numbers whose commas part groups of three digits alone count too.</param>
    public bool HasDecimalCommas(bool mayBeThousands)
    {
        string[] cells = Columns == 0 ? [] : [.. Header.Cells, .. Rows.SelectMany(row => row.Cells)];
        return cells.Any(cell => IsWithComma(cell) && (mayBeThousands || !IsWithThousands(cell)))
            && !cells.Any(cell => cell.Contains('.', StringComparison.Ordinal) && IsNumber(cell));
    }

    /// <summary>Whether each record has two whole numbers, and some second one begins with a 0 that no whole number needs: one number each, cut at its comma.</summary>
    public bool LooksLikeCutDecimals
    {
        get
        {
            string[][] cells = Columns == 2 ? [Header.Cells, .. Rows.Select(row => row.Cells)] : [];
            return cells.Any(row => row is [_, ['0', _, ..]]) && cells.All(row => row.Length == 2 && row[0].TrimStart('-').All(char.IsAsciiDigit) && row[1].All(char.IsAsciiDigit));
        }
    }

    /// <summary>Whether the first record looks like the others: where they hold numbers it does too, and it is not alone in quotes.</summary>
    public bool LooksHeaderless(char decimals)
    {
        string[][] rows = [.. Rows.Select(row => row.Cells)];
        string[] first = Columns == 0 ? [] : Header.Cells;
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

        (int marked, int fields) = (_records[Before - 1].Count, _records[Before].Count);
        HasMarkedHeader = marked == fields + 1 && _records[Before - 1].Cells[0] is "#";
        Before -= HasMarkedHeader || (marked == fields && fields > 1) ? 1 : 0;
    }

    private static bool LooksLikeNames(Sampled record) => !record.Cells.Any(cell => IsNumber(cell) || IsWithComma(cell));

    private bool Fits(Sampled row) => row.Count == Columns || (row.Count == Columns + 1 && row.EndsEmpty)
        || (row.Count < Columns && Header.Cells.Skip(row.Count).All(name => name.Length == 0));

    private static bool IsComment(Sampled record) => record.Cells[0].StartsWith('#');

    private static bool IsNumber(string cell) => NumberText.TryParse(cell, out double _);

    /// <summary>Digits with one comma among them.</summary>
    private static bool IsWithComma(string cell) => cell.IndexOf(',', StringComparison.Ordinal) is >= 0 and var comma
        && !cell.Contains('.', StringComparison.Ordinal) && cell.LastIndexOf(',') == comma && NumberText.TryParse(cell.Replace(',', '.'), out double _);

    private static bool IsWithThousands(string cell)
    {
        string[] parts = cell.TrimStart('-', '+').Split(',');
        return parts is [{ Length: >= 1 and <= 3 } high, { Length: 3 } low] && high is not ['0', ..] && low.All(char.IsAsciiDigit);
    }

    /// <summary>A record.</summary>
    /// <param name="Cells">Its first fields.</param>
    /// <param name="Count">How many it has.</param>
    /// <param name="EndsEmpty">Whether nothing is in the last.</param>
    private readonly record struct Sampled(string[] Cells, int Count, bool EndsEmpty);
}
