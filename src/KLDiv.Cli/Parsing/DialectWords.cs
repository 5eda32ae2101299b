using System.CommandLine;
using System.Text;
using KLDiv.Files;

namespace KLDiv.Cli.Parsing;

/// <summary>The options that say how text is written, where what is found from it is wrong.</summary>
/// <param name="noHeader">What it means that there is no header.</param>
internal sealed class DialectWords(string noHeader = "The first line is a row; the columns are named 1, 2, 3, ...")
{
    private static readonly (string Word, char Separator)[] Names =
        [("comma", ','), ("semicolon", ';'), ("tab", '\t'), ("\\t", '\t'), ("bar", '|'), ("blanks", ' ')];

    private readonly Option<TextDialect?> _separator = Words.Formed(
        "--separator", "What separates the columns: a character, tab or blanks. [default: found]", "CHARACTER", text => TextDialect.Found with { Separator = SeparatorOf(text) });

    private readonly Option<char?> _decimal = Words.Choice("--decimal", "What stands before decimals. [default: found]", (".", '.'), (",", ','));

    private readonly Option<Encoding?> _encoding = Words.Formed(
        "--encoding", "The encoding: utf-8, utf-16, windows-1252, ... [default: found]", "NAME", EncodingOf);

    private readonly Option<bool> _noHeader = new("--no-header") { Description = noHeader };

    public IReadOnlyList<Option> Options => [_separator, _decimal, _encoding, _noHeader];

    /// <summary>Gives a command the options.</summary>
    public void AddTo(Command command)
    {
        foreach (Option option in Options)
        {
            command.Options.Add(option);
        }
    }

    /// <summary>The options of a command over matrices, which have no names.</summary>
    public static DialectWords OfMatrices() => new("The first line is a row, in a matrix of text.");

    /// <summary>Refuses the options where no file is text.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="files">What the files are called.</param>
    /// <param name="areText">Whether one of them is text.</param>
    /// <exception cref="CommandLineException">An option is given, and none of the files is text.</exception>
    public void MustBeOfText(ParseResult parsed, string files, bool areText)
    {
        if (!areText && Options.FirstOrDefault(option => parsed.GetResult(option) is { Implicit: false }) is { } given)
        {
            throw new CommandLineException($"{given.Name} says how text is written, and there is no text in {files}; leave it out");
        }
    }

    /// <summary>What is said of the dialect.</summary>
    public TextDialect Of(ParseResult parsed) => (parsed.GetValue(_separator) ?? TextDialect.Found) with
    {
        DecimalMark = parsed.GetValue(_decimal),
        Encoding = parsed.GetValue(_encoding),
        HasHeader = parsed.GetValue(_noHeader) ? false : null,
    };

    /// <summary>What a separator is called.</summary>
    public static string NameOf(char? separator) => separator switch
    {
        '\t' => "tabs",
        ' ' => "blanks",
        ';' => "semicolons",
        '|' => "bars",
        _ => $"'{separator}'",
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
        catch (Exception wrong) when (wrong is ArgumentException or NotSupportedException)
        {
            // utf-7 is known, and not supported any more.
            throw new FormatException($"'{name}' is no encoding that is known; utf-8, utf-16, windows-1252, iso-8859-1 and shift_jis are", wrong);
        }
    }
}
