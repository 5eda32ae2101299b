using System.CommandLine;
using KLDiv.Cli.Losses;
using KLDiv.Cli.Parsing;
using KLDiv.Cli.Reporting;
using KLDiv.Cli.Terminal;
using KLDiv.Files;

namespace KLDiv.Cli.Commands;

/// <summary><c>kldiv loss</c>: the criterion over two files.</summary>
internal static class LossCommand
{
    public const string Description = "The Kullback-Leibler divergence loss over two files.";

    private const string Notes =
        """
        The loss of an element is t (ln t - x), with x from INPUT and t from TARGET,
        two files of one shape and of any float types. sum adds the losses up; mean
        divides the sum by the number of elements; batchmean divides it by the length
        of the first axis: that is the divergence, averaged over the batch, in nats.

        none writes the losses to --output, in the wider type of the files, at least
        float32; gradients are then those of the sum. A gradient has the type of its
        operand. Probs or logits as INPUT, and logits as TARGET, are turned into
        log-probabilities along the last axis (of float16 files, in float32), and
        gradients are with respect to these. Where both are logits the loss is
        computed from these, exact to six digits however small it is.

        A row that does not sum to 1, or has a number that is no probability, counts
        as it is, and a line on the standard error names the first such row of a file,
        how many there are, and what they look like. --normalise scales the rows of
        both files to sum to 1. With --strict such a row is an error, and nothing is
        written. Counts are divided by the sum of their row; --pseudocount is added to
        those of INPUT before, so that nothing is impossible.

        Weights multiply the losses and gradients of a row; the divisors of the
        reductions do not change with them, but for that of weightedmean, which is
        their sum. A row of 0 in --mask is left out: the divisors are those of the list
        of rows that is left. Both files have a number for each row, all axes but the
        last in order; integers and bool will do.

        --axis K is where the classes lie, 1 for images of [n, classes, height, width];
        outputs lie as the files do. --classes and --rows compare a part of both, rows
        as a list [rows, classes], and --common the rows that both have; weights and
        mask still have a number for each row of TARGET.

        0 ln 0 is 0. A loss of Infinity or NaN is printed like any other, with status
        0, and a line on the standard error says where a NaN comes from. A row of
        logits of which there is no softmax is an error.

        Tensor files are .npy, .npz, .safetensors, .pt, text, Parquet, Arrow, HDF5 and the
        logits that llama.cpp saves, which are log-probs by their format; kldiv formats
        lists them. A tensor of an archive is FILE#NAME; where there is only one, FILE
        will do. How text is written is found from its first lines; --separator and the
        options beside it say otherwise. Files are read in blocks, so they may be larger
        than memory.
        """;

    private const string Examples =
        """
        kldiv loss log-q.npy p.npy --reduction batchmean
        kldiv loss student.npy teacher.npy --logits --reduction batchmean \
              --grad-input gradient.npy --json
        kldiv loss counts.csv p.npy --input-kind counts --pseudocount 0.5 \
              --reduction batchmean
        kldiv loss student.npy teacher.npy --logits --mask attention_mask.npy \
              --reduction batchmean
        kldiv loss log-q.npy p.npy --axis 1 --rows 0:1000 --reduction batchmean
        kldiv loss log-q.npy p.npy --reduction none --output pointwise.npy
        kldiv loss run.safetensors#log-q p.csv --reduction batchmean
        """;

    internal static readonly (string Word, Reduction Value)[] Reductions =
    [
        ("none", Reduction.None),
        ("sum", Reduction.Sum),
        ("mean", Reduction.Mean),
        ("batchmean", Reduction.BatchMean),
        ("weightedmean", Reduction.WeightedMean),
    ];

    public static Command Create(Host host)
    {
        Argument<string> input = Words.File("INPUT", "The log-probabilities, a tensor file.");
        Argument<string> target = Words.File("TARGET", "The probabilities, a tensor file of the same shape.");
        Option<Reduction?> reduction = Words.Choice("--reduction", "What becomes of the losses of the elements. [default: mean]", Reductions);
        Option<bool> logTarget = new("--log-target") { Description = "Short for --target-kind log-probs." };
        OperandWords words = new(new RowsWords(takesRange: true, takesFile: false));
        Option<string?> output = Words.FileName("--output", "Where the losses of the elements go, with --reduction none.");
        Option<string?> gradInput = Words.FileName("--grad-input", "Where the gradient with respect to the input goes.");
        Option<string?> gradTarget = Words.FileName("--grad-target", "Where the gradient with respect to the target goes.");
        Option<bool> json = new("--json") { Description = "Print a JSON object instead of the number." };

        ExemplifiedCommand command = new("loss", Description, Examples, Notes) { input, target, reduction, logTarget };
        words.AddTo(command);
        foreach (Option option in new Option[] { output, gradInput, gradTarget, json })
        {
            command.Options.Add(option);
        }

        command.SetAction(parsed =>
        {
            (string x, string t) = (parsed.GetRequiredValue(input), parsed.GetRequiredValue(target));
            (RowKind? inputKind, RowKind? targetKind) = words.Kinds(parsed, logTarget);
            RowLossOutputs outputs = new()
            {
                Pointwise = parsed.GetValue(output),
                InputGradient = parsed.GetValue(gradInput),
                TargetGradient = parsed.GetValue(gradTarget),
            };
            Reduction asked = parsed.GetValue(reduction) ?? Reduction.Mean;
            Check(asked, outputs.Pointwise);
            OutputFiles.Check(
                [RowSource.FileOf(x), RowSource.FileOf(t), .. words.Files(parsed)],
                (output.Name, outputs.Pointwise),
                (gradInput.Name, outputs.InputGradient),
                (gradTarget.Name, outputs.TargetGradient));
            SparseReporting.MustBeDense(x, t);
            using Operands operands = words.Open(parsed, x, t);
            operands.TellOfDoubts(inputKind, targetKind, words.IsStrict(parsed), host);
            RowLossOptions options = new()
            {
                Reduction = asked,
                InputKind = inputKind,
                TargetKind = targetKind,
                Normalise = words.IsNormalised(parsed),
                Pseudocount = words.Pseudocount(parsed),
                RequiresDistributions = words.IsStrict(parsed),
                Weights = operands.Column(words.Weights(parsed)),
                Mask = operands.Column(words.Mask(parsed)),
            };
            RowLossResult result = Evaluate(operands.Input, operands.Target, outputs, options, host);
            LossAnswer.Print(host, result, operands.Input, operands.Target, options, parsed.GetValue(json));
        });
        return command;
    }

    private static void Check(Reduction reduction, string? output)
    {
        if (reduction == Reduction.None && output is null)
        {
            throw new CommandLineException("--reduction none gives a tensor, which goes to a file: add --output FILE.npy");
        }

        if (reduction != Reduction.None && output is not null)
        {
            throw new CommandLineException("--output takes the losses of the elements, which --reduction none gives; the reduced loss is printed");
        }
    }

    private static RowLossResult Evaluate(RowSource input, RowSource target, RowLossOutputs outputs, RowLossOptions options, Host host)
    {
        using ProgressLine progress = new(host);
        return RowLoss.Evaluate(input, target, outputs, options, progress, host.Cancellation);
    }
}
