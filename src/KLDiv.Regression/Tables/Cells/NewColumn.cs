using KLDiv.Files;
using KLDiv.Regression.Tables.Recognising;

namespace KLDiv.Regression.Tables.Cells;

/// <summary>Reads a column for the first time. What it is, is decided when all its cells are known: until then a cell is a number or a word.</summary>
/// <param name="name">The name of the column.</param>
/// <param name="field">Its number.</param>
/// <param name="wish">What the user said of it.</param>
internal sealed class NewColumn(string name, int field, ColumnWish wish) : ColumnReader(name, field)
{
    /// <summary>More levels than that are names of rows, not of groups of them.</summary>
    public const int MostWords = 10_000;

    /// <summary>So many numbers in, a column without a word has shown how it writes them.</summary>
    private const int Undecided = 1_000;

    /// <summary>The cell of a word that came when there was no room for more of them.</summary>
    private const int Stray = MostWords;

    private readonly List<string> _words = [.. wish.Order ?? []];
    private Dictionary<string, int>? _codes = wish.Order?.Select((level, code) => (level, code)).ToDictionary(pair => pair.level, pair => pair.code, StringComparer.Ordinal);
    private CellFormat? _settled;
    private long _numbers;

    public ColumnWish Wish => wish;

    /// <summary>The words that were met, each once, in the order in which they were.</summary>
    public IReadOnlyList<string> Words => _words;

    /// <summary>The format that was settled on when the words were too many to be kept; null: none was.</summary>
    public CellFormat? Settled => _settled;

    /// <summary>Whether there were more words than are kept, and no format to read them by.</summary>
    public bool HasTooMany { get; private set; }

    /// <summary>Whether a number with a fraction was met, written plainly.</summary>
    public bool HasFractions { get; private set; }

    /// <summary>Whether numbers were met that are written plainly.</summary>
    public bool HasNumbers => _numbers > 0;

    /// <summary>The first word that is no mark of a missing number.</summary>
    public string FirstWord { get; private set; } = "";

    /// <summary>The place and the text of the first number that is infinite or beyond what a double holds, which in a column of words may be a word: of hexadecimal digits, say.</summary>
    public (long At, string Text)? FirstInfinite { get; private set; }

    /// <summary>The place of <see cref="FirstWord"/>; 0: there was none.</summary>
    public long FirstWordAt { get; private set; }

    /// <summary>The first text that was taken for a missing value; null: nothing was, or only what is empty.</summary>
    public string? FirstMissing { get; private set; }

    /// <summary>The word of a level, which is made where it is new.</summary>
    public int CodeOf(string word)
    {
        _codes ??= new Dictionary<string, int>(StringComparer.Ordinal);
        if (!_codes.TryGetValue(word, out int code))
        {
            code = _words.Count;
            _codes.Add(word, code);
            _words.Add(word);
        }

        return code;
    }

    public override double Read(TableRecords records)
    {
        if (!wish.HoldsLevels && _settled is null && records.TryNumber(Field, out double number) && !MayBeThousands(number, records)
            && (!double.IsInfinity(number) || records.HasNumbers(Field)))
        {
            return Number(number, records);
        }

        ReadOnlySpan<char> word = Word(records);
        bool isKnown = Known(word, out int code);
        return wish.Order is not null && isKnown ? WordCell.Of(code)
            : records.Marks.Are(word) ? Missing(word)
            : _settled is not null && TryParse(word, records, out double settled) ? settled
            : isKnown ? WordCell.Of(code)
            : New(word.ToString(), records);
    }

    private double Missing(ReadOnlySpan<char> word)
    {
        FirstMissing ??= word.IsEmpty ? null : word.ToString();
        return double.NaN;
    }

    private bool Known(ReadOnlySpan<char> word, out int code)
    {
        code = 0;
        return _codes is not null && _codes.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(word, out code);
    }

    /// <summary>The number of a word by the format that was settled on; NaN where that stands for what is missing.</summary>
    private bool TryParse(ReadOnlySpan<char> word, TableRecords records, out double number)
    {
        bool isNumber = _settled!.TryParse(word, out number);
        number = isNumber && records.Marks.Are(number) ? double.NaN : number;
        return isNumber;
    }

    private double Number(double number, TableRecords records)
    {
        if (double.IsNaN(number) || records.Marks.Are(number))
        {
            return double.NaN;
        }

        if (wish.Cycle is { } cycle && !double.IsInfinity(number) && FeatureColumn.Uncountable(number, cycle.Period) is { } reason)
        {
            throw records.Wrong($"has {number} in column {CellText.Shown(Name)}; {reason}");
        }

        _numbers++;
        HasFractions |= number != Math.Floor(number);
        return wish.IsValue && double.IsInfinity(number)
            ? throw records.Wrong($"has {number} in column {CellText.Shown(Name)}; it must be finite")
            : Finite(number, records);
    }

    /// <summary>Whether a number may be a thousand times what it says, as 1.250 is where the comma is the decimal separator.</summary>
    private bool MayBeThousands(double number, TableRecords records)
    {
        if (records.HasNumbers(Field) || (_words.Count == 0 && _numbers >= Undecided) || _words.Count >= MostWords || HasFractions || !(Math.Abs(number) is >= 1 and < 1000))
        {
            return false;
        }

        ReadOnlySpan<char> word = records.Word(Field);
        return word.Length > 4 && word[^4] == '.' && !word[^3..].ContainsAnyExceptInRange('0', '9');
    }

    private double New(string word, TableRecords records)
    {
        if (wish.Order is not null)
        {
            throw records.Wrong($"has {CellText.Shown(word)}{NearName.Hint(word, wish.Order)} in column {CellText.Shown(Name)}, whose levels are {CellText.List(wish.Order)}");
        }

        if (FirstInfinite is null && CellText.TryNumber(word, out double infinite) && double.IsInfinity(infinite))
        {
            FirstInfinite = (records.Number, word);
        }

        if (FirstWordAt == 0 && !CellText.IsMark(word))
        {
            (FirstWordAt, FirstWord) = (records.Number, word);
        }

        if (_words.Count < MostWords)
        {
            return WordCell.Of(CodeOf(word));
        }

        if (wish.HoldsLevels && (wish.IsNamed || wish.IsValue))
        {
            throw records.Wrong($"has the level {MostWords + 1} of column {CellText.Shown(Name)}, {CellText.Shown(word)}; a column has at most {MostWords} levels");
        }

        _settled ??= !HasTooMany && ColumnFormats.Of(this) is [var format, ..] ? format : null;
        double number = double.NaN;
        HasTooMany |= _settled is null || !TryParse(word, records, out number);
        return HasTooMany ? WordCell.Of(Stray) : number;
    }
}
