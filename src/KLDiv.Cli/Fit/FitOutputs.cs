using System.CommandLine;
using KLDiv.Cli.Parsing;

namespace KLDiv.Cli.Fit;

/// <summary>The options by which a fit says where it goes.</summary>
internal sealed class FitOutputs
{
    private readonly Option<string?> _model = Words.FileName("--model", "Where the model goes, for kldiv predict.", "FILE");
    private readonly Option<string?> _predictions = Words.FileName("--predictions", "Where the log-probabilities of the rows go (.npy or .csv).", "FILE");
    private readonly Option<string?> _report = Words.FileName("--report", "Where a page of pictures and tables goes: one HTML file; -: printed.", "FILE.html");
    private readonly Option<bool> _json = new("--json") { Description = "Print a JSON object and nothing else." };

    /// <summary>Gives a command the options.</summary>
    public void AddTo(Command command)
    {
        foreach (Option option in new Option[] { _model, _predictions, _report, _json })
        {
            command.Options.Add(option);
        }
    }

    /// <summary>Whether JSON is wanted.</summary>
    public bool IsJson(ParseResult parsed) => parsed.GetValue(_json);

    /// <summary>The files that are to be written.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="inputs">The files that are read.</param>
    /// <exception cref="CommandLineException">Two options name one file, or an output is an input.</exception>
    public FitFiles Of(ParseResult parsed, IReadOnlyList<string> inputs)
    {
        bool printsPage = OutputFiles.IsPrinted(_report, parsed.GetValue(_report), IsJson(parsed));
        FitFiles files = new(parsed.GetValue(_model), parsed.GetValue(_predictions), printsPage ? null : parsed.GetValue(_report), printsPage);
        OutputFiles.Check(inputs, (_model.Name, files.Model), (_predictions.Name, files.Predictions), (_report.Name, files.Report));
        return files;
    }
}
