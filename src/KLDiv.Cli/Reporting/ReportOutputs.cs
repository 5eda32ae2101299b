using System.CommandLine;
using KLDiv.Cli.Parsing;
using KLDiv.Cli.Terminal;
using KLDiv.Files;
using KLDiv.Pages;
using KLDiv.Reports;

namespace KLDiv.Cli.Reporting;

/// <summary>The options by which a report says where it goes, and what is done when they are given.</summary>
internal sealed class ReportOutputs
{
    private readonly Option<string?> _rows = Words.FileName("--rows", "Where the divergence of each row goes.");
    private readonly Option<string?> _page = Words.FileName("--report", "Where a page of pictures and tables goes: one HTML file.", "FILE.html");
    private readonly Option<bool> _json = new("--json") { Description = "Print a JSON object instead of the table." };

    private IReadOnlyList<Option> Options => [_rows, _page, _json];

    /// <summary>Gives a command the options.</summary>
    public void AddTo(Command command)
    {
        foreach (Option option in Options)
        {
            command.Options.Add(option);
        }
    }

    /// <summary>The files that are to be written.</summary>
    public (string Option, string? File)[] Files(ParseResult parsed) =>
        [(_rows.Name, parsed.GetValue(_rows)), (_page.Name, parsed.GetValue(_page))];

    /// <summary>The name of one of the options that is given; null where none is.</summary>
    public string? Given(ParseResult parsed) => Options.FirstOrDefault(option => parsed.GetResult(option) is { Implicit: false })?.Name;

    /// <summary>Makes the figures, and writes and prints what is asked for.</summary>
    /// <param name="state">The state of all rows.</param>
    /// <param name="parsed">The command line.</param>
    /// <param name="host">The process.</param>
    /// <exception cref="DataFileException">A file cannot be written.</exception>
    /// <exception cref="OperationCanceledException">It was interrupted.</exception>
    public void Write(ReportState state, ParseResult parsed, Host host)
    {
        if (parsed.GetValue(_rows) is { } rows)
        {
            Report.WriteRows(state, rows);
        }

        host.Cancellation.ThrowIfCancellationRequested();
        ReportFigures figures = Report.Finish(state);
        if (parsed.GetValue(_page) is { } page)
        {
            ReportPage.Write(figures, page);
        }

        ReportAnswer.Print(host, figures, parsed.GetValue(_json));
    }
}
