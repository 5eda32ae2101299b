using System.CommandLine;
using KLDiv.Cli.Parsing;
using KLDiv.Cli.Reporting;
using KLDiv.Cli.Terminal;
using KLDiv.Files;
using KLDiv.Reports;

namespace KLDiv.Cli.Commands;

/// <summary><c>kldiv report</c>: how far two files of distributions are from each other.</summary>
internal static class ReportCommand
{
    public const string Description = "How far two large sets of distributions are from each other, row by row.";

    private const string Notes =
        """
        One pass over both files, row by row: the divergence of the target P and the
        input Q, its mean with standard error, percentiles (exact), how often both have
        the same top class, total variation and Hellinger distance, the classes that
        contribute most, the worst rows. kl is KL(P || Q), reverse-kl KL(Q || P), js
        beta KL(P || M) + (1 - beta) KL(Q || M) with M = beta P + (1 - beta) Q; all in
        nats, at the temperature, and not multiplied by its square.

        With the true class of each row, from --labels or the tokens of a file that
        llama.cpp saved: perplexity of both sides, ln of their ratio, and the change of
        the true class's probability. A label below 0, or that of --ignore-index, says
        that a row has none. A row of weight 0, or of 0 in --mask, is not read. Labels,
        weights and masks are of any type, integers and bool included, one for each
        row: all axes but the last in order.

        A row that is no distribution is an error that names it, its sum, and what it
        looks like. --normalise scales the rows of both files to sum to 1. Counts are
        divided by the sum of their row; --pseudocount is added to those of INPUT
        before, so that nothing is impossible.

        --axis K is where the classes lie, 1 for images of [n, classes, height, width].
        --classes and --rows compare a part of both, and --common the rows that both
        have, of unequal numbers of llama.cpp's chunks say; rows are then counted from
        the first of them, and labels, weights and mask have a number for each row of
        TARGET. Rows of probabilities that lack classes count as they are, with a note,
        or are scaled. --rows takes a range, a file for the divergences, or both.

        An infinite divergence is counted like any other; a NaN is an error that names
        the row. The numbers have the same bits on any number of threads. Memory: less
        than 200 MB, and 8 bytes a row; 24 more with labels, as many with weights.
        docs/report.md has the formulas. Files are named as for kldiv loss.

        With --shard I/N the I-th of N equal ranges of rows becomes a part, which goes
        to --part; kldiv merge makes the report of all N parts. A part that is there
        and valid is not made again. --identify N prints what tells these N shards from
        those of other files or options; given to --shard and to kldiv merge, it keeps
        parts of an earlier submission out. docs/cluster.md has more.
        """;

    private const string Examples =
        """
        kldiv report quantised.npy original.npy --logits
        kldiv report q4.logits original.logits --names vocabulary.txt --report q4.html
        kldiv report student.npz#logits teacher.npz#logits --logits --mask run.npz#mask
        kldiv report forecast.npy counts.csv --input-kind probs --target-kind counts
        kldiv report log-q.npy p.npy --divergence js --labels classes.npy --json
        kldiv report run.npz#student run.npz#teacher --rows divergences.npy --threads 4
        kldiv report student.npy teacher.npy --logits --classes 32000 --rows 0:10000
        kldiv report log-q.npy p.npy --shard 3/16 --part part-3.safetensors
        kldiv report log-q.npy p.npy --identify 16
        """;

    private static readonly (string Word, DivergenceKind Value)[] Divergences = DivergenceWords.All;

    public static Command Create(Host host)
    {
        Argument<string> input = Words.File("INPUT", "The distributions that are judged, a tensor file.");
        Argument<string> target = Words.File("TARGET", "What they are compared with, a tensor file of as many rows and classes.");
        RowsWords rows = new(takesRange: true, takesFile: true);
        OperandWords words = new(rows);
        Option<DivergenceKind?> divergence = Words.Choice("--divergence", "The divergence of a row. [default: kl]", Divergences);
        Option<double?> beta = Words.Fraction("--beta", "The weight of TARGET in the mixture of js. [default: 0.5]", "B");
        Option<double?> temperature = Words.Between(
            "--temperature", "What logits are divided by. [default: 1]", "T", ReportOptions.LeastTemperature, ReportOptions.MostTemperature);
        Option<string?> labels = Words.FileName("--labels", "The true class of each row; below 0: it has none.", "FILE");
        Option<long?> ignored = Words.Whole("--ignore-index", "A label that says that a row has none, as any below 0 does.", "I");
        Option<string?> names = Words.FileName("--names", "The names of the classes, one a line.", "FILE");
        Option<SparseTail?> tail = Words.Choice("--tail", "What the rest of a sparse TARGET is. [default: bucket]", SparseReporting.Tails);
        Option<int?> top = Words.Count("--top", "How many of the worst rows and classes are told. [default: 10]", "K", least: 0);
        Option<int?> threads = Words.Count("--threads", "On how many threads. [default: all processors]", "N", least: 1);
        ShardWords shards = new();
        ReportOutputs outputs = new(rows);

        ExemplifiedCommand command = new("report", Description, Examples, Notes)
        {
            input, target,
        };
        words.AddTo(command);
        foreach (Option option in new Option[] { labels, ignored, names, divergence, beta, temperature, tail, top, threads })
        {
            command.Options.Add(option);
        }

        shards.AddTo(command);
        outputs.AddTo(command);
        command.SetAction(parsed =>
        {
            DivergenceKind kind = parsed.GetValue(divergence) ?? DivergenceKind.Forward;
            if (parsed.GetValue(beta) is not null && kind != DivergenceKind.JensenShannon)
            {
                throw new CommandLineException("--beta is the weight of a mixture, which --divergence js has; add that");
            }

            (string x, string t) = (parsed.GetRequiredValue(input), parsed.GetRequiredValue(target));
            (string? l, string? n) = (parsed.GetValue(labels), parsed.GetValue(names));
            (RowKind? inputKind, RowKind? targetKind) = words.Kinds(parsed);
            IEnumerable<string> files = new[] { x, t, l }.OfType<string>().Select(RowSource.FileOf).Concat(new[] { n }.OfType<string>());
            OutputFiles.Check([.. files, .. words.Files(parsed)], [.. outputs.Files(parsed), shards.File(parsed)]);
            shards.Check(parsed, outputs.Given(parsed));
            OutputFiles.MustBeWritable(outputs.Files(parsed).Select(output => output.File));
            if (SparseReporting.Concerns(t))
            {
                SparseReporting.Refuse(parsed, [labels, ignored, names, outputs.Page, .. words.OfDenseTargets, .. shards.All]);
                if (rows.Range(parsed) is not null)
                {
                    throw new CommandLineException("--rows A:B goes with a TARGET of all classes, and this one gives some; leave it out");
                }

                SparseReportOptions sparse = new()
                {
                    InputKind = inputKind,
                    Divergence = kind,
                    Beta = parsed.GetValue(beta) ?? 0.5,
                    Temperature = parsed.GetValue(temperature) ?? 1,
                    Tail = parsed.GetValue(tail) ?? SparseTail.Bucket,
                    Top = parsed.GetValue(top) ?? 10,
                };
                SparseReporting.Run(x, t, words.Dialect(parsed), sparse, outputs.RowWriter(parsed), outputs.IsJson(parsed), host);
                return;
            }

            using Operands operands = words.Open(parsed, x, t);
            operands.TellOfDoubts(inputKind, targetKind, words.IsStrict(parsed), host);
            ReportOptions options = new()
            {
                InputKind = inputKind,
                TargetKind = targetKind,
                Normalise = words.IsNormalised(parsed),
                Pseudocount = words.Pseudocount(parsed),
                RequiresDistributions = words.IsStrict(parsed),
                Divergence = kind,
                Beta = parsed.GetValue(beta) ?? 0.5,
                Temperature = parsed.GetValue(temperature) ?? 1,
                Weights = operands.Column(words.Weights(parsed)),
                Mask = operands.Column(words.Mask(parsed)),
                Labels = operands.Column(l),
                IgnoredLabel = parsed.GetValue(ignored),
                ClassNames = n is null ? null : ClassNames.Open(n),
                Top = parsed.GetValue(top) ?? 10,
                MaxDegreeOfParallelism = parsed.GetValue(threads),
            };
            if (shards.Run(operands.Input, operands.Target, options, parsed, host))
            {
                return;
            }

            outputs.Write(Run(operands.Input, operands.Target, outputs.RowWriter(parsed), options, host), parsed, host);
        });
        return command;
    }

    /// <summary>The figures; the line that says how far the work is has gone when they are printed.</summary>
    private static ReportFigures Run(RowSource input, RowSource target, Action<ReadOnlySpan<double>>? rows, ReportOptions options, Host host)
    {
        using ProgressLine progress = new(host);
        return Report.Run(input, target, rows, options, progress, host.Cancellation);
    }

}
