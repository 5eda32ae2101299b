using System.Globalization;

namespace KLDiv.Cli.Terminal;

/// <summary>Numbers as text.</summary>
internal static class Number
{
    private const int Least = 6;

    /// <summary>The shortest text that reads back as the same number; NaN, Infinity and -Infinity by name.</summary>
    public static string RoundTrip(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    /// <summary>A number for people, with a given number of decimals.</summary>
    public static string Fixed(double value, int decimals) => value.ToString($"F{decimals}", CultureInfo.InvariantCulture);

    /// <summary>How many there are of something, whose plural ends in s: 1 row, 1,234 rows.</summary>
    public static string Counted(long count, string one) => string.Create(CultureInfo.InvariantCulture, $"{count:N0} {one}{(count == 1 ? "" : "s")}");

    /// <summary>How many decimals show at least six digits of a number, and at least six in any case.</summary>
    public static int DecimalsFor(double typical) =>
        typical > 0 ? (int)Math.Clamp(5 - Math.Floor(Math.Log10(typical)), Least, 15) : Least;
}
