using System.CommandLine;
using KLDiv.Cli.Parsing;
using KLDiv.Cli.Terminal;
using KLDiv.Files;
using KLDiv.Reports;
using KLDiv.Reports.Shards;

namespace KLDiv.Cli.Reporting;

/// <summary>The options by which a report is divided into shards, and what is done when they are given.</summary>
internal sealed class ShardWords
{
    private readonly Option<Shard?> _shard = Words.Shard("--shard", "Work on the I-th of N equal ranges of rows.");
    private readonly Option<string?> _part = Words.FileName("--part", "Where the part of the shard goes.", "FILE");
    private readonly Option<string?> _submission = Words.Formed("--submission", "Make no part of any other submission.", "ID", Submission.Parse);
    private readonly Option<int?> _identify = Words.Count("--identify", "Print the submission of N shards, and do nothing else.", "N", least: 1);

    /// <summary>The options.</summary>
    public IReadOnlyList<Option> All => [_shard, _part, _submission, _identify];

    /// <summary>Gives a command the options.</summary>
    public void AddTo(Command command)
    {
        foreach (Option option in All)
        {
            command.Options.Add(option);
        }
    }

    /// <summary>The file that is to be written.</summary>
    public (string Option, string? File) File(ParseResult parsed) => (_part.Name, parsed.GetValue(_part));

    /// <summary>Refuses options that contradict each other.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="output">An option that is given and asks for output of a whole report; null: there is none.</param>
    /// <exception cref="CommandLineException">The options contradict each other, or one is missing.</exception>
    public void Check(ParseResult parsed, string? output)
    {
        (Shard? shard, string? part, string? submission) = (parsed.GetValue(_shard), parsed.GetValue(_part), parsed.GetValue(_submission));
        if (parsed.GetValue(_identify) is not null)
        {
            MustBeAlone(shard is not null ? _shard.Name : part is not null ? _part.Name : submission is not null ? _submission.Name : output);
        }
        else if (shard is not null || part is not null || submission is not null)
        {
            MustBeWhole(shard, part, output);
        }
    }

    /// <summary>Does what the options ask for.</summary>
    /// <returns>Whether any of the options is given; if not, the report is a whole one.</returns>
    /// <exception cref="DataFileException">The data is wrong, or is of another submission.</exception>
    /// <exception cref="OperationCanceledException">It was interrupted.</exception>
    public bool Run(RowSource input, RowSource target, ReportOptions options, ParseResult parsed, Host host)
    {
        if (parsed.GetValue(_identify) is { } count)
        {
            host.Output.WriteLine(ReportParts.Identify(input, target, count, options));
            return true;
        }

        if (parsed.GetValue(_shard) is not { } shard)
        {
            return false;
        }

        using ProgressLine progress = new(host);
        options = options with { Note = host.Tell, Submission = parsed.GetValue(_submission) };
        ReportParts.Make(input, target, parsed.GetValue(_part)!, shard, options, progress, host.Cancellation);
        return true;
    }

    private static void MustBeAlone(string? other)
    {
        if (other is not null)
        {
            throw new CommandLineException($"--identify prints the submission of N shards and does no work; {other} is for the runs that do");
        }
    }

    private static void MustBeWhole(Shard? shard, string? part, string? output)
    {
        string? problem = (shard, part, output) switch
        {
            (null, null, _) => "--submission is what the part of a shard must be of; add --shard I/N and --part FILE",
            (null, _, _) => "--part takes the part of a shard; say which one with --shard I/N",
            (_, null, _) => "--shard makes a part, which goes to a file: add --part FILE",
            (_, _, not null) => $"--shard makes a part and no report; {output} is for kldiv merge",
            _ => null,
        };
        if (problem is not null)
        {
            throw new CommandLineException(problem);
        }
    }
}
