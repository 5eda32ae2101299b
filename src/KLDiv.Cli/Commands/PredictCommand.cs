using System.CommandLine;
using KLDiv.Cli.Parsing;
using KLDiv.Cli.Predicting;
using KLDiv.Cli.Terminal;
using KLDiv.Regression;

namespace KLDiv.Cli.Commands;

/// <summary><c>kldiv predict</c>: applies a model to a table, to features or to one record.</summary>
internal static class PredictCommand
{
    public const string Description = "The distributions that a fitted model predicts.";

    private const string Notes =
        """
        A model that was fitted to a table takes a table with the same columns, in any
        order and others between them, or records, each a --set of its own. Any other
        takes a tensor file [rows, features], named as for kldiv loss.

        --what says what is written for each row: log-probs or probs, a number for each
        bin or class; top, the most probable of them with its probability; mean, and
        with it the standard deviation; the quantiles of --levels
        (0.05,0.25,0.5,0.75,0.95 if they are not given); or the low and high ends of the
        central intervals that hold --levels (0.5,0.8,0.95). Inside a bin lies what was
        seen there when the model was fitted. Without --output the rows are printed as
        CSV; a file whose name ends in .csv is that too, any other is .npy, float64 of
        shape [rows, numbers]. --keep puts columns of the table before the numbers.

        --set without --what draws the distribution. A text with a comma is put in
        quotes: --set 'name="a, b",size=m'. A number outside of what the model was fitted
        to is told of, and refused with --strict.
        """;

    private const string Examples =
        """
        kldiv predict births.safetensors --set weekday=Tue,month=3
        kldiv predict trips.safetensors new.csv --what intervals --keep order > intervals.csv
        kldiv predict model.safetensors features.npy --output log-q.npy
        """;

    private static readonly (string Word, PredictedWhat Value)[] s_what =
    [
        ("log-probs", PredictedWhat.LogProbabilities), ("probs", PredictedWhat.Probabilities), ("top", PredictedWhat.Top), ("mean", PredictedWhat.Mean),
        ("quantiles", PredictedWhat.Quantiles), ("intervals", PredictedWhat.Intervals),
    ];

    private const string All = "all";

    private static readonly double[] s_quantiles = [0.05, 0.25, 0.5, 0.75, 0.95];
    private static readonly double[] s_intervals = [0.5, 0.8, 0.95];

    public static Command Create(Host host)
    {
        Argument<string> model = Words.File("MODEL", "A model that kldiv fit has saved.");
        Argument<string?> source = Words.OptionalFile("TABLE|FEATURES", "A table with the model's columns; or a tensor file [rows, features].");
        Option<string[]> records = new("--set") { Description = "Predict a record; again for another one.", HelpName = "NAME=VALUE,..." };
        Option<PredictedWhat?> what = Words.Choice("--what", "log-probs, probs, top, mean, quantiles or intervals. [default: log-probs, and for --set a picture]", s_what);
        what.HelpName = "WHAT";
        Option<Listed<double>?> levels = Words.Fractions(
            "--levels", "The probabilities of the quantiles or intervals.", "P,...");
        Option<UnseenLevels?> unseen = Words.Choice(
            "--unseen", "What becomes of a level that the model does not know. [default: error]", ("error", UnseenLevels.Error), ("mean", UnseenLevels.Mean));
        Option<Listed<string>?> keep = Words.Names("--keep", "Columns of the table that go before the numbers; all: all of them.");
        Option<bool> strict = new("--strict") { Description = "Refuse what looks wrong instead of telling of it." };
        DialectWords dialect = new();
        Option<string?> output = Words.FileName("--output", "Where the predictions go (.npy or .csv). [default: printed, as CSV]", "FILE");
        Option<bool> json = new("--json") { Description = "Print the distribution of --set as a JSON object." };

        ExemplifiedCommand command = new("predict", Description, Examples, Notes)
        {
            model, source, records, what, levels, unseen, keep, strict, output, json,
        };
        dialect.AddTo(command);
        command.SetAction(parsed =>
        {
            bool prints = OutputFiles.IsPrinted(output, parsed.GetValue(output), parsed.GetValue(json));
            PredictRequest request = new()
            {
                ModelFile = parsed.GetRequiredValue(model),
                Source = parsed.GetValue(source),
                Records = parsed.GetValue(records) ?? [],
                DrawsRecords = parsed.GetValue(what) is null,
                Keep = parsed.GetValue(keep) is { Items: var names } ? names is [All] ? null : names : [],
                Strict = parsed.GetValue(strict),
                Columns = ColumnsOf(parsed.GetValue(what) ?? PredictedWhat.LogProbabilities, parsed.GetValue(levels)?.Items),
                Unseen = parsed.GetValue(unseen) ?? UnseenLevels.Error,
                Output = prints ? null : parsed.GetValue(output),
                IsJson = parsed.GetValue(json),
                PrintsAnyway = prints,
                Dialect = dialect.Of(parsed),
            };
            request.Check();
            Run(request, host);
        });
        return command;
    }

    private static PredictionColumns ColumnsOf(PredictedWhat what, double[]? levels) => what switch
    {
        PredictedWhat.Quantiles => new PredictionColumns(what, levels ?? s_quantiles),
        PredictedWhat.Intervals => new PredictionColumns(what, levels ?? s_intervals),
        _ when levels is not null => throw new CommandLineException("--levels are those of --what quantiles or intervals; add one of them"),
        _ => new PredictionColumns(what, []),
    };

    private static void Run(PredictRequest request, Host host)
    {
        PredictJob job = new(request, host);
        if (request.Source is not null)
        {
            job.WriteRows();
            return;
        }

        RecordAnswer[] answers = job.PredictRecords();
        if (request.IsJson)
        {
            RecordAnswer.Print(host, answers);
        }
        else if (request.Output is null && !request.Prints)
        {
            RecordAnswer.Draw(host, answers);
        }
    }
}
