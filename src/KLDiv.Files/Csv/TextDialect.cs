using System.Text;

namespace KLDiv.Files;

/// <summary>How a file of text writes a table: what parts its columns, how it writes decimals, its encoding, and whether names stand above the columns.</summary>
/// <remarks>What is null is found from the beginning of the file, and said where it is not the plain standard: commas, points, UTF-8 and a header.</remarks>
public sealed record TextDialect
{
    /// <summary>All is found from the file.</summary>
    public static TextDialect Found { get; } = new();

    /// <summary>What parts the columns; a blank stands for any run of blanks and tabs.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is not ASCII, or a letter, a digit, a quote, a sign, a point or a line break.</exception>
    public char? Separator
    {
        get;
        init => field = value is null || CanSeparate(value.Value)
            ? value
            : throw new ArgumentOutOfRangeException(
                nameof(value), value, "The separator must be an ASCII character that is no letter, digit, quote, sign, point or line break.");
    }

    /// <summary>Whether a character can part columns.</summary>
    public static bool CanSeparate(char character) =>
        char.IsAscii(character) && !char.IsLetterOrDigit(character) && !"\"'+-.\r\n\0".Contains(character, StringComparison.Ordinal);

    /// <summary>What stands before the decimals of a number: a point or a comma.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is neither.</exception>
    public char? DecimalMark
    {
        get;
        init => field = value is null or '.' or ','
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, "Decimals begin with a point or a comma.");
    }

    /// <summary>The encoding of the text.</summary>
    public Encoding? Encoding { get; init; }

    /// <summary>Whether the first line names the columns. Where it does not, they are named <c>1</c>, <c>2</c>, <c>3</c>.</summary>
    public bool? HasHeader { get; init; }
}
