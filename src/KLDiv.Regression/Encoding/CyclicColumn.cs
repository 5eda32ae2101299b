using System.Globalization;
using KLDiv.Files;

namespace KLDiv.Regression;

/// <summary>A column of numbers that come round.</summary>
/// <param name="Name">The column.</param>
/// <param name="Period">The length of the cycle in the column's unit: 365.25 for the day of the year; finite and above 0.</param>
/// <param name="Harmonics">How many waves, each a cosine and a sine; from 1 to 100.</param>
public sealed record CyclicColumn(string Name, double Period, int Harmonics = 1)
{
    private const int MostHarmonics = 100;

    /// <inheritdoc cref="CyclicColumn(string, double, int)"/>
    public double Period { get; } = double.IsFinite(Period) && Period > 0
        ? Period
        : throw new ArgumentOutOfRangeException(nameof(Period), Period, "The period must be a finite number above 0.");

    /// <inheritdoc cref="CyclicColumn(string, double, int)"/>
    public int Harmonics { get; } = Harmonics is >= 1 and <= MostHarmonics
        ? Harmonics
        : throw new ArgumentOutOfRangeException(nameof(Harmonics), Harmonics, $"There must be from 1 to {MostHarmonics} harmonics.");

    /// <summary>Reads a column as users write it: <c>day_of_year:365.25</c>, or with harmonics <c>day_of_year:365.25:3</c>.</summary>
    /// <exception cref="FormatException">It is neither; the message is one line.</exception>
    public static CyclicColumn Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        string[] parts = text.Split(':');
        int harmonics = 1;
        bool isWhole = parts.Length < 3 || NumberText.TryParse(parts[2], out harmonics);
        return parts.Length is 2 or 3 && parts[0].Length > 0 && isWhole && harmonics is >= 1 and <= MostHarmonics
            && NumberText.TryParse(parts[1], out double period) && double.IsFinite(period) && period > 0
            ? new CyclicColumn(parts[0], period, harmonics)
            : throw new FormatException(
                $"'{text}' is no cyclic column; write NAME:PERIOD with a period above 0 (day_of_year:365.25), or NAME:PERIOD:HARMONICS");
    }
}
