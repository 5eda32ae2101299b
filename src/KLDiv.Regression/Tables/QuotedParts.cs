using KLDiv.Regression.Tables.Cells;

namespace KLDiv.Regression.Tables;

/// <summary>A text with commas between its parts, of which those in double quotes may have commas themselves: <c>a,"b,c",d=""""</c>.</summary>
internal static class QuotedParts
{
    /// <summary>Cuts a text at its commas. Quotes stay, so that a part can be told from one without.</summary>
    /// <exception cref="FormatException">A quote is not closed.</exception>
    public static List<string> Split(string text)
    {
        List<string> parts = [];
        (int start, bool isQuoted) = (0, false);
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] == '"')
            {
                isQuoted = !isQuoted;
            }
            else if (text[i] == ',' && !isQuoted)
            {
                parts.Add(text[start..i].Trim());
                start = i + 1;
            }
        }

        parts.Add(text[start..].Trim());
        return isQuoted ? throw new FormatException($"{CellText.Shown(text)} has a quote that is not closed") : parts;
    }

    /// <summary>A part without the quotes around it; two of them inside stand for one.</summary>
    public static string Unquoted(string part) => part.Length > 1 && part[0] == '"' && part[^1] == '"'
        ? part[1..^1].Replace("\"\"", "\"", StringComparison.Ordinal)
        : part;
}
