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
        kldiv loss student.npy teacher.npy --input-kind logits --target-kind logits \
              --reduction batchmean --grad-input gradient.npy --json
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
        Option<bool> json = new("--json") { Description = "Print a JSON object instead of the number." };

        ExemplifiedCommand command = new("loss", "The Kullback-Leibler divergence loss over two files.", Examples, Notes)
        {
            input, target, reduction, logTarget, inputKind, targetKind, output, gradInput, gradTarget, json,
        };
        command.SetAction(parsed =>
        {
            (string x, string t) = (parsed.GetRequiredValue(input), parsed.GetRequiredValue(target));
            RowLossOptions options = new()
            {
                Reduction = parsed.GetValue(reduction) ?? Reduction.Mean,
                InputKind = parsed.GetValue(inputKind),
                TargetKind = KindOfTarget(parsed.GetValue(targetKind), parsed.GetValue(logTarget)),
            };
            RowLossOutputs outputs = new()
            {
                Pointwise = parsed.GetValue(output),
                InputGradient = parsed.GetValue(gradInput),
                TargetGradient = parsed.GetValue(gradTarget),
            };
            Check(options.Reduction, outputs.Pointwise);
            OutputFiles.Check(
                [RowSource.FileOf(x), RowSource.FileOf(t)],
                (output.Name, outputs.Pointwise),
                (gradInput.Name, outputs.InputGradient),
                (gradTarget.Name, outputs.TargetGradient));
            using RowSource q = RowSource.Open(x);
            using RowSource p = RowSource.Open(t);
            RowLossResult result = Evaluate(q, p, outputs, options, host);
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

    private static RowKind? KindOfTarget(RowKind? kind, bool logTarget) => (kind, logTarget) switch
    {
        (null, true) => RowKind.LogProbs,
        (RowKind.LogProbs, _) or (_, false) => kind,
        _ => throw new CommandLineException("--log-target says that TARGET holds log-probs, and --target-kind says otherwise; give one of them"),
    };

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
    }
}
