using System.Globalization;
using System.Text;

namespace KLDiv.Files;

/// <summary>Names that come from elsewhere, such as those of tokens, so that all of their characters can be seen.</summary>
public static class VisibleText
{
    /// <summary>The first of two marks that keep a turn of the direction of writing to what stands between them.</summary>
    public const char FirstIsolate = '\u2068';

    /// <summary>The second of the two.</summary>
    public const char PopIsolate = '\u2069';

    private const char OpenBox = '␣';

    /// <summary>A name in which controls are symbols (a line break is ␊; � where there is none), as spaces at its ends are (␣); an empty name is “”.</summary>
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
            if (char.IsSurrogate(name[i]) && i + 1 < name.Length && char.IsSurrogatePair(name[i], name[i + 1]))
            {
                text.Append(name, i++, 2);
                continue;
            }

            text.Append(i < first || i > last ? OpenBox : char.IsSurrogate(name[i]) ? '\uFFFD' : Visible(name[i]));
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

    /// <summary>The start of a text out of a file as messages show it: on one line, not endless, and U+FFFD for what cannot be seen.</summary>
    /// <param name="text">The text.</param>
    /// <param name="most">How many characters are kept of it.</param>
    /// <returns>The text, or its start and three dots.</returns>
    public static string Start(string text, int most)
    {
        ArgumentNullException.ThrowIfNull(text);

        // A pair of surrogates that is cut in two is no character any more.
        int end = text.Length <= most ? text.Length : char.IsHighSurrogate(text[most - 1]) ? most - 1 : most;
        IEnumerable<string> characters = text[..end].EnumerateRunes().Select(rune => rune.IsBmp && IsUnseen((char)rune.Value) ? "\uFFFD" : rune.ToString());
        return string.Concat(characters) + (end < text.Length ? "..." : "");
    }

    /// <summary>A name out of a file as messages show it: in apostrophes, on one line, and not endless.</summary>
    /// <param name="name">The name.</param>
    /// <returns>The text.</returns>
    public static string Shown(string name)
    {
        const int Most = 60;
        return $"'{Start(name, Most)}'";
    }

    /// <summary>
    /// Characters that show nothing and change what stands around them: controls, the second kind of which (U+0080 to U+009F) begins a sequence of a terminal's,
    /// marks that turn the direction of writing, and separators that break lines.
    /// </summary>
    /// <param name="character">The character.</param>
    /// <returns>Whether it is one of these.</returns>
    public static bool IsUnseen(char character) =>
        char.IsControl(character) || IsTurning(character) || character is FirstIsolate or PopIsolate or '\u2028' or '\u2029';

    private static char Visible(char character) => character switch
    {
        < ' ' => (char)('␀' + character),
        '\u007F' => '␡',
        '\u0085' => '␤',
        _ => IsUnseen(character) ? '\uFFFD' : character,
    };

    /// <summary>Marks that turn the direction of what follows, but for those that keep a turn to themselves: U+2068 with its U+2069.</summary>
    private static bool IsTurning(char character) =>
        character is (>= '\u202A' and <= '\u202E') or '\u2066' or '\u2067' or '\u200E' or '\u200F' or '\u061C';
}
