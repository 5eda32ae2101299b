using System.CommandLine;
using KLDiv.Cli.Terminal;
using KLDiv.Files;
using KLDiv.Reports;

namespace KLDiv.Cli.Reporting;

/// <summary>A report beside a target of which only some classes are known: a file of sparse rows, or a server's answers.</summary>
internal static class SparseReporting
{
    public static readonly (string Word, SparseTail Value)[] Tails =
        [("bucket", SparseTail.Bucket), ("uniform", SparseTail.Uniform), ("renormalise", SparseTail.Renormalise)];

    /// <summary>Whether a report beside this target is one.</summary>
    public static bool Concerns(string target) => ServerAnswers.IsOne(target) || SparseRowSource.IsOne(target);

    /// <summary>Refuses files that give some classes of a row where all are needed.</summary>
    /// <exception cref="DataFileException">One of them does.</exception>
    public static void MustBeDense(params ReadOnlySpan<string> files)
    {
        foreach (string file in files)
        {
            if (Concerns(file))
            {
                throw new DataFileException(
                    file, $"holds {(ServerAnswers.IsOne(file) ? "a server's answers" : "sparse rows")}, which give some classes of a row, and the loss takes all; kldiv report takes it as TARGET");
            }
        }
    }

    /// <summary>Refuses options that mean nothing beside such a target.</summary>
    /// <param name="parsed">What was given.</param>
    /// <param name="options">The options of other reports.</param>
    /// <exception cref="CommandLineException">One is given.</exception>
    public static void Refuse(ParseResult parsed, params IEnumerable<Option> options)
    {
        if (options.FirstOrDefault(option => parsed.GetResult(option) is { Implicit: false }) is { } given)
        {
            throw new CommandLineException($"{given.Name} goes with a TARGET of all classes, and this one gives some; leave it out");
        }
    }

    /// <summary>Makes the figures and prints them.</summary>
    /// <param name="input">The distributions that are judged, a tensor file or answers.</param>
    /// <param name="target">What they are compared with.</param>
    /// <param name="dialect">How the input is written if it is text.</param>
    /// <param name="options">How.</param>
    /// <param name="rows">Given the divergence of each row; null: not wanted.</param>
    /// <param name="isJson">Whether a JSON object is printed.</param>
    /// <param name="host">Where the answer goes.</param>
    /// <exception cref="DataFileException">A file cannot be read, or the two do not go together.</exception>
    /// <exception cref="CommandLineException">An option does not go with such files.</exception>
    public static void Run(
        string input, string target, TextDialect dialect, SparseReportOptions options, Action<ReadOnlySpan<double>>? rows, bool isJson, Host host)
    {
        SparseReportFigures figures = ServerAnswers.IsOne(input) ? OfAnswers(input, target, options, rows, host) : OfRows(input, target, dialect, options, rows, host);
        if (isJson)
        {
            Json.Print(host, writer => SparseReportJson.Write(writer, figures));
        }
        else
        {
            SparseReportTable.Print(host.Output, figures);
        }

        Tell(figures, host);
    }

    private static SparseReportFigures OfAnswers(string input, string target, SparseReportOptions options, Action<ReadOnlySpan<double>>? rows, Host host)
    {
        if (!ServerAnswers.IsOne(target))
        {
            throw new DataFileException(input, "holds a server's answers, and what they are compared with does not; give the tensor as INPUT and the answers as TARGET");
        }

        if (options.Temperature != 1 || options.Tail == SparseTail.Uniform)
        {
            throw new CommandLineException("a server's answers are taken as they are: they have no --temperature, and no --tail uniform, which takes the number of classes");
        }

        return SparseReport.Run(Answers(input, host), Answers(target, host), rows, options);
    }

    private static SparseReportFigures OfRows(
        string input, string target, TextDialect dialect, SparseReportOptions options, Action<ReadOnlySpan<double>>? rows, Host host)
    {
        using ProgressLine progress = new(host);
        using RowSource student = RowSource.Open(input, dialect);
        using SparseRowSource teacher = ServerAnswers.IsOne(target) ? Answers(target, host).ToSparseRows() : SparseRowSource.Open(target);
        return SparseReport.Run(student, teacher, rows, options, progress, host.Cancellation);
    }

    private static ServerAnswers Answers(string path, Host host)
    {
        ServerAnswers answers = ServerAnswers.Open(path);
        if (answers.Impossible > 0)
        {
            host.Tell($"{VisibleText.Of(path)}: -9999 or less, by which servers mean none, stands for {Number.Counted(answers.Impossible, "token")}: taken as a probability of 0");
        }

        return answers;
    }

    private static void Tell(SparseReportFigures figures, Host host)
    {
        if (figures.InfiniteRows > 0)
        {
            host.Tell($"the divergence is infinite in {figures.InfiniteRows} of {figures.Rows} rows, and so is its mean");
        }

        if (figures.Pairs is not { } pairs)
        {
            return;
        }

        foreach ((AnswerRow ofInput, AnswerRow ofTarget) in pairs.Partings)
        {
            host.Tell($"line {ofInput.Line + 1}, token {ofInput.Position}: '{VisibleText.Of(ofInput.Chosen.Text)}' beside '{VisibleText.Of(ofTarget.Chosen.Text)}'; what follows in that line is not compared");
        }

        if (pairs.PartingCount > pairs.Partings.Count)
        {
            host.Tell($"{pairs.PartingCount} answers part at a token; the first {pairs.Partings.Count} are named");
        }

        if (pairs.Unpaired + pairs.AfterParting > 0)
        {
            host.Tell($"{Number.Counted(pairs.Unpaired + pairs.AfterParting, "token")} left out: {pairs.Unpaired} that one side lacks, {pairs.AfterParting} behind a place at which the texts part");
        }
    }
}
