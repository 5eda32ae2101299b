using System.CommandLine;
using System.CommandLine.Parsing;

namespace KLDiv.Cli.Parsing;

/// <summary>The option <c>--rows</c>, which takes a range of the rows, and where a command writes a number for each row, the file that they go to: each once.</summary>
internal sealed class RowsWords
{
    private const string Name = "--rows";

    private readonly Option<string[]> _option;
    private readonly bool _takesRange, _takesFile;

    /// <param name="takesRange">Whether the command takes a range.</param>
    /// <param name="takesFile">Whether it writes a file.</param>
    public RowsWords(bool takesRange, bool takesFile)
    {
        (_takesRange, _takesFile) = (takesRange, takesFile);
        const string ForRange = "Compare the rows from A on and before B.", ForFile = "Where the divergence of each row goes.";
        _option = new Option<string[]>(Name)
        {
            Description = takesRange && takesFile ? $"{ForRange} Or: {char.ToLowerInvariant(ForFile[0])}{ForFile[1..]}" : takesRange ? ForRange : ForFile,
            HelpName = takesRange && takesFile ? "A:B|FILE.npy" : takesRange ? "A:B" : "FILE.npy",
            Arity = ArgumentArity.OneOrMore,
        };
        _option.Validators.Add(Check);
    }

    public Option Option => _option;

    /// <summary>The range that is given; null: none.</summary>
    public RangeWord? Range(ParseResult parsed) =>
        (parsed.GetValue(_option) ?? []).Where(IsRange).Select(value => RangeWord.Parse(Name, value)).FirstOrDefault();

    /// <summary>The file that is given; null: none. One whose name looks like a range is given as ./A:B.</summary>
    public string? File(ParseResult parsed) => (parsed.GetValue(_option) ?? []).FirstOrDefault(value => !IsRange(value));

    private bool IsRange(string value) => _takesRange && RangeWord.IsMeant(value);

    private void Check(OptionResult result)
    {
        string[] values = [.. result.Tokens.Select(token => token.Value)];
        string[] ranges = Array.FindAll(values, IsRange);
        if (ranges.Length > 1 || values.Length - ranges.Length > 1)
        {
            result.AddError($"{Name} is given {values.Length} times; once is enough");
        }
        else if (values.Contains("", StringComparer.Ordinal))
        {
            result.AddError($"{Name} is empty; it must be the name of a file");
        }
        else if (values.Length > ranges.Length && !_takesFile)
        {
            result.AddError($"{Name}: {RangeWord.Wrong(values[0], takesCount: false)}");
        }
        else if (ranges.Length > 0 && RangeWord.TryParse(Name, ranges[0]) is null)
        {
            result.AddError($"{Name}: {RangeWord.Wrong(ranges[0], takesCount: false)}");
        }
    }
}
