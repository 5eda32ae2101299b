using System.Globalization;

namespace KLDiv.Cli.Terminal;

/// <summary>Numbers as text.</summary>
internal static class Number
{
    /// <summary>The shortest text that reads back as the same number; NaN, Infinity and -Infinity by name.</summary>
    public static string RoundTrip(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    /// <summary>A number for people, with a given number of decimals.</summary>
    public static string Fixed(double value, int decimals) => value.ToString($"F{decimals}", CultureInfo.InvariantCulture);
}
