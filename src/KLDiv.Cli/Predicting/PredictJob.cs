using KLDiv.Cli.Terminal;
using KLDiv.Files;
using KLDiv.Regression;

namespace KLDiv.Cli.Predicting;

/// <summary>Applies a model to a table, to features or to one record.</summary>
internal sealed class PredictJob(PredictRequest request, Host host)
{
    private readonly SavedModel _model = SavedModel.Load(request.ModelFile);

    /// <summary>Writes the predictions of a file.</summary>
    /// <exception cref="DataFileException">A file cannot be read or written, or does not fit the model.</exception>
    public void WriteRows()
    {
        CheckColumns();
        OutputFiles.MustBeWritable(request.Output);
        if (_model.Table is null)
        {
            if (request.Keep is null or { Count: > 0 })
            {
                throw new CommandLineException($"--keep carries columns of a table along, and {request.ModelFile} was fitted to a matrix, which has none");
            }

            using ProgressLine progressOfRows = new(host);
            using RowSource features = RowSource.Open(request.Source!);
            if (request.Prints)
            {
                Predictions.Write(_model, features, request.Columns, host.Output, progressOfRows, host.Cancellation);
                return;
            }

            Predictions.Write(_model, features, request.Columns, request.Output!, progressOfRows, host.Cancellation);
            return;
        }

        var table = TableData.Read(
            request.Source!,
            _model.Table.Schema,
            new TableReadOptions { Unseen = request.Unseen, Keep = request.Keep, Strict = request.Strict, Dialect = request.Dialect },
            host.Cancellation);
        foreach (string note in table.Notes)
        {
            host.Tell($"{request.Source}: {note}");
        }

        using ProgressLine progress = new(host);
        if (request.Prints)
        {
            Predictions.Write(_model, table, request.Columns, host.Output, progress, host.Cancellation);
            return;
        }

        Predictions.Write(_model, table, request.Columns, request.Output!, progress, host.Cancellation);
    }

    /// <summary>Predicts the records, and writes or prints what is to be told of them.</summary>
    /// <exception cref="DataFileException">A file cannot be read or written.</exception>
    /// <exception cref="CommandLineException">A record does not fit the model.</exception>
    public RecordAnswer[] PredictRecords()
    {
        CheckColumns();
        if (_model.Table is not { } table)
        {
            throw new CommandLineException($"--set names columns, and {request.ModelFile} was fitted to a matrix, which has none");
        }

        double[][] log = [.. request.Records.Select(record => Predict(table, record))];
        double[] all = [.. log.SelectMany(row => row)];
        if (request.Prints)
        {
            Predictions.Write(_model, all, request.Columns, host.Output);
        }
        else if (request.Output is { } path)
        {
            Predictions.Write(_model, all, request.Columns, path);
        }

        return [.. log.Zip(request.Records, (row, record) => new RecordAnswer(_model, record, [.. row.Select(Math.Exp)]))];
    }

    private double[] Predict(TableModel table, string text)
    {
        try
        {
            IReadOnlyDictionary<string, string> record = TableSchema.ParseRecord(text);
            foreach (string beyond in table.Schema.Beyond(record, request.Unseen))
            {
                string note = $"{NameOf(text)}: {beyond}";
                host.Tell(request.Strict ? throw new CommandLineException(note) : note);
            }

            return table.Predict(record, request.Unseen);
        }
        catch (RegressionDataException wrong) when (wrong.Row is not null)
        {
            // A record as it may be, of which the model cannot make a distribution.
            throw new DataFileException(request.ModelFile, $"{NameOf(text)}: {wrong.Message}", wrong);
        }
        catch (Exception wrong) when (wrong is FormatException or RegressionDataException)
        {
            throw new CommandLineException($"{NameOf(text)}: {wrong.Message}");
        }
    }

    /// <summary>How messages call a record.</summary>
    private string NameOf(string record) => request.Records.Count == 1 ? "--set" : $"--set {VisibleText.Of(record)}";

    private void CheckColumns()
    {
        if (request.Columns.NeedsBins && _model.Bins is null)
        {
            throw new CommandLineException(
                $"--what mean, quantiles and intervals are of a number, and {request.ModelFile} predicts {_model.Model.Support} classes; ask for probs or log-probs");
        }
    }
}
