using KLDiv.Files;

namespace KLDiv.Cli.Parsing;

/// <summary>A range as users write it: <c>A:B</c>, from A on and before B; <c>A:</c>, <c>:B</c>.</summary>
/// <param name="Option">The option.</param>
/// <param name="From">A; null: the first.</param>
/// <param name="To">B; null: the end.</param>
internal sealed record RangeWord(string Option, long? From, long? To)
{
    /// <summary>Whether a text has the form of a range, right or not.</summary>
    public static bool IsMeant(string text) => text.Contains(':', StringComparison.Ordinal) && text.All(letter => char.IsAsciiDigit(letter) || letter == ':');

    /// <summary>What is said of a text that is no range.</summary>
    public static string Wrong(string text, bool takesCount) =>
        $"'{text}' is {(takesCount ? "neither N nor" : "not")} A:B, from number A on, counted from 0, and before B";

    /// <summary>Reads a range.</summary>
    /// <param name="option">The option.</param>
    /// <param name="text">The text.</param>
    /// <param name="takesCount">Whether a number alone is the range of so many from the first on.</param>
    /// <returns>The range; null where it is none.</returns>
    public static RangeWord? TryParse(string option, string text, bool takesCount = false)
    {
        string[] ends = text.Split(':');
        if (ends.Length == 1 && takesCount)
        {
            ends = ["", .. ends];
        }

        return ends.Length == 2 && (ends[0].Length > 0 || ends[1].Length > 0) && TryRead(ends[0], out long? from) && TryRead(ends[1], out long? to) && !(to <= (from ?? 0))
            ? new(option, from, to)
            : null;
    }

    /// <summary>Reads a range.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    public static RangeWord Parse(string option, string text, bool takesCount = false) =>
        TryParse(option, text, takesCount) ?? throw new FormatException(Wrong(text, takesCount));

    /// <summary>The range of what a file has.</summary>
    /// <param name="length">How many it has.</param>
    /// <param name="source">The file, for messages.</param>
    /// <param name="noun">What they are called.</param>
    /// <exception cref="DataFileException">It has not so many.</exception>
    public RowRange Of(long length, RowSource source, string noun)
    {
        (long from, long to) = (From ?? 0, To ?? length);
        return from < to && to <= length
            ? new(from, to - from)
            : throw new DataFileException(source.Name, $"has {length} {noun}; {Option} {(From is null ? "" : $"{From}")}:{To} asks for others");
    }

    private static bool TryRead(string text, out long? number)
    {
        bool isNumber = NumberText.TryParse(text, out long value);
        number = isNumber ? value : null;
        return isNumber || text.Length == 0;
    }
}
