using System.Globalization;

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

    private static NumberStyles StyleOf(bool allowSign) => allowSign ? NumberStyles.AllowLeadingSign : NumberStyles.None;
}
