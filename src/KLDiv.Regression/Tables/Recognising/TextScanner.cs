namespace KLDiv.Regression.Tables.Recognising;

/// <summary>Walks over a text in numbers, words and what stands between them.</summary>
internal ref struct TextScanner(ReadOnlySpan<char> text)
{
    /// <summary>Digits of a number that count; those behind them are passed over.</summary>
    public const int MostDigits = 9;

    private readonly ReadOnlySpan<char> _text = text;
    private int _at;

    public readonly bool IsAtEnd => _at == _text.Length;

    /// <summary>The character that comes next; NUL at the end.</summary>
    public readonly char Next => IsAtEnd ? '\0' : _text[_at];

    public bool Skip(char character)
    {
        bool isThere = Next == character && !IsAtEnd;
        _at += isThere ? 1 : 0;
        return isThere;
    }

    public void SkipBlanks()
    {
        while (char.IsWhiteSpace(Next))
        {
            _at++;
        }
    }

    /// <summary>A number of digits alone.</summary>
    public bool Number(out int value, out int digits)
    {
        (value, digits) = (0, 0);
        for (; char.IsAsciiDigit(Next); _at++, digits++)
        {
            value = digits < MostDigits ? (10 * value) + (Next - '0') : value;
        }

        return digits > 0;
    }

    /// <summary>The letters that come next; empty where there are none.</summary>
    public ReadOnlySpan<char> Word()
    {
        int start = _at;
        while (char.IsLetter(Next))
        {
            _at++;
        }

        return _text[start.._at];
    }
}
