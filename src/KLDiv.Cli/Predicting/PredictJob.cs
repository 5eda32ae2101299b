using System.Numerics.Tensors;
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
            request.Source!, _model.Table.Schema, new TableReadOptions { Unseen = request.Unseen, Dialect = request.Dialect }, host.Cancellation);
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

    /// <summary>Predicts the one record, and writes it where a file is asked for.</summary>
    /// <exception cref="DataFileException">A file cannot be read or written.</exception>
    /// <exception cref="CommandLineException">The record does not fit the model.</exception>
    public RecordAnswer PredictRecord()
    {
        CheckColumns();
        if (_model.Table is not { } table)
        {
            throw new CommandLineException($"--set names columns, and {request.ModelFile} was fitted to a matrix, which has none");
        }

        double[] log = Predict(table);
        if (request.Prints)
        {
            Predictions.Write(_model, log, request.Columns, host.Output);
        }
        else if (request.Output is { } path)
        {
            Predictions.Write(_model, log, request.Columns, path);
        }

        double[] probabilities = new double[log.Length];
        TensorPrimitives.Exp<double>(log, probabilities);
        return new RecordAnswer(_model, request.Record!, probabilities);
    }

    private double[] Predict(TableModel table)
    {
        try
        {
            return table.Predict(TableSchema.ParseRecord(request.Record!), request.Unseen);
        }
        catch (RegressionDataException wrong) when (wrong.Row is not null)
        {
            // A record as it may be, of which the model cannot make a distribution.
            throw new DataFileException(request.ModelFile, $"--set: {wrong.Message}", wrong);
        }
        catch (Exception wrong) when (wrong is FormatException or RegressionDataException)
        {
            throw new CommandLineException($"--set: {wrong.Message}");
        }
    }

    private void CheckColumns()
    {
        if (request.Columns.NeedsBins && _model.Bins is null)
        {
            throw new CommandLineException(
                $"--what mean, quantiles and intervals are of a number, and {request.ModelFile} predicts {_model.Model.Support} classes; ask for probs or log-probs");
        }
    }
}
