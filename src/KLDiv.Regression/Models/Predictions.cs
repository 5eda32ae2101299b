using System.Numerics;
using System.Numerics.Tensors;
using KLDiv.Files;
using KLDiv.Files.Elements;
using KLDiv.Regression.Fitting;
using KLDiv.Regression.Models;

namespace KLDiv.Regression;

/// <summary>Writes what a model predicts, a row for each: CSV text where the name of the file ends in <c>.csv</c>, else <c>.npy</c>, float64.</summary>
/// <remarks>Block by block, in memory that does not grow with the rows. A file appears whole or not at all.</remarks>
public static class Predictions
{
    private const int MostInBlock = 1 << 20;

    /// <summary>Predicts the rows of a matrix.</summary>
    /// <param name="model">The model.</param>
    /// <param name="features">x, of shape [rows, features].</param>
    /// <param name="columns">What is told of each row.</param>
    /// <param name="path">The file.</param>
    /// <param name="progress">Told the part that is done.</param>
    /// <param name="cancellationToken">Ends the work within a block.</param>
    /// <exception cref="DataFileException">The features do not fit the model, are not finite or so large that the logits overflow; or a file cannot be read or written.</exception>
    /// <exception cref="ArgumentException">Numbers of ordered bins are asked for, and the model has none.</exception>
    /// <exception cref="OperationCanceledException">The token asked for it.</exception>
    public static void Write(
        SavedModel model, RowSource features, PredictionColumns columns, string path, IProgress<double>? progress = null, CancellationToken cancellationToken = default) =>
        Write(model, features, columns, rows => PredictionFile.Create(path, model, columns, rows, KeptColumns.None), progress, cancellationToken);

    /// <inheritdoc cref="Write(SavedModel, RowSource, PredictionColumns, string, IProgress{double}?, CancellationToken)"/>
    /// <param name="model">The model.</param>
    /// <param name="features">x, of shape [rows, features].</param>
    /// <param name="columns">What is told of each row.</param>
    /// <param name="writer">Where the predictions go, as CSV text.</param>
    /// <param name="progress">Told the part that is done.</param>
    /// <param name="cancellationToken">Ends the work within a block.</param>
    public static void Write(
        SavedModel model, RowSource features, PredictionColumns columns, TextWriter writer, IProgress<double>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(writer);
        Write(model, features, columns, _ => PredictionFile.Of(writer, model, columns, KeptColumns.None), progress, cancellationToken);
    }

    private static void Write(
        SavedModel model, RowSource features, PredictionColumns columns, Func<long, PredictionFile> create, IProgress<double>? progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(features);
        Check(model, columns);
        int expected = model.Model.Features;
        if (features.Lengths is not [_, var width] || width != expected)
        {
            throw new DataFileException(features.Name, $"has shape {DataChecks.Text(features.Lengths)}, and the model takes {expected} features: [rows, {expected}]");
        }

        using PredictionFile file = create(features.Rows);
        switch (features.ElementType)
        {
            case ElementType.Float16:
                WriteRows<Half>(model.Model, features, file, progress, cancellationToken);
                break;
            case ElementType.Float32:
                WriteRows<float>(model.Model, features, file, progress, cancellationToken);
                break;
            default:
                WriteRows<double>(model.Model, features, file, progress, cancellationToken);
                break;
        }
    }

    /// <summary>Predicts the rows of a table. The columns that were carried along (<see cref="TableReadOptions.Keep"/>) stand before what is predicted, in CSV text.</summary>
    /// <param name="model">The model, which must be of a table.</param>
    /// <param name="table">A table that was read with the model's schema.</param>
    /// <param name="columns">What is told of each row.</param>
    /// <param name="path">The file.</param>
    /// <param name="progress">Told the part that is done.</param>
    /// <param name="cancellationToken">Ends the work within a block.</param>
    /// <exception cref="DataFileException">A feature is so large that the logits overflow, or the file cannot be written.</exception>
    /// <exception cref="RegressionDataException">A feature of a table that came from no file is so large that the logits overflow.</exception>
    /// <exception cref="ArgumentException">The model is of no table or of another, numbers of ordered bins are asked for and it has none, or columns are carried along to a file that is no CSV.</exception>
    /// <exception cref="OperationCanceledException">The token asked for it.</exception>
    public static void Write(
        SavedModel model, TableData table, PredictionColumns columns, string path, IProgress<double>? progress = null, CancellationToken cancellationToken = default) =>
        Write(model, table, columns, rows => PredictionFile.Create(path, model, columns, rows, KeptColumns.Of(table)), progress, cancellationToken);

    /// <inheritdoc cref="Write(SavedModel, TableData, PredictionColumns, string, IProgress{double}?, CancellationToken)"/>
    /// <param name="model">The model.</param>
    /// <param name="table">A table that was read with the model's schema.</param>
    /// <param name="columns">What is told of each row.</param>
    /// <param name="writer">Where the predictions go, as CSV text.</param>
    /// <param name="progress">Told the part that is done.</param>
    /// <param name="cancellationToken">Ends the work within a block.</param>
    public static void Write(
        SavedModel model, TableData table, PredictionColumns columns, TextWriter writer, IProgress<double>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(writer);
        Write(model, table, columns, _ => PredictionFile.Of(writer, model, columns, KeptColumns.Of(table)), progress, cancellationToken);
    }

    private static void Write(
        SavedModel model, TableData table, PredictionColumns columns, Func<long, PredictionFile> create, IProgress<double>? progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(table);
        Check(model, columns);
        TableModel own = model.Table ?? throw new ArgumentException("The model was fitted to matrices, and takes no table.", nameof(model));
        using PredictionFile file = create(table.Rows);
        own.Predict(
            table,
            (row, block) =>
            {
                file.Write(block);
                progress?.Report((double)row / table.Rows);
            },
            cancellationToken);
        file.Complete();
    }

    /// <summary>Writes distributions that were predicted.</summary>
    /// <param name="model">The model.</param>
    /// <param name="logProbabilities">[rows, support], one row behind the other.</param>
    /// <param name="columns">What is told of each row.</param>
    /// <param name="path">The file.</param>
    /// <exception cref="DataFileException">The file cannot be written.</exception>
    /// <exception cref="ArgumentException">The probabilities are no whole number of rows, or numbers of ordered bins are asked for, and the model has none.</exception>
    public static void Write(SavedModel model, ReadOnlySpan<double> logProbabilities, PredictionColumns columns, string path) =>
        Write(model, logProbabilities, columns, rows => PredictionFile.Create(path, model, columns, rows, KeptColumns.None));

    /// <inheritdoc cref="Write(SavedModel, ReadOnlySpan{double}, PredictionColumns, string)"/>
    /// <param name="model">The model.</param>
    /// <param name="logProbabilities">[rows, support], one row behind the other.</param>
    /// <param name="columns">What is told of each row.</param>
    /// <param name="writer">Where the predictions go, as CSV text.</param>
    public static void Write(SavedModel model, ReadOnlySpan<double> logProbabilities, PredictionColumns columns, TextWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        Write(model, logProbabilities, columns, _ => PredictionFile.Of(writer, model, columns, KeptColumns.None));
    }

    private static void Write(
        SavedModel model, ReadOnlySpan<double> logProbabilities, PredictionColumns columns, Func<long, PredictionFile> create)
    {
        Check(model, columns);
        (int rows, int rest) = Math.DivRem(logProbabilities.Length, model.Model.Support);
        if (rest != 0)
        {
            throw new ArgumentException($"There are {logProbabilities.Length} log-probabilities and {model.Model.Support} points of the support; rows must be whole.", nameof(logProbabilities));
        }

        using PredictionFile file = create(rows);
        file.Write(logProbabilities);
        file.Complete();
    }

    private static void Check(SavedModel model, PredictionColumns columns)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(columns);
        if (columns.NeedsBins && model.Bins is null)
        {
            throw new ArgumentException($"Means, quantiles and intervals are of a number, and the model predicts {model.Model.Support} classes.", nameof(columns));
        }
    }

    private static void WriteRows<T>(
        DistributionModel model, RowSource features, PredictionFile file, IProgress<double>? progress, CancellationToken cancellationToken)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        RowBuffer read = new();
        int blockRows = (int)Math.Min(features.Rows, Math.Max(1, MostInBlock / Math.Max(model.Features, model.Support)));
        double[] predicted = new double[blockRows * model.Support];
        for (long start = 0; start < features.Rows; start += blockRows)
        {
            cancellationToken.ThrowIfCancellationRequested();
            int rows = (int)Math.Min(blockRows, features.Rows - start);
            Span<double> block = predicted.AsSpan(0, rows * model.Support);
            Predict(model, features, features.ReadRows<T>(start, rows, read, cancellationToken), start, block);
            file.Write(block);
            progress?.Report((double)(start + rows) / features.Rows);
        }

        file.Complete();
    }

    /// <summary>Predicts a block, whose rows the model counts from its start and the error from that of the file.</summary>
    private static void Predict<T>(DistributionModel model, RowSource features, ReadOnlySpan<T> values, long firstRow, Span<double> predicted)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int rows = values.Length / model.Features;
        try
        {
            ReadOnlyTensorSpan<T> block = new(values, [rows, model.Features], []);
            model.Predict(block, new TensorSpan<double>(predicted, [rows, model.Support], []));
        }
        catch (RegressionDataException wrong) when (wrong is { Row: { } row, Column: { } column })
        {
            throw new DataFileException(features.Name, $"has {values[(int)(row * model.Features) + column]} at [{firstRow + row}, {column}]; {wrong.Reason}", wrong);
        }
    }
}
