using System.Globalization;
using System.Numerics;

namespace KLDiv.Files;

/// <summary>Numbers out of texts of files and users, in the invariant culture. .NET's own readers pass over NULs behind a number; here they are no part of one.</summary>
public static class NumberText
{
    /// <summary>A number, with an exponent or without; infinities and NaN by name.</summary>
    /// <param name="utf8">The text.</param>
    /// <param name="value">The number.</param>
    /// <returns>Whether the whole text is one.</returns>
    public static bool TryParse(ReadOnlySpan<byte> utf8, out double value) =>
        double.TryParse(utf8, NumberStyles.Float, CultureInfo.InvariantCulture, out value) && utf8[^1] != 0;

    /// <param name="text">The text.</param>
    /// <param name="value">The number.</param>
    /// <inheritdoc cref="TryParse(ReadOnlySpan{byte}, out double)"/>
    public static bool TryParse(ReadOnlySpan<char> text, out double value) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value) && text[^1] != 0;

    /// <summary>A number whose decimals another mark than the point may part.</summary>
    internal static bool TryParse(ReadOnlySpan<char> text, IFormatProvider format, out double value) =>
        double.TryParse(text, NumberStyles.Float, format, out value) && text[^1] != 0;

    /// <summary>A whole number of digits alone.</summary>
    /// <param name="text">The text.</param>
    /// <param name="value">The number.</param>
    /// <param name="allowSign">Whether a sign may come first.</param>
    /// <returns>Whether the whole text is one.</returns>
    public static bool TryParse(ReadOnlySpan<char> text, out long value, bool allowSign = false) =>
        long.TryParse(text, StyleOf(allowSign), CultureInfo.InvariantCulture, out value) && text[^1] != 0;

    /// <inheritdoc cref="TryParse(ReadOnlySpan{char}, out long, bool)"/>
    public static bool TryParse(ReadOnlySpan<char> text, out int value, bool allowSign = false) =>
        int.TryParse(text, StyleOf(allowSign), CultureInfo.InvariantCulture, out value) && text[^1] != 0;

    /// <summary>The double that the shortest text of a number of fewer bits says: 0.1 of the float nearest to it, which as a double is 0.10000000149011612.</summary>
    /// <typeparam name="T"><see cref="float"/> or <see cref="Half"/>.</typeparam>
    /// <param name="value">The number.</param>
    /// <returns>The double, which rounds to <paramref name="value"/>.</returns>
    public static double ValueOf<T>(T value)
        where T : struct, IBinaryFloatingPointIeee754<T>
    {
        const int MostPlaces = 9;
        double wide = double.CreateChecked(value);
        if (!double.IsFinite(wide) || wide == Math.Floor(wide))
        {
            return wide;
        }

        // The fewest places that tell it from its neighbours; a quotient of a whole number and a power of ten is the double nearest to the decimal.
        double power = 1;
        for (int places = 1; places <= MostPlaces; places++)
        {
            power *= 10;
            double number = Math.Round(wide * power) / power;
            if (T.CreateChecked(number) == value)
            {
                return number;
            }
        }

        return double.Parse(value.ToString(format: null, CultureInfo.InvariantCulture), NumberStyles.Float, CultureInfo.InvariantCulture);
    }

    private static NumberStyles StyleOf(bool allowSign) => allowSign ? NumberStyles.AllowLeadingSign : NumberStyles.None;
}
