using System.Buffers;
using KLDiv.Files;

namespace KLDiv.Regression.Tables.Recognising;

/// <summary>Numbers as people write them: <c>1,250.50</c>, <c>1.250,50 €</c>, <c>5 %</c>, <c>(12)</c>.</summary>
/// <param name="separator">The decimal separator.</param>
/// <param name="group">What parts thousands; NUL: nothing. A blank stands for every kind of blank, an apostrophe for both kinds.</param>
/// <param name="prefix">The unit before the number, or nothing.</param>
/// <param name="suffix">The unit behind it, or nothing.</param>
internal sealed class NumberFormat(char separator, char group, string prefix, string suffix) : CellFormat
{
    private const int MostDigits = 60, MostUnit = 12;

    private static readonly SearchValues<char> s_noUnit = SearchValues.Create(":;,.-+'\"()[]{}_#=<>\uFFFD");

    /// <summary>The pairs of separators that are in use, in the order in which they are tried: <c>1,250</c> is a thousand and more before it is one and a quarter.</summary>
    private static readonly (char Separator, char Group)[] Separators =
        [('.', ','), ('.', ' '), ('.', '\''), ('.', '_'), (',', '.'), (',', ' '), (',', '\'')];

    private static readonly string[] Currencies =
    [
        "USD", "EUR", "GBP", "CHF", "JPY", "CNY", "INR", "AUD", "CAD", "NZD", "SEK", "NOK", "DKK", "PLN", "CZK", "HUF", "RUB", "TRY", "BRL", "MXN", "ZAR", "KRW",
        "SGD", "HKD", "US$", "A$", "C$", "R$", "kr", "Fr.", "zł",
    ];

    public char Separator => separator;

    public char Group => group;

    public string Prefix => prefix;

    public string Suffix => suffix;

    public override string Plural => "numbers";

    public override string Shown(double number) => $"{number}";

    /// <summary>Whether plain numbers stand for themselves in a column of this format.</summary>
    /// <param name="hasFractions">Whether some of them have decimals.</param>
    /// <param name="mark">What stands before these.</param>
    public bool Agrees(bool hasFractions, char mark) => prefix.Length == 0 && suffix.Length == 0 && (separator == mark || !hasFractions);

    /// <summary>The formats that a text may be of, of which all cells of a column must have one.</summary>
    public static IEnumerable<NumberFormat> Of(string text)
    {
        ReadOnlySpan<char> number = Unsigned(text, out _);
        int first = number.IndexOfAnyInRange('0', '9'), last = number.LastIndexOfAnyInRange('0', '9');
        if (first < 0)
        {
            return [];
        }

        // ".5" begins with its separator.
        first -= first > 0 && number[first - 1] is '.' or ',' && (first == 1 || !char.IsLetter(number[first - 2])) ? 1 : 0;
        string before = number[..first].Trim().TrimEnd("-−+").Trim().ToString(), behind = number[(last + 1)..].Trim().ToString();
        return IsPrefix(before) && IsSuffix(behind)
            ? Separators.Select(pair => new NumberFormat(pair.Separator, pair.Group, before, behind))
            : [];
    }

    /// <summary>A number with its unit, or without; other units are foreign.</summary>
    public override bool TryParse(ReadOnlySpan<char> text, out double number) => TryParse(text, needsUnit: false, out number);

    /// <param name="text">The text.</param>
    /// <param name="needsUnit">Whether a number without the unit is foreign.</param>
    /// <param name="number">The number.</param>
    public bool TryParse(ReadOnlySpan<char> text, bool needsUnit, out double number)
    {
        number = 0;
        ReadOnlySpan<char> rest = Unsigned(text, out bool isNegative);
        bool hasUnit = rest.StartsWith(prefix, StringComparison.Ordinal) && rest.EndsWith(suffix, StringComparison.Ordinal) && rest.Length > prefix.Length + suffix.Length;
        if (hasUnit)
        {
            rest = rest[prefix.Length..^suffix.Length].Trim();
            if (prefix.Length > 0 && !isNegative)
            {
                rest = Unsigned(rest, out isNegative);
            }
        }

        if ((needsUnit && !hasUnit) || !TryDigits(rest, out number))
        {
            return false;
        }

        number = isNegative ? -number : number;
        return true;
    }

    private static bool IsPrefix(string unit) =>
        unit.Length == 0 || Currencies.Contains(unit, StringComparer.Ordinal) || (unit.Length == 1 && char.GetUnicodeCategory(unit[0]) == System.Globalization.UnicodeCategory.CurrencySymbol);

    /// <summary>Units are of letters and signs; a suffix with a colon or a separator is no unit, but another number.</summary>
    private static bool IsSuffix(string unit) =>
        unit.Length <= MostUnit && !unit.AsSpan().ContainsAny(s_noUnit);

    private static ReadOnlySpan<char> Unsigned(ReadOnlySpan<char> text, out bool isNegative)
    {
        ReadOnlySpan<char> inside = text is ['(', .., ')'] ? text[1..^1].Trim() : text;
        isNegative = inside.Length < text.Length || text is ['-' or '−', ..];
        return inside is ['-' or '−' or '+', ..] && inside.Length == text.Length ? inside[1..].TrimStart() : inside;
    }

    private bool TryDigits(ReadOnlySpan<char> text, out double number)
    {
        number = 0;
        Span<char> plain = stackalloc char[MostDigits];
        int length = 0, run = 0, groups = 0;
        bool isFraction = false;
        if (text.Length is 0 or > MostDigits)
        {
            return false;
        }

        foreach (char character in text)
        {
            if (char.IsAsciiDigit(character))
            {
                plain[length++] = character;
                run++;
            }
            else if (character == separator && !isFraction && (groups == 0 || run == 3))
            {
                (isFraction, run) = (true, 0);
                plain[length++] = '.';
            }
            else if (IsGroup(character) && !isFraction && (groups == 0 ? run is >= 1 and <= 3 && plain[0] != '0' : run == 3))
            {
                groups++;
                run = 0;
            }
            else
            {
                return false;
            }
        }

        return (isFraction ? length > 1 : groups == 0 || run == 3) && NumberText.TryParse(plain[..length], out number);
    }

    private bool IsGroup(char character) => group switch
    {
        ' ' => char.IsWhiteSpace(character),
        '\'' => character is '\'' or '’',
        _ => character == group,
    };
}
