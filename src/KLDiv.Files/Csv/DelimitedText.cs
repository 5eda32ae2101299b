using System.Globalization;
using KLDiv.Files.Elements;
using KLDiv.Files.Formats;
using nietras.SeparatedValues;

namespace KLDiv.Files.Csv;

/// <summary>The records of a text as RFC 4180 has them, one by one: their fields without quotes around them and blanks at their ends.</summary>
internal sealed class DelimitedText : IDisposable
{
    /// <summary>The most characters of a record.</summary>
    public const int MostRecord = 1 << 24;

    private const int LeastRoom = 1 << 10;
    private const int MostRoom = 1 << 15;

    private readonly SepReader _reader;
    private readonly NumberFormatInfo _format;
    private readonly Func<string, Exception> _malformed;
    private char[] _unquoted = [];
    private bool _isFirst = true;
    private bool _hasQuotes;

    /// <param name="text">The text, owned from now on.</param>
    /// <param name="separator">What parts the fields; a blank stands for any run of blanks and tabs.</param>
    /// <param name="decimals">What stands before the decimals of a number.</param>
    /// <param name="malformed">Makes the errors.</param>
    /// <param name="length">How many characters there are, so that no more room is made for them; null: many.</param>
    public DelimitedText(TextReader text, char separator, char decimals, Func<string, Exception> malformed, int? length = null)
    {
        _malformed = malformed;
        CultureInfo culture = CultureOf(decimals);
        _format = culture.NumberFormat;
        var options = new SepReaderOptions(new Sep(separator == ' ' ? '\t' : separator))
        {
            HasHeader = false,
            DisableColCountCheck = true,
            CultureInfo = culture,
            InitialBufferLength = Math.Clamp(length ?? MostRoom, LeastRoom, MostRoom),
        };
        try
        {
            _reader = options.From(separator == ' ' ? new BlankRuns(text) : text);
        }
        catch (NotSupportedException)
        {
            throw TooLong();
        }
    }

    /// <summary>The number of fields of the record.</summary>
    public int Count { get; private set; }

    /// <summary>The line in which the record starts, from 1.</summary>
    public long Line { get; private set; }

    /// <summary>Moves to the next record that is not empty: one of blank fields alone is.</summary>
    /// <returns>Whether there is one.</returns>
    public bool Next()
    {
        while (Advance())
        {
            SepReader.Row row = _reader.Current;
            Line = _isFirst ? 1 : row.LineNumberFrom;
            (_isFirst, Count) = (false, row.ColCount);
            _hasQuotes = row.Span.Contains('"');
            if (_hasQuotes)
            {
                CheckQuotes();
                return true;
            }

            if (!IsEmpty(row))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The text of a field; valid until the next call.</summary>
    public ReadOnlySpan<char> Field(int index)
    {
        ReadOnlySpan<char> field = _reader.Current[index].Span;
        if (_hasQuotes && field.Trim() is ['"', .. var inside, '"'])
        {
            field = inside.Contains('"') ? Unquoted(inside) : inside;
        }

        return field.Trim();
    }

    /// <summary>Whether quotes stand around a field.</summary>
    public bool IsQuoted(int index) => _hasQuotes && _reader.Current[index].Span.TrimStart() is ['"', ..];

    /// <summary>The number in a field, NaN and infinities among them.</summary>
    /// <returns>Whether there is one.</returns>
    public bool TryNumber(int index, out double number)
    {
        // What ends in a digit is a number as most are; all else goes the way that knows every case.
        SepReader.Col field = _reader.Current[index];
        return (field.Span is [.., >= '0' and <= '9'] && field.TryParse(out number)) || NumberText.TryParse(Field(index), _format, out number);
    }

    public void Dispose() => _reader.Dispose();

    /// <summary>Numbers as a text with such decimals has them; nothing stands between groups of digits.</summary>
    private static CultureInfo CultureOf(char decimals)
    {
        var culture = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        (culture.NumberFormat.NumberDecimalSeparator, culture.NumberFormat.NumberGroupSeparator) = (decimals.ToString(), "\uFFFF");
        return culture;
    }

    private static bool IsEmpty(SepReader.Row row)
    {
        for (int i = 0; i < row.ColCount; i++)
        {
            if (!row[i].Span.IsWhiteSpace())
            {
                return false;
            }
        }

        return true;
    }

    private bool Advance()
    {
        try
        {
            return _reader.MoveNext();
        }
        catch (NotSupportedException)
        {
            throw TooLong();
        }
    }

    private Exception TooLong() => _malformed($"line {Line + 1} begins a record of more than {MostRecord} characters; is a quote never closed?");

    /// <summary>A quote stands around a field, or twice inside one that has quotes around it.</summary>
    private void CheckQuotes()
    {
        for (int i = 0; i < Count; i++)
        {
            ReadOnlySpan<char> field = _reader.Current[i].Span.Trim();
            bool isRight = field is ['"', .. var inside, '"'] ? AreDoubled(inside) : !field.Contains('"');
            if (!isRight)
            {
                throw _malformed($"line {Line} has a quote in the wrong place, in column {i + 1}: {TensorPath.Shown(field.ToString())}");
            }
        }
    }

    private static bool AreDoubled(ReadOnlySpan<char> inside)
    {
        while (inside.IndexOf('"') is var quote and >= 0)
        {
            if (inside[(quote + 1)..] is not ['"', .. var rest])
            {
                return false;
            }

            inside = rest;
        }

        return true;
    }

    private ReadOnlySpan<char> Unquoted(ReadOnlySpan<char> inside)
    {
        if (_unquoted.Length < inside.Length)
        {
            _unquoted = new char[inside.Length];
        }

        int length = 0;
        for (int i = 0; i < inside.Length; i += inside[i] == '"' ? 2 : 1)
        {
            _unquoted[length++] = inside[i];
        }

        return _unquoted.AsSpan(0, length);
    }
}
