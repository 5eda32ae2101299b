using System.CommandLine;
using System.Text.Json;
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
        as it is, and a line on the standard error names the first such row of a file
        and how many there are. --normalise scales the rows of both files to sum to
        1; whole numbers are then counts. With --strict such a row is an error, and
        nothing is written.

        0 ln 0 is 0. A loss of Infinity or NaN is printed like any other, with status
        0, and a line on the standard error says where a NaN comes from. A row of
        logits of which there is no softmax is an error.

        Tensor files are .npy, .npz, .safetensors, .pt, .csv and the logits that llama.cpp
        saves, which are log-probs by their format. A tensor of an archive (.npz,
        .safetensors) is FILE#NAME; where there is only one, FILE will do. Files are
        read in blocks, so they may be larger than memory.
        """;

    private const string Examples =
        """
        kldiv loss log-q.npy p.npy --reduction batchmean
        kldiv loss student.npy teacher.npy --logits --reduction batchmean \
              --grad-input gradient.npy --json
        kldiv loss counts.csv p.npy --input-kind probs --normalise --reduction batchmean
        kldiv loss log-q.npy p.npy --reduction none --output pointwise.npy
        kldiv loss run.safetensors#log-q p.csv --reduction batchmean
        """;

    private static readonly (string Word, Reduction Value)[] Reductions =
        [("none", Reduction.None), ("sum", Reduction.Sum), ("mean", Reduction.Mean), ("batchmean", Reduction.BatchMean)];

    public static Command Create(Host host)
    {
        Argument<string> input = Words.File("INPUT", "The log-probabilities, a tensor file.");
        Argument<string> target = Words.File("TARGET", "The probabilities, a tensor file of the same shape.");
        Option<Reduction?> reduction = Words.Choice("--reduction", "What becomes of the losses of the elements. [default: mean]", Reductions);
        Option<bool> logTarget = new("--log-target") { Description = "Short for --target-kind log-probs." };
        Option<RowKind?> inputKind = Words.Choice("--input-kind", "What INPUT holds. [default: log-probs]", KindWords.All);
        Option<RowKind?> targetKind = Words.Choice("--target-kind", "What TARGET holds. [default: probs]", KindWords.All);
        Option<string?> output = Words.FileName("--output", "Where the losses of the elements go, with --reduction none.");
        Option<string?> gradInput = Words.FileName("--grad-input", "Where the gradient with respect to the input goes.");
        Option<string?> gradTarget = Words.FileName("--grad-target", "Where the gradient with respect to the target goes.");
        Option<bool> normalise = new("--normalise") { Description = "Scale the rows of both sides to sum to 1." };
        Option<bool> strict = new("--strict") { Description = "End with an error where a row is no distribution." };
        Option<bool> logits = new("--logits") { Description = "Short for --input-kind logits --target-kind logits." };
        Option<bool> json = new("--json") { Description = "Print a JSON object instead of the number." };

        ExemplifiedCommand command = new("loss", Description, Examples, Notes)
        {
            input, target, reduction, logTarget, inputKind, targetKind, logits, normalise, strict, output, gradInput, gradTarget, json,
        };
        command.SetAction(parsed =>
        {
            (string x, string t) = (parsed.GetRequiredValue(input), parsed.GetRequiredValue(target));
            RowLossOptions options = new()
            {
                Reduction = parsed.GetValue(reduction) ?? Reduction.Mean,
                InputKind = KindOf(parsed.GetValue(inputKind), parsed.GetValue(logits), RowKind.Logits, "--logits says that INPUT holds logits, and --input-kind"),
                TargetKind = KindOf(
                    KindOf(parsed.GetValue(targetKind), parsed.GetValue(logTarget), RowKind.LogProbs, "--log-target says that TARGET holds log-probs, and --target-kind"),
                    parsed.GetValue(logits),
                    RowKind.Logits,
                    "--logits says that TARGET holds logits, and another option"),
                Normalise = parsed.GetValue(normalise),
                RequiresDistributions = parsed.GetValue(strict),
            };
            RowLossOutputs outputs = new()
            {
                Pointwise = parsed.GetValue(output),
                InputGradient = parsed.GetValue(gradInput),
                TargetGradient = parsed.GetValue(gradTarget),
            };
            Check(options.Reduction, outputs.Pointwise);
            if (options.Normalise && options.RequiresDistributions)
            {
                throw new CommandLineException("--strict refuses the rows that --normalise scales; give one of them");
            }

            OutputFiles.Check(
                [RowSource.FileOf(x), RowSource.FileOf(t)],
                (output.Name, outputs.Pointwise),
                (gradInput.Name, outputs.InputGradient),
                (gradTarget.Name, outputs.TargetGradient));
            using RowSource q = RowSource.Open(x);
            using RowSource p = RowSource.Open(t);
            RowLossResult result = Evaluate(q, p, outputs, options, host);
            TellFindings(result, q, p, options.Normalise, host);
            Print(result, q, p, options.Reduction, parsed.GetValue(json), host);
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

    /// <summary>The kind of a side, given in full and by a short option.</summary>
    private static RowKind? KindOf(RowKind? kind, bool isShort, RowKind meant, string contradiction) =>
        !isShort || kind == meant ? kind
        : kind is null ? meant
        : throw new CommandLineException($"{contradiction} says otherwise; give one of them");

    /// <summary>Says once for each side that rows of it are no distributions; where these are scaled, that is known.</summary>
    private static void TellFindings(RowLossResult result, RowSource input, RowSource target, bool isNormalised, Host host)
    {
        foreach ((RowSource source, string? problem, string option) in new[]
        {
            (input, result.InputFinding.Problem, "--input-kind"), (target, result.TargetFinding.Problem, "--target-kind"),
        })
        {
            if (problem is not null && !isNormalised)
            {
                host.Tell($"{source.Name}: {problem}; {option} says what the file holds, and --normalise scales its rows");
            }
        }
    }

    private static RowLossResult Evaluate(RowSource input, RowSource target, RowLossOutputs outputs, RowLossOptions options, Host host)
    {
        using ProgressLine progress = new(host);
        return RowLoss.Evaluate(input, target, outputs, options, progress, host.Cancellation);
    }

    private static void Print(RowLossResult result, RowSource input, RowSource target, Reduction reduction, bool json, Host host)
    {
        if (result.WhyNaN is { } why)
        {
            host.Tell(why);
        }

        if (reduction == Reduction.Mean)
        {
            host.Tell("'mean' divides by the number of elements and is not the divergence; --reduction batchmean is");
        }

        if (json)
        {
            Json.Print(host, writer => Write(writer, result, input, target, reduction));
        }
        else if (result.Loss is { } loss)
        {
            host.Output.WriteLine(Number.RoundTrip(loss));
        }
    }

    /// <summary>Writes which rows of a side were no distributions; logits are none, and any will do.</summary>
    private static void Write(Utf8JsonWriter writer, string side, RowKind kind, DistributionFinding finding)
    {
        if (kind != RowKind.Logits)
        {
            writer.WriteNumber($"{side}_rows_off", finding.Rows);
            writer.WriteReal($"{side}_largest_deviation", finding.LargestDeviation);
        }
    }

    private static void Write(Utf8JsonWriter writer, RowLossResult result, RowSource input, RowSource target, Reduction reduction)
    {
        if (result.Loss is { } loss)
        {
            writer.WriteReal("loss", loss);
        }

        writer.WriteString("reduction", Array.Find(Reductions, choice => choice.Value == reduction).Word);
        writer.WriteStartArray("shape");
        foreach (nint length in input.Lengths)
        {
            writer.WriteNumberValue(length);
        }

        writer.WriteEndArray();
        writer.WriteString("dtype", input.ElementType.Name());
        writer.WriteString("target_dtype", target.ElementType.Name());
        writer.WriteString("input_kind", result.InputKind.Name());
        writer.WriteString("target_kind", result.TargetKind.Name());
        Write(writer, "input", result.InputKind, result.InputFinding);
        Write(writer, "target", result.TargetKind, result.TargetFinding);
    }
}
