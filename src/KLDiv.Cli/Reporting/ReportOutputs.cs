using System.CommandLine;
using KLDiv.Cli.Parsing;
using KLDiv.Cli.Terminal;
using KLDiv.Files;
using KLDiv.Pages;
using KLDiv.Reports;

namespace KLDiv.Cli.Reporting;

/// <summary>The options by which a report says where it goes, and what is done when they are given.</summary>
/// <param name="rows">The option for the file of a number for each row.</param>
internal sealed class ReportOutputs(RowsWords rows)
{
    private readonly Option<string?> _page = Words.FileName("--report", "Where a page of pictures and tables goes: one HTML file; -: printed.", "FILE.html");
    private readonly Option<bool> _json = new("--json") { Description = "Print a JSON object instead of the table." };

    /// <summary>The option by which a page is asked for.</summary>
    public Option Page => _page;

    private IReadOnlyList<Option> Options => [rows.Option, _page, _json];

    /// <summary>Gives a command the options.</summary>
    public void AddTo(Command command)
    {
        foreach (Option option in Options.Except(command.Options))
        {
            command.Options.Add(option);
        }
    }

    /// <summary>The files that are to be written.</summary>
    public (string Option, string? File)[] Files(ParseResult parsed) =>
        [(rows.Option.Name, rows.File(parsed)), (_page.Name, IsPagePrinted(parsed) ? null : parsed.GetValue(_page))];

    /// <summary>The name of one of the options that is given; null where none is.</summary>
    public string? Given(ParseResult parsed) => rows.File(parsed) is not null ? rows.Option.Name
        : new Option[] { _page, _json }.FirstOrDefault(option => parsed.GetResult(option) is { Implicit: false })?.Name;

    /// <summary>What takes the divergences of the rows to their file; null where none is asked for.</summary>
    public Action<ReadOnlySpan<double>>? RowWriter(ParseResult parsed) => rows.File(parsed) is not { } path ? null : divergences =>
    {
        using NpyWriter writer = NpyWriter.Create(path, ElementType.Float64, [divergences.Length]);
        writer.Write(divergences);
        writer.Complete();
    };

    /// <summary>Whether a JSON object is asked for instead of a table.</summary>
    public bool IsJson(ParseResult parsed) => parsed.GetValue(_json);

    /// <summary>Writes and prints the figures as they are asked for.</summary>
    /// <exception cref="DataFileException">A file cannot be written.</exception>
    public void Write(ReportFigures figures, ParseResult parsed, Host host)
    {
        if (IsPagePrinted(parsed))
        {
            ReportPage.Write(figures, host.Output);
            ReportAnswer.Note(host, figures);
            return;
        }

        if (parsed.GetValue(_page) is { } page)
        {
            ReportPage.Write(figures, page);
        }

        ReportAnswer.Print(host, figures, IsJson(parsed));
    }

    private bool IsPagePrinted(ParseResult parsed) => OutputFiles.IsPrinted(_page, parsed.GetValue(_page), parsed.GetValue(_json));
}
