using System.Globalization;

namespace KLDiv.Pages;

/// <summary>Numbers for people to read.</summary>
internal static class Numbers
{
    private const string Superscripts = "⁰¹²³⁴⁵⁶⁷⁸⁹";

    private const char NoBreak = '\u00A0';

    private const double LeastPlain = 1e-3, MostPlain = 1e6;

    /// <summary>A number of some significant digits: 0.0421, 1,234 or 3.1 × 10⁻⁷, and −, ∞ and NaN as these.</summary>
    /// <param name="value">The number.</param>
    /// <param name="digits">How many significant digits it has at most, 1 to 15.</param>
    /// <param name="keepsZeros">Whether it has them all, zeros at the end too, as in a column of a table.</param>
    /// <returns>The text.</returns>
    public static string Of(double value, int digits = 3, bool keepsZeros = false)
    {
        double size = Math.Abs(value);
        return value switch
        {
            double.NaN => "NaN",
            < 0 => "−" + Of(size, digits, keepsZeros),
            0 => "0",
            double.PositiveInfinity => "∞",
            >= LeastPlain and < MostPlain => Plain(value, digits, keepsZeros),
            _ => Scientific(value, digits, keepsZeros),
        };
    }

    /// <summary>A whole number: 1,234,567.</summary>
    /// <param name="value">The number.</param>
    /// <returns>The text.</returns>
    public static string Count(long value) => value.ToString("N0", CultureInfo.InvariantCulture).Replace('-', '−');

    /// <summary>How many there are of something: 1 row, 1,234 rows.</summary>
    /// <param name="count">How many.</param>
    /// <param name="one">What one of them is called.</param>
    /// <param name="many">What several are called; null: with an s.</param>
    /// <returns>The text.</returns>
    public static string Counted(long count, string one, string? many = null) => $"{Count(count)} {(count == 1 ? one : many ?? one + "s")}";

    /// <summary>A divergence with its unit, which no line break parts.</summary>
    /// <param name="value">The divergence.</param>
    /// <returns>The text.</returns>
    public static string Nats(double value) => $"{Of(value)}{NoBreak}nats";

    /// <summary>A part of a whole in per cent, which is 0% or 100% only where it is exactly that, and else has two digits from the nearer of these: 42%, 9.0%, 0.031%, 99.970%.</summary>
    /// <param name="share">The part, 0 to 1.</param>
    /// <returns>The text.</returns>
    public static string Percent(double share)
    {
        double percent = 100 * share;
        double fromEnd = Math.Min(percent, 100 - percent);
        return fromEnd switch
        {
            <= 0 or double.NaN => Of(percent) + "%",
            < 1e-3 when percent < 50 => "<0.001%",
            < 1e-3 => ">99.999%",
            _ => percent.ToString("F" + Decimals(fromEnd), CultureInfo.InvariantCulture) + "%",
        };
    }

    /// <summary>A round part of a whole, as an axis names it: 20%, 2.5%.</summary>
    /// <param name="share">The part, 0 to 1.</param>
    /// <returns>The text.</returns>
    public static string RoundPercent(double share) => Of(100 * share) + "%";

    /// <summary>A power of ten: 10⁻³, and 1 and 10 as these.</summary>
    internal static string PowerOfTen(int power) => power switch
    {
        0 => "1",
        1 => "10",
        _ => "10" + Raised(power),
    };

    internal static string Raised(int power) =>
        string.Concat(power.ToString(CultureInfo.InvariantCulture).Select(digit => digit == '-' ? '⁻' : Superscripts[digit - '0']));

    /// <summary>The power of ten of the first digit of what is shown: 9.99 to two digits is 10, and has 1.</summary>
    private static int Exponent(double value, int digits)
    {
        string text = value.ToString("E" + (digits - 1), CultureInfo.InvariantCulture);
        return int.Parse(text.AsSpan(text.IndexOf('E', StringComparison.Ordinal) + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
    }

    private static string Plain(double value, int digits, bool keepsZeros)
    {
        int decimals = Math.Max(0, digits - 1 - Exponent(value, digits));
        return value.ToString("#,0." + new string(keepsZeros ? '0' : '#', decimals), CultureInfo.InvariantCulture);
    }

    private static string Scientific(double value, int digits, bool keepsZeros)
    {
        int exponent = Exponent(value, digits);
        string text = value.ToString("E" + (digits - 1), CultureInfo.InvariantCulture);
        string mantissa = text[..text.IndexOf('E', StringComparison.Ordinal)];
        mantissa = !keepsZeros && mantissa.Contains('.', StringComparison.Ordinal) ? mantissa.TrimEnd('0').TrimEnd('.') : mantissa;
        return mantissa is "1" ? "10" + Raised(exponent) : $"{mantissa}{NoBreak}×{NoBreak}10{Raised(exponent)}";
    }

    private static int Decimals(double fromEnd) => fromEnd >= 10 ? 0 : Math.Max(0, 1 - (int)Math.Floor(Math.Log10(fromEnd)));
}
