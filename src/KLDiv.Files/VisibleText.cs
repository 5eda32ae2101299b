using System.Globalization;
using System.Text;

namespace KLDiv.Files;

/// <summary>Names that come from elsewhere, such as those of tokens, so that all of their characters can be seen.</summary>
public static class VisibleText
{
    private const char OpenBox = '␣', FirstIsolate = '\u2068', PopIsolate = '\u2069';

    /// <summary>A name in which controls are symbols (a line break is ␊), as spaces at its ends are (␣); an empty name is “”.</summary>
    /// <param name="name">The name.</param>
    /// <returns>The text.</returns>
    public static string Of(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (name.Length == 0)
        {
            return "“”";
        }

        int first = 0, last = name.Length - 1;
        while (first < name.Length && name[first] == ' ')
        {
            first++;
        }

        while (last > first && name[last] == ' ')
        {
            last--;
        }

        StringBuilder text = new(name.Length);
        for (int i = 0; i < name.Length; i++)
        {
            text.Append(i < first || i > last ? OpenBox : Visible(name[i]));
        }

        return text.ToString();
    }

    /// <summary>A name in quotation marks for a sentence: visible, no longer than that, and in its own direction of writing.</summary>
    /// <param name="name">The name.</param>
    /// <param name="most">How many characters, as people see them, are kept of it.</param>
    /// <returns>The text.</returns>
    public static string Quoted(string name, int most = 28)
    {
        ArgumentNullException.ThrowIfNull(name);
        return name.Length == 0 ? Of(name) : $"“{Isolated(Shortened(name, most))}”";
    }

    /// <summary>A name in which all can be seen, cut where it is too long.</summary>
    /// <param name="name">The name.</param>
    /// <param name="most">How many characters, as people see them, are kept of it.</param>
    /// <returns>The text.</returns>
    public static string Shortened(string name, int most)
    {
        string text = Of(name);
        int end = 0;
        for (int kept = 0; kept < most && end < text.Length; kept++)
        {
            end += StringInfo.GetNextTextElementLength(text, end);
        }

        return end < text.Length ? text[..end] + "…" : text;
    }

    /// <summary>A text between marks that keep its direction of writing to itself.</summary>
    /// <param name="text">The text.</param>
    /// <returns>The text with the marks.</returns>
    public static string Isolated(string text) => $"{FirstIsolate}{text}{PopIsolate}";

    private static char Visible(char character) => character switch
    {
        < ' ' => (char)('␀' + character),
        '\u007F' => '␡',
        // Marks that turn the direction of what follows, and separators that break lines.
        (>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069') or '\u2028' or '\u2029' => '\uFFFD',
        _ => character,
    };
}
