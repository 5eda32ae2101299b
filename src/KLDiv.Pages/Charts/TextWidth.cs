using System.Globalization;
using System.Text;

namespace KLDiv.Pages.Charts;

/// <summary>
/// How wide a text will be at most: the fonts of the reader are not known where a picture is drawn, so the widest of
/// the usual ones (DejaVu Sans) stands for all.
/// </summary>
internal static class TextWidth
{
    private const double OfCapitals = 0.8, OfWideCharacters = 1.05, OfSuperscripts = 0.45;

    /// <summary>From the space to the tilde, in thousandths of the size.</summary>
    private static readonly short[] s_widths =
    [
        318, 401, 460, 838, 636, 950, 780, 275, 390, 390, 500, 838, 318, 361, 318, 337, 636, 636, 636, 636, 636, 636, 636, 636, 636, 636, 337, 337, 838, 838, 838, 531,
        1000, 684, 686, 698, 770, 632, 575, 775, 752, 295, 295, 656, 557, 863, 748, 787, 603, 787, 695, 635, 611, 732, 684, 989, 685, 611, 685, 390, 337, 390, 838, 500,
        500, 613, 635, 550, 635, 615, 352, 635, 634, 278, 278, 579, 278, 974, 634, 612, 635, 635, 411, 521, 392, 634, 592, 818, 592, 592, 525, 636, 337, 636, 838,
    ];

    /// <summary>The width of a text in pixels.</summary>
    public static double Of(string text, double size) => size * text.EnumerateRunes().Sum(Of);

    /// <summary>A text that is no wider: where it is cut its end is kept as well as its beginning, since names of one kind often differ there.</summary>
    public static string FitBothEnds(string text, double size, double width)
    {
        if (Of(text, size) <= width)
        {
            return text;
        }

        StringInfo characters = new(text);
        double left = (width - Of("…", size)) / 2;
        int first = characters.LengthInTextElements;
        for (double room = left; first > 0 && room >= Of(characters.SubstringByTextElements(first - 1, 1), size); first--)
        {
            room -= Of(characters.SubstringByTextElements(first - 1, 1), size);
        }

        return Fit(text, size, left + Of("…", size)) + (first < characters.LengthInTextElements ? characters.SubstringByTextElements(first) : "");
    }

    /// <summary>A text that is no wider: cut after a whole character as people see them, with an ellipsis where it was cut.</summary>
    public static string Fit(string text, double size, double width)
    {
        if (Of(text, size) <= width)
        {
            return text;
        }

        double left = width - Of("…", size);
        StringBuilder kept = new();
        TextElementEnumerator characters = StringInfo.GetTextElementEnumerator(text);
        while (characters.MoveNext())
        {
            string character = characters.GetTextElement();
            double taken = Of(character, size);
            if (taken > left)
            {
                break;
            }

            left -= taken;
            kept.Append(character);
        }

        return kept.Append('…').ToString();
    }

    private static double Of(Rune rune) => rune.Value switch
    {
        >= ' ' and <= '~' => s_widths[rune.Value - ' '] / 1000.0,
        >= '⁰' and <= '⁻' or '¹' or '²' or '³' => OfSuperscripts,
        '…' => 1,
        '\u2068' or '\u2069' => 0,
        '\u00A0' => s_widths[0] / 1000.0,
        // From Hangul on: East Asian scripts, symbols and pictures.
        >= 0x1100 when !IsNarrow(rune.Value) => OfWideCharacters,
        _ => OfCapitals,
    };

    private static bool IsNarrow(int value) => value is (>= 0x1E00 and < 0x2190) or (>= 0xFB50 and < 0xFE00) or (>= 0xFE70 and < 0xFF00);
}
