using System.CommandLine;
using KLDiv.Cli.Parsing;
using KLDiv.Cli.Reporting;
using KLDiv.Cli.Terminal;
using KLDiv.Reports;

namespace KLDiv.Cli.Commands;

/// <summary><c>kldiv merge</c>: the report of the parts that several runs made.</summary>
internal static class MergeCommand
{
    public const string Description = "The report of the parts that several runs of kldiv report made.";

    private const string Notes =
        """
        A part is what kldiv report --shard I/N --part FILE makes. All N parts of one
        report are needed, in any order; what is printed is what one run over all rows
        prints, to the last bit if the processors that made them are of one kind. A
        part that is missing, there twice, damaged, or of other files or options is an
        error that names it; with --submission so is a part of any submission but this
        one, which kldiv report --identify N prints. The files that the parts are made
        from are not read.
        docs/formats/report-part.md describes the format.
        """;

    private const string Examples =
        """
        kldiv merge part-*.safetensors
        kldiv merge part-*.safetensors --report report.html --json
        kldiv merge part-*.safetensors --submission "$id"
        """;

    public static Command Create(Host host)
    {
        Argument<string[]> parts = Words.Files("PART", "The parts of a report, in any order.");
        Option<string?> submission = Words.Formed("--submission", "Refuse parts of any other submission.", "ID", Submission.Parse);
        ReportOutputs outputs = new(new RowsWords(takesRange: false, takesFile: true));
        ExemplifiedCommand command = new("merge", Description, Examples, Notes) { parts, submission };
        outputs.AddTo(command);
        command.SetAction(parsed =>
        {
            string[] files = parsed.GetRequiredValue(parts);
            OutputFiles.Check(files, outputs.Files(parsed));
            OutputFiles.MustBeWritable(outputs.Files(parsed).Select(output => output.File));
            ReportFigures figures = ReportParts.Merge(
                files, outputs.RowWriter(parsed), host.Tell, parsed.GetValue(submission), host.Cancellation);
            outputs.Write(figures, parsed, host);
        });
        return command;
    }
}
