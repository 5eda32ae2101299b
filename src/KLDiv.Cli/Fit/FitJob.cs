using KLDiv.Cli.Terminal;
using KLDiv.Files;
using KLDiv.Pages;
using KLDiv.Regression;
using KLDiv.Regression.Validation;

namespace KLDiv.Cli.Fit;

/// <summary>Fits, compares and writes what was asked for.</summary>
/// <param name="request">What is asked for.</param>
/// <param name="host">Where progress and notes go.</param>
/// <param name="output">Where the falling loss is printed; null: nowhere.</param>
internal sealed class FitJob(FitRequest request, Host host, TextWriter? output)
{
    /// <summary>Does all of it.</summary>
    /// <exception cref="DataFileException">A file is unreadable, malformed, of the wrong shape, or cannot be written.</exception>
    /// <exception cref="CommandLineException">There are more folds than rows.</exception>
    public FitAnswer Run()
    {
        FitFiles files = request.Files;
        OutputFiles.MustBeWritable(files.Model, files.Predictions, files.Report);
        FitData data = FitData.Open(request, host);
        CrossValidationOptions? validation = HeldOutRows.Of(request, data, out string? note);
        PrintColumns(data);
        FitAnswer answer = Measure(data, validation, note);
        WriteFiles(answer, files);
        return answer;
    }

    private void PrintColumns(FitData data)
    {
        if (output is not null && data.Columns.Count > 0)
        {
            ColumnsTable.Print(output, data.Columns);
            output.WriteLine();
        }
    }

    private FitAnswer Measure(FitData data, CrossValidationOptions? validation, string? ofFolds)
    {
        (Fitted fitted, IReadOnlyList<FitProgress> steps) = Fit(data);
        if (request.Strict && fitted.Warnings is [var wrong, ..])
        {
            throw new DataFileException(data.Source, wrong);
        }

        foreach (string note in data.Notes.Concat(fitted.Notes.Concat(fitted.Warnings).Concat(ofFolds is null ? [] : [ofFolds]).Select(note => $"{data.Source}: {note}")))
        {
            host.Tell(note);
        }

        using ProgressLine progress = new(host);
        progress.Report(done: 0, "comparing");
        ContenderScores onTheData = data.Compare(fitted, request.Neighbours, host.Cancellation);
        return new FitAnswer(request, data, fitted, steps, onTheData, validation, Validate(data, validation, progress));
    }

    private (Fitted Fitted, IReadOnlyList<FitProgress> Steps) Fit(FitData data)
    {
        using ProgressLine progress = new(host);
        FallingLoss falling = new(output, progress);
        Fitted fitted = data.Fit(request, falling, new ChoiceDone(progress), host.Cancellation);
        falling.Finish(fitted.Result);
        return (fitted, falling.Steps);
    }

    /// <summary>The figures on rows held out; where nobody asked for them, what cannot be had is told and left.</summary>
    private CrossValidationResult? Validate(FitData data, CrossValidationOptions? validation, ProgressLine progress)
    {
        try
        {
            return validation is null ? null : data.Validate(validation, new FoldsDone(progress, validation).Begin(), host.Cancellation);
        }
        catch (DataFileException wrong) when (request.Folds is null)
        {
            host.Tell($"{wrong.Message}; so there are no figures of rows held out");
            return null;
        }
    }

    private void WriteFiles(FitAnswer answer, FitFiles files)
    {
        host.Cancellation.ThrowIfCancellationRequested();
        if (files.Predictions is { } predictions)
        {
            answer.Data.WritePredictions(answer.Fitted, predictions, host);
        }

        if (files.PrintsReport)
        {
            FitPage.Write(answer.Data.Page(answer, host.Cancellation), host.Output);
        }
        else if (files.Report is { } report)
        {
            FitPage.Write(answer.Data.Page(answer, host.Cancellation), report);
        }

        if (files.Model is { } path)
        {
            WriteModel(answer.Fitted, path);
        }
    }

    private static void WriteModel(Fitted fitted, string path)
    {
        using AtomicFile model = AtomicFile.Create(path);
        try
        {
            fitted.Saved.Save(model);
        }
        catch (InvalidDataException wrong)
        {
            throw new DataFileException(path, wrong.Message, wrong);
        }

        model.Commit();
    }
}
