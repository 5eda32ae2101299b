using System.CommandLine;
using KLDiv.Cli.Fit;
using KLDiv.Cli.Parsing;
using KLDiv.Cli.Terminal;
using KLDiv.Files;
using KLDiv.Regression;
using KLDiv.Regression.Fitting;
using KLDiv.Regression.Validation;

namespace KLDiv.Cli.Commands;

/// <summary><c>kldiv fit</c>: regression of whole distributions.</summary>
internal static class FitCommand
{
    public const string Description = "Direct regression over distributions by minimising the loss.";

    private const string Notes =
        """
        The model is q(x) = softmax(x W + b), one distribution for each row x of the
        features, and the fit minimises its divergence from the rows of the target. It
        is convex, and its optimum is found exactly; so it is with --interactions. A
        hidden layer is not: its fit starts from --seed and stops when the divergence of
        a tenth of the rows, held out, falls no more. The penalty is on the weights of
        the standardised features; --l2 auto chooses it by cross-validation.

        From a table (.csv, .tsv, .parquet, .feather) with --value, the distribution of a number over bins:
        without --bins, one a value where there are few, else widths that follow the
        values (docs/tables.md has the rule); --bins N of one width, from LOW to HIGH in
        steps of WIDTH, between edges (0,1,2,5,10,inf), quantile:N that hold equally
        many values, or log:N that grow in proportion. --bandwidth auto is chosen by cross-validation. With
        --target, columns that are a distribution already. Columns of numbers are
        numbers, of words levels, unless they are --categorical, --cyclic (hour:24, or
        hour:24:3 for three waves) or --ordinal (size:small:medium:large, or grade where
        the levels are numbers). Without a table, FEATURES [rows, features] and TARGET
        [rows, support] are tensor files (.npy, .npz, .safetensors, .csv), named as for
        kldiv loss. A NaN, an infinity or a negative probability in them is an error.

        It prints the loss as it falls, then figures beside those of the k nearest
        neighbours, the mean distribution and the uniform one: on the data, and with
        --folds K on rows held out, each of K parts in turn, --repeats times. KL to CRPS
        are better when lower, cosine and intersection when higher; a 50 % interval
        should hold 50 %, and the PIT histogram be level. docs/regression.md has the
        formulas, the JSON and the model's format. Results are the same to the bit on
        any number of threads.
        """;

    private const string Examples =
        """
        kldiv fit births.csv --features weekday,month --value births --report births.html
        kldiv fit trips.csv --value minutes --bins 0:240:5 --bandwidth auto --l2 auto \
              --cyclic hour:24 --categorical depot --folds 10 --model trips.safetensors
        kldiv fit votes.csv --target yes,no,abstained --hidden 32 --seed 1 --json
        kldiv fit features.npy p.npy --folds 10 --repeats 10 --l2 1e-4
        """;

    public static Command Create(Host host)
    {
        Argument<string> source = Words.File("TABLE|FEATURES", "A table with --value or --target; else the features, a tensor file.");
        Argument<string?> target = Words.OptionalFile("TARGET", "The distributions of the features' rows, a tensor file.");
        TableWords table = new();
        ModelWords model = new();
        Option<string?> weights = Words.FileName("--weights", "The column of the rows' weights; without a table, a file of them.", "COLUMN|FILE");
        Option<int?> folds = Words.Count("--folds", "Hold each of K parts of the rows out in turn; 0: none. [default: 5, or one of 5 where a fit takes long]", "K", least: 0);
        Option<int?> repeats = Words.Count("--repeats", "Shuffle and cut the folds anew so many times. [default: 1]", "TIMES", least: 1);
        Option<int?> neighbours = Words.Count("--neighbours", "The nearest neighbours to compare with; 0: none. [default: 4]", "K", least: 0);
        Option<bool> dryRun = new("--dry-run") { Description = "Tell what the columns of the table are, and fit nothing." };
        FitOutputs outputs = new();

        ExemplifiedCommand command = new("fit", Description, Examples, Notes) { source, target };
        table.AddTo(command);
        command.Options.Add(weights);
        command.Options.Add(dryRun);
        model.AddTo(command);
        command.Options.Add(folds);
        command.Options.Add(repeats);
        command.Options.Add(neighbours);
        outputs.AddTo(command);
        command.SetAction(parsed =>
        {
            (string file, string? targetFile) = (parsed.GetRequiredValue(source), parsed.GetValue(target));
            TableOptions? columns = table.Of(parsed, parsed.GetValue(weights));
            CheckSource(columns, file, targetFile);
            string? weightsFile = columns is null ? parsed.GetValue(weights) : null;
            FitRequest request = new()
            {
                Source = file,
                Target = targetFile,
                Table = columns,
                WeightsFile = weightsFile,
                Strict = table.IsStrict(parsed),
                AreCounts = table.AreCounts(parsed),
                Options = model.Of(parsed),
                ChoosesL2 = model.ChoosesL2(parsed),
                Folds = parsed.GetValue(folds),
                Repeats = parsed.GetValue(repeats) ?? 1,
                Neighbours = parsed.GetValue(neighbours) ?? CrossValidationOptions.Default.Neighbours,
                IsDryRun = parsed.GetValue(dryRun),
                Files = outputs.Of(parsed, columns is null ? [.. new[] { file, targetFile, weightsFile }.OfType<string>().Select(RowSource.FileOf)] : [file]),
            };
            CheckFolds(request, parsed.GetValue(repeats));
            Run(request, outputs.IsJson(parsed), host);
        });
        return command;
    }

    private static void RunDry(FitRequest request, bool json, Host host)
    {
        if (request.Table is null)
        {
            throw new CommandLineException("--dry-run tells the columns of a table; say which of them is regressed with --value or --target");
        }

        FitData data = FitData.Open(request with { Table = request.Table with { OnlyLists = true } }, host);
        foreach (string note in data.Notes)
        {
            host.Tell(note);
        }

        if (!json)
        {
            ColumnsTable.Print(host.Output, data.Columns);
        }
        else
        {
            Json.Print(host, writer =>
            {
                writer.WriteNumber("rows", data.Rows);
                ColumnsJson.Write(writer, data.Columns);
            });
        }
    }

    private static void CheckSource(TableOptions? table, string file, string? target)
    {
        if (table is not null && target is not null)
        {
            throw new CommandLineException($"{(table.Value is null ? "--target" : "--value")} is a column of the table {file}, so TARGET '{target}' is one file too many");
        }

        if (table is null && target is null)
        {
            throw new CommandLineException($"TARGET is missing; or if {file} is a table, say which of its columns is regressed with --value or --target");
        }
    }

    private static void CheckFolds(FitRequest request, int? repeats)
    {
        if (request.Folds == 1)
        {
            throw new CommandLineException("--folds is '1'; it must be 0, or at least 2 parts of which each is held out in turn");
        }

        if (request.Folds == 0 && repeats is not null)
        {
            throw new CommandLineException("--repeats repeats a cross-validation, and --folds 0 asks for none");
        }
    }

    private static void Run(FitRequest request, bool json, Host host)
    {
        if (request.IsDryRun)
        {
            RunDry(request, json, host);
            return;
        }

        FitAnswer answer = new FitJob(request, host, json || request.Files.PrintsReport ? null : host.Output).Run();
        if (answer.Fitted.Result.Stop == FitStop.IterationLimit)
        {
            host.Tell($"stopped after {answer.Fitted.Result.Iterations} iterations while the loss still fell; a larger --l2 has a minimum that is found sooner");
        }

        if (json)
        {
            Json.Print(host, writer => FitJson.Write(writer, answer));
        }
        else if (!request.Files.PrintsReport)
        {
            FitSummary.Print(host, answer);
        }
    }
}
