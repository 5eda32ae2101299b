using System.Globalization;
using System.Numerics;
using System.Text;

namespace KLDiv.Files.Columnar.Typed;

/// <summary>Decimals of up to 18 digits: whole numbers of the last place. </summary>
internal sealed class DecimalCells(string name, int scale) : CellType(name, TypedCells.Number, StoredCells.Wholes)
{
    /// <summary>More places than that no decimal of a file has.</summary>
    public const int MostScale = 1000;

    /// <summary>A decimal of so many digits is a whole number of 64 bits.</summary>
    public const int MostDigits = 18;

    /// <summary>Whole numbers up to the one and powers of ten up to the other are doubles, so that their quotient is the nearest double.</summary>
    private const long MostExact = 1L << 53;
    private const int MostPower = 22;

    public override bool TryNumber(CellBlock block, int at, out double number)
    {
        long whole = block.Wholes[at];
        number = whole;
        if (scale == 0)
        {
            return true;
        }

        if (whole is >= -MostExact and <= MostExact && scale is > 0 and <= MostPower)
        {
            number = whole / Math.Pow(10, scale);
            return true;
        }

        return NumberText.TryParse(TextOf(whole, scale).AsSpan(), out number);
    }

    public override bool TryWrite(CellBlock block, int at, Span<char> text, out int length)
    {
        string whole = TextOf(block.Wholes[at], scale);
        length = whole.Length;
        return whole.TryCopyTo(text);
    }

    /// <summary>A decimal as it is written.</summary>
    public static string TextOf(BigInteger whole, int scale)
    {
        string digits = BigInteger.Abs(whole).ToString(CultureInfo.InvariantCulture);
        string sign = whole.Sign < 0 ? "-" : "";
        if (scale <= 0)
        {
            return $"{sign}{digits}{(whole.IsZero ? "" : new string('0', -scale))}";
        }

        digits = digits.PadLeft(scale + 1, '0');
        return $"{sign}{digits[..^scale]}.{digits[^scale..]}";
    }
}

/// <summary>Longer decimals, which are kept as texts in UTF-8.</summary>
internal sealed class LongDecimalCells(string name, int scale) : CellType(name, TypedCells.Number, StoredCells.Texts)
{
    public ReadOnlyMemory<byte> Utf8Of(BigInteger whole) => Encoding.UTF8.GetBytes(DecimalCells.TextOf(whole, scale));

    public override bool TryNumber(CellBlock block, int at, out double number) => NumberText.TryParse(block.Texts[at].Span, out number);

    public override bool TryWrite(CellBlock block, int at, Span<char> text, out int length) => Encoding.UTF8.TryGetChars(block.Texts[at].Span, text, out length);
}
