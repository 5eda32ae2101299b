using System.CommandLine;
using System.Text;
using KLDiv.Files;

namespace KLDiv.Cli.Parsing;

/// <summary>The options that say how a table of text is written, where what is found from it is wrong.</summary>
internal sealed class DialectWords
{
    private static readonly (string Word, char Separator)[] Names =
        [("comma", ','), ("semicolon", ';'), ("tab", '\t'), ("\\t", '\t'), ("bar", '|'), ("blanks", ' ')];

    private readonly Option<TextDialect?> _separator = Words.Formed(
        "--separator", "What separates the columns: a character, tab or blanks. [default: found]", "CHARACTER", text => TextDialect.Found with { Separator = SeparatorOf(text) });

    private readonly Option<char?> _decimal = Words.Choice("--decimal", "What stands before decimals. [default: found]", (".", '.'), (",", ','));

    private readonly Option<Encoding?> _encoding = Words.Formed(
        "--encoding", "The encoding: utf-8, utf-16, windows-1252, ... [default: found]", "NAME", EncodingOf);

    private readonly Option<bool> _noHeader = new("--no-header") { Description = "The first line is a row; the columns are named 1, 2, 3, ..." };

    public IReadOnlyList<Option> Options => [_separator, _decimal, _encoding, _noHeader];

    /// <summary>Gives a command the options.</summary>
    public void AddTo(Command command)
    {
        foreach (Option option in Options)
        {
            command.Options.Add(option);
        }
    }

    /// <summary>What is said of the dialect.</summary>
    public TextDialect Of(ParseResult parsed) => (parsed.GetValue(_separator) ?? TextDialect.Found) with
    {
        DecimalMark = parsed.GetValue(_decimal),
        Encoding = parsed.GetValue(_encoding),
        HasHeader = parsed.GetValue(_noHeader) ? false : null,
    };

    private static char SeparatorOf(string text)
    {
        char separator = Array.Find(Names, name => string.Equals(name.Word, text, StringComparison.OrdinalIgnoreCase)).Separator;
        return separator != 0 ? separator
            : text.Length == 1 && TextDialect.CanSeparate(text[0]) ? text[0]
            : throw new FormatException($"'{text}' is no separator; it is one character that is no letter, digit, quote, sign or point, or tab, or blanks");
    }

    private static Encoding EncodingOf(string name)
    {
        try
        {
            return CodePagesEncodingProvider.Instance.GetEncoding(name) ?? Encoding.GetEncoding(name);
        }
        catch (ArgumentException wrong)
        {
            throw new FormatException($"'{name}' is no encoding that is known; utf-8, utf-16, windows-1252, iso-8859-1 and shift_jis are", wrong);
        }
    }
}
