using System.CommandLine;
using KLDiv.Files;

namespace KLDiv.Cli.Parsing;

/// <summary>The options by which users say what the two files hold, and which of their rows count; the same for every command over two files.</summary>
/// <param name="rows">The option for a range of rows.</param>
internal sealed class OperandWords(RowsWords rows)
{
    private readonly Option<RowKind?> _inputKind = Words.Choice("--input-kind", "What INPUT holds. [default: log-probs]", KindWords.All);
    private readonly Option<RowKind?> _targetKind = Words.Choice("--target-kind", "What TARGET holds. [default: probs]", KindWords.All);
    private readonly Option<bool> _logits = new("--logits") { Description = "Short for --input-kind logits --target-kind logits." };
    private readonly Option<bool> _normalise = new("--normalise") { Description = "Scale the rows of both sides to sum to 1." };
    private readonly Option<double?> _pseudocount = Words.NotNegative(
        "--pseudocount", "Added to each count of INPUT, so that none is 0. [default: 0]", "A");
    private readonly Option<bool> _strict = new("--strict") { Description = "End with an error where a row is no distribution." };
    private readonly Option<long?> _axis = Words.Whole("--axis", "The axis of the classes, from 0; of images 1. [default: the last]", "K");
    private readonly Option<RangeWord?> _classes = Words.Formed(
        "--classes", "Compare the first N classes of both, or those from A on and before B.", "N|A:B", text => RangeWord.Parse("--classes", text, takesCount: true));

    private readonly Option<bool> _common = new("--common") { Description = "Compare the rows that both have, from the first on." };
    private readonly Option<string?> _weights = Words.FileName("--weights", "A number for each row: how much it counts.", "FILE");
    private readonly Option<string?> _mask = Words.FileName("--mask", "A number for each row: 0 leaves it out.", "FILE");
    private readonly DialectWords _dialect = DialectWords.OfMatrices();

    /// <summary>The options that mean nothing beside a target of which some classes are known.</summary>
    public IReadOnlyList<Option> OfDenseTargets => [_targetKind, _normalise, _pseudocount, _strict, _axis, _classes, _common, _weights, _mask];

    /// <summary>Whether rows that are no distributions are an error.</summary>
    public bool IsStrict(ParseResult parsed) => parsed.GetValue(_strict);

    public bool IsNormalised(ParseResult parsed) => parsed.GetValue(_normalise);

    public double Pseudocount(ParseResult parsed) => parsed.GetValue(_pseudocount) ?? 0;

    public string? Weights(ParseResult parsed) => parsed.GetValue(_weights);

    public string? Mask(ParseResult parsed) => parsed.GetValue(_mask);

    /// <summary>How text is said to be written.</summary>
    public TextDialect Dialect(ParseResult parsed) => _dialect.Of(parsed);

    /// <summary>Opens the two files.</summary>
    /// <exception cref="DataFileException">One cannot be opened, or has not what is asked for.</exception>
    /// <exception cref="CommandLineException">It is said how text is written, and no file is text.</exception>
    public Operands Open(ParseResult parsed, string input, string target)
    {
        Operands operands = new(input, target, Dialect(parsed), parsed.GetValue(_axis), parsed.GetValue(_classes), rows.Range(parsed), parsed.GetValue(_common));
        try
        {
            _dialect.MustBeOfText(
                parsed, $"{input} and {target}", operands.Input.Dialect is not null || operands.Target.Dialect is not null || Files(parsed).Any());
            return operands;
        }
        catch
        {
            operands.Dispose();
            throw;
        }
    }

    /// <summary>The files that are read beside the two sides.</summary>
    public IEnumerable<string> Files(ParseResult parsed) =>
        new[] { parsed.GetValue(_weights), parsed.GetValue(_mask) }.OfType<string>().Select(RowSource.FileOf);

    /// <summary>Gives a command the options.</summary>
    public void AddTo(Command command)
    {
        foreach (Option option in new Option[] { _inputKind, _targetKind, _logits, _normalise, _pseudocount, _strict, _axis, _classes, rows.Option, _common, _weights, _mask }.Concat(_dialect.Options))
        {
            command.Options.Add(option);
        }
    }

    /// <summary>What the sides are said to hold; null where nothing is said.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="logTarget">An option that is short for a target of log-probabilities; null: the command has none.</param>
    /// <exception cref="CommandLineException">The options contradict each other.</exception>
    public (RowKind? Input, RowKind? Target) Kinds(ParseResult parsed, Option<bool>? logTarget = null)
    {
        bool isLogits = parsed.GetValue(_logits), isLogTarget = logTarget is not null && parsed.GetValue(logTarget);
        RowKind? input = KindOf(parsed.GetValue(_inputKind), isLogits, RowKind.Logits, "--logits says that INPUT holds logits, and --input-kind");
        RowKind? target = KindOf(parsed.GetValue(_targetKind), isLogTarget, RowKind.LogProbs, "--log-target says that TARGET holds log-probs, and --target-kind");
        target = KindOf(target, isLogits, RowKind.Logits, "--logits says that TARGET holds logits, and another option");
        if (IsStrict(parsed) && IsNormalised(parsed))
        {
            throw new CommandLineException("--strict refuses the rows that --normalise scales; give one of them");
        }

        if (parsed.GetValue(_pseudocount) is not null && input != RowKind.Counts && !(input is null && IsNormalised(parsed)))
        {
            throw new CommandLineException("--pseudocount is added to counts of INPUT; say that it holds them with --input-kind counts");
        }

        return (input, target);
    }

    /// <summary>The kind of a side, given in full and by a short option.</summary>
    private static RowKind? KindOf(RowKind? kind, bool isShort, RowKind meant, string contradiction) =>
        !isShort || kind == meant ? kind
        : kind is null ? meant
        : throw new CommandLineException($"{contradiction} says otherwise; give one of them");
}
