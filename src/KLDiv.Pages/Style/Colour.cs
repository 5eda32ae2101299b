using System.Globalization;

namespace KLDiv.Pages.Style;

/// <summary>A colour of the house, which has a value for light and one for dark surroundings.</summary>
/// <param name="Name">The name of the CSS variable, without its dashes.</param>
/// <param name="Light">On a light page and on paper, as <c>#rrggbb</c>.</param>
/// <param name="Dark">On a dark page, as <c>#rrggbb</c>.</param>
internal sealed record Colour(string Name, string Light, string Dark)
{
    /// <summary>The contrast of two colours, (L1 + 0.05) / (L2 + 0.05) with L1 the greater relative luminance: 1 to 21 (WCAG 2.2).</summary>
    /// <param name="first">A colour, as <c>#rrggbb</c>.</param>
    /// <param name="second">A colour, as <c>#rrggbb</c>.</param>
    /// <returns>The ratio. Text needs 4.5, and graphics 3, for level AA.</returns>
    public static double Contrast(string first, string second)
    {
        double one = Luminance(first), other = Luminance(second);
        return (Math.Max(one, other) + 0.05) / (Math.Min(one, other) + 0.05);
    }

    private static double Luminance(string colour) =>
        (0.2126 * Linear(colour, 1)) + (0.7152 * Linear(colour, 3)) + (0.0722 * Linear(colour, 5));

    private static double Linear(string colour, int place)
    {
        double value = int.Parse(colour.AsSpan(place, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture) / 255.0;
        return value <= 0.04045 ? value / 12.92 : Math.Pow((value + 0.055) / 1.055, 2.4);
    }
}
