using System.CommandLine;
using System.CommandLine.Completions;
using System.CommandLine.Parsing;
using System.Globalization;
using KLDiv.Cli.Reporting;
using KLDiv.Cli.Terminal;
using KLDiv.Files;
using KLDiv.Reports;

namespace KLDiv.Cli.Parsing;

/// <summary>Options whose values are checked as they are read, with one-line messages that say what would have been right.</summary>
internal static class Words
{
    /// <summary>An option that takes one of a few words.</summary>
    public static Option<T?> Choice<T>(string name, string description, params (string Word, T Value)[] choices)
        where T : struct
    {
        string[] words = Array.ConvertAll(choices, choice => choice.Word);
        Option<T?> option = new(name)
        {
            Description = description,
            HelpName = string.Join('|', words),
            CustomParser = result => PlaceOf(result, name, words) is { } place ? choices[place].Value : null,
        };
        Complete(option.CompletionSources, words);
        return option;
    }

    /// <summary>An argument that is one of a few words.</summary>
    public static Argument<T?> ChosenArgument<T>(string name, string description, params (string Word, T Value)[] choices)
        where T : class
    {
        string[] words = Array.ConvertAll(choices, choice => choice.Word);
        Argument<T?> argument = new(name) { Description = description, CustomParser = result => PlaceOf(result, name, words) is { } place ? choices[place].Value : null };
        Complete(argument.CompletionSources, words);
        return argument;
    }

    /// <summary>An option that takes a whole number not below a least one.</summary>
    public static Option<int?> Count(string name, string description, string helpName, int least) => new(name)
    {
        Description = description,
        HelpName = helpName,
        CustomParser = result => Parsed<int>(
            result,
            NumberText.TryParse(Given(result), out int value, allowSign: true) && value >= least,
            value,
            $"{name} is '{Given(result)}'; it must be a whole number from {least} to {int.MaxValue}"),
    };

    /// <summary>An option that takes any whole number.</summary>
    public static Option<long?> Whole(string name, string description, string helpName) => new(name)
    {
        Description = description,
        HelpName = helpName,
        CustomParser = result => Parsed<long>(
            result,
            NumberText.TryParse(Given(result), out long value, allowSign: true),
            value,
            $"{name} is '{Given(result)}'; it must be a whole number"),
    };

    /// <summary>An option that takes a finite number not below 0.</summary>
    public static Option<double?> NotNegative(string name, string description, string helpName) =>
        Number(name, description, helpName, value => value >= 0, "a finite number of at least 0");

    /// <summary>An option that takes a finite number not below 0, or leaves the choice to the command.</summary>
    public static Option<Chosen?> NotNegativeOrAuto(string name, string description, string helpName)
    {
        Option<Chosen?> option = Text(
            name,
            description,
            $"{helpName}|{Chosen.Auto}",
            text => Chosen.TryParse(text) ?? throw new FormatException($"{name} is '{text}'{NearName.Hint(text, Chosen.Auto)}; it must be a finite number of at least 0, or {Chosen.Auto}"));
        Complete(option.CompletionSources, Chosen.Auto);
        return option;
    }

    /// <summary>An option that takes names of columns, with commas between them.</summary>
    public static Option<Listed<string>?> Names(string name, string description, string helpName = "COLUMNS") => Text(name, description, helpName, text => new Listed<string>(NamesOf(name, text)));

    /// <summary>An option that takes names of columns, or none, which stands for all of them.</summary>
    public static Option<Listed<string>?> NamesOrAll(string name, string description)
    {
        Option<Listed<string>?> option = new(name)
        {
            Description = description,
            HelpName = "COLUMNS",
            Arity = ArgumentArity.ZeroOrOne,
            CustomParser = result =>
            {
                try
                {
                    return new Listed<string>(result.Tokens.Count == 0 ? [] : NamesOf(name, Given(result)));
                }
                catch (FormatException wrong)
                {
                    result.AddError(wrong.Message);
                    return null;
                }
            },
        };
        return option;
    }

    /// <summary>An option that takes texts of one form, with commas between them.</summary>
    public static Option<Listed<T>?> Several<T>(string name, string description, string helpName, Func<string, T> parse) => Text(
        name, description, helpName, text => new Listed<T>(Array.ConvertAll(NamesOf(name, text), part => Told(name, part, parse))));

    /// <summary>An option that takes a text of a form that <paramref name="parse"/> knows and explains.</summary>
    public static Option<T?> Formed<T>(string name, string description, string helpName, Func<string, T> parse)
        where T : class => Text(name, description, helpName, text => Told(name, text, parse));

    /// <summary>An option that takes numbers between 0 and 1, with commas between them.</summary>
    public static Option<Listed<double>?> Fractions(string name, string description, string helpName) => Several(
        name,
        description,
        helpName,
        text => NumberText.TryParse(text, out double value) && value is > 0 and < 1
            ? value
            : throw new FormatException($"'{text}' is no number above 0 and below 1"));

    /// <summary>An option that takes a finite number above 0.</summary>
    public static Option<double?> Positive(string name, string description, string helpName) =>
        Number(name, description, helpName, value => value > 0, "a finite number above 0");

    /// <summary>An option that takes a number from a range.</summary>
    public static Option<double?> Between(string name, string description, string helpName, double least, double most) => Number(
        name,
        description,
        helpName,
        value => value >= least && value <= most,
        string.Create(System.Globalization.CultureInfo.InvariantCulture, $"a number from {least:0.######} to {most:0.######}"));

    /// <summary>An option that takes a number between 0 and 1.</summary>
    public static Option<double?> Fraction(string name, string description, string helpName) =>
        Number(name, description, helpName, value => value is > 0 and < 1, "a number above 0 and below 1");

    /// <summary>An option that takes one of N equal parts, <c>I/N</c>.</summary>
    public static Option<Shard?> Shard(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "I/N",
        CustomParser = result => Parsed<Shard>(
            result, global::KLDiv.Reports.Shard.TryParse(Given(result), out Shard value), value, $"{name} is '{Given(result)}'; it must be I/N, with I from 1 to N"),
    };

    /// <summary>An option that takes the name of a file.</summary>
    public static Option<string?> FileName(string name, string description, string helpName = "FILE.npy")
    {
        Option<string?> option = new(name) { Description = description, HelpName = helpName };
        option.Validators.Add(result => MustBeNamed(result, name));
        return option;
    }

    /// <summary>An argument that is the name of a file.</summary>
    public static Argument<string> File(string name, string description)
    {
        Argument<string> argument = new(name) { Description = description };
        argument.Validators.Add(result => MustBeNamed(result, name));
        return argument;
    }

    /// <summary>An argument that may be the name of a file.</summary>
    public static Argument<string?> OptionalFile(string name, string description)
    {
        Argument<string?> argument = new(name) { Description = description, Arity = ArgumentArity.ZeroOrOne };
        argument.Validators.Add(result => MustBeNamed(result, name));
        return argument;
    }

    /// <summary>An argument that is the names of one or more files.</summary>
    public static Argument<string[]> Files(string name, string description)
    {
        Argument<string[]> argument = new(name) { Description = description, Arity = ArgumentArity.OneOrMore };
        argument.Validators.Add(result => MustBeNamed(result, name));
        return argument;
    }

    private static string[] NamesOf(string option, string text)
    {
        string[] names = text.Split(',', StringSplitOptions.TrimEntries);
        return Array.IndexOf(names, "") is var empty && empty < 0
            ? names
            : throw new FormatException($"{option} is '{text}'; it must be names with commas between them, and number {empty + 1} is empty");
    }

    private static T Told<T>(string option, string text, Func<string, T> parse)
    {
        try
        {
            return parse(text);
        }
        catch (FormatException wrong)
        {
            throw new FormatException($"{option}: {wrong.Message}", wrong);
        }
    }

    private static Option<T?> Text<T>(string name, string description, string helpName, Func<string, T> parse)
        where T : class => new(name)
        {
            Description = description,
            HelpName = helpName,
            CustomParser = result =>
            {
                try
                {
                    return parse(Given(result));
                }
                catch (FormatException wrong)
                {
                    result.AddError(wrong.Message);
                    return null;
                }
            },
        };

    private static Option<double?> Number(string name, string description, string helpName, Predicate<double> isRight, string right) => new(name)
    {
        Description = description,
        HelpName = helpName,
        CustomParser = result => Parsed<double>(
            result,
            NumberText.TryParse(Given(result), out double value) && double.IsFinite(value) && isRight(value),
            value,
            $"{name} is '{Given(result)}'; it must be {right}"),
    };

    private static void MustBeNamed(SymbolResult result, string name)
    {
        if (result.Tokens.Any(token => token.Value is ""))
        {
            result.AddError($"{name} is empty; it must be the name of a file");
        }
    }

    /// <summary>Which of a few words is given; null, with an error, where it is none of them.</summary>
    private static int? PlaceOf(ArgumentResult result, string name, string[] words)
    {
        int place = Array.IndexOf(words, Given(result));
        if (place < 0)
        {
            result.AddError($"{name} is '{Given(result)}'{NearName.Hint(Given(result), words)}; it must be one of {string.Join(", ", words)}");
        }

        return place < 0 ? null : place;
    }

    /// <summary>Has shells complete these words, instead of those that the parser takes from the type.</summary>
    private static void Complete(List<Func<CompletionContext, IEnumerable<CompletionItem>>> sources, params string[] words)
    {
        sources.Clear();
        sources.Add(_ => words.Select(word => new CompletionItem(word)));
    }

    private static string Given(ArgumentResult result) => result.Tokens[0].Value;

    private static T? Parsed<T>(ArgumentResult result, bool right, T value, string error)
        where T : struct
    {
        if (right)
        {
            return value;
        }

        result.AddError(error);
        return null;
    }
}
