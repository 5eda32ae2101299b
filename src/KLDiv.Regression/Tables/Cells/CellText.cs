using System.Globalization;
using KLDiv.Files;

namespace KLDiv.Regression.Tables.Cells;

/// <summary>What the text of a cell means, and how messages show it.</summary>
internal static class CellText
{
    private const int MostListed = 20;

    private static readonly string[] MissingWords = ["", "NA", "N/A", "NaN", "NaT", "null", "#N/A", "<NA>", "\\N"];

    private static readonly string[] Marks = ["?", "-", "--", "–", "—", ".", "..", "None", "n.a.", "k.A."];

    /// <summary>A number in the invariant culture, infinities and NaN among them.</summary>
    public static bool TryNumber(ReadOnlySpan<byte> text, out double value) =>
        NumberText.TryParse(text, out value);

    /// <inheritdoc cref="TryNumber(ReadOnlySpan{byte}, out double)"/>
    public static bool TryNumber(ReadOnlySpan<char> text, out double value) =>
        NumberText.TryParse(text, out value);

    public static bool IsMissing(ReadOnlySpan<char> trimmed)
    {
        foreach (string word in MissingWords)
        {
            if (trimmed.Equals(word, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether a word marks a missing value where the others of its column are numbers or dates; among words it is one of them.</summary>
    public static bool IsMark(ReadOnlySpan<char> word)
    {
        foreach (string mark in Marks)
        {
            if (word.Equals(mark, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }

    public static string Shown(ReadOnlySpan<char> text) => text.IsEmpty ? "nothing" : VisibleText.Shown(text.ToString());

    public static string List(IReadOnlyCollection<string> names) =>
        string.Join(", ", names.Take(MostListed).Select(VisibleText.Shown)) + (names.Count > MostListed ? $" and {names.Count - MostListed} more" : "");

    public static string Counted(long count, string what) => count == 1 ? $"1 {what}" : $"{count} {what}s";
}
