using System.Numerics;
using System.Numerics.Tensors;
using KLDiv.Cli.Terminal;
using KLDiv.Files;
using KLDiv.Regression;
using KLDiv.Files.Elements;

namespace KLDiv.Cli.Predicting;

/// <summary>Predicts the rows of a matrix of features, block by block.</summary>
/// <param name="features">The file of the features.</param>
/// <param name="model">The model.</param>
/// <param name="columns">What is told of each row.</param>
/// <param name="host">Where progress goes.</param>
internal sealed class PredictedRowsOfFeatures(RowSource features, SavedModel model, PredictionColumns columns, Host host)
{
    private const int MostInBlock = 1 << 20;

    private int RowsInBlock => Math.Max(1, MostInBlock / Math.Max(model.Model.Features, model.Model.Support));

    /// <summary>Writes what is asked for of every row.</summary>
    /// <exception cref="DataFileException">The features do not fit the model or are not finite, or a file cannot be read or written.</exception>
    public static void Write(string features, SavedModel model, PredictionColumns columns, string path, Host host)
    {
        using RowSource source = RowSource.Open(features);
        new PredictedRowsOfFeatures(source, model, columns, host).Write(path);
    }

    private void Write(string path)
    {
        if (features.Lengths is not [_, var width] || width != model.Model.Features)
        {
            throw new DataFileException(
                features.Name,
                $"has shape {TensorShape.Text(features.Lengths)}, and the model takes {model.Model.Features} features: [rows, {model.Model.Features}]");
        }

        switch (features.ElementType)
        {
            case ElementType.Float16:
                Write<Half>(path);
                break;
            case ElementType.Float32:
                Write<float>(path);
                break;
            default:
                Write<double>(path);
                break;
        }
    }

    private void Write<T>(string path)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        using ProgressLine progress = new(host);
        using PredictionFile file = PredictionFile.Create(path, model, columns, features.Rows);
        RowBuffer read = new();
        double[] predicted = new double[Math.Min(features.Rows, RowsInBlock) * model.Model.Support];
        for (long start = 0; start < features.Rows; start += RowsInBlock)
        {
            host.Cancellation.ThrowIfCancellationRequested();
            int rows = (int)Math.Min(RowsInBlock, features.Rows - start);
            ReadOnlySpan<T> values = features.ReadRows<T>(start, rows, read);
            Predict(values, rows, start, predicted.AsSpan(0, rows * model.Model.Support));
            file.Write(predicted.AsSpan(0, rows * model.Model.Support));
            progress.Report((double)(start + rows) / features.Rows);
        }

        file.Complete();
    }

    /// <summary>Predicts a block, whose rows the model counts from its start and the error from that of the file.</summary>
    private void Predict<T>(ReadOnlySpan<T> values, int rows, long firstRow, Span<double> predicted)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        try
        {
            ReadOnlyTensorSpan<T> block = new(values, [rows, model.Model.Features], []);
            model.Model.Predict(block, new TensorSpan<double>(predicted, [rows, model.Model.Support], []));
        }
        catch (RegressionDataException wrong) when (wrong is { Row: { } row, Column: { } column })
        {
            string reason = wrong.Message[(wrong.Message.IndexOf("; ", StringComparison.Ordinal) + 2)..];
            throw new DataFileException(features.Name, $"has {values[(int)(row * model.Model.Features) + column]} at [{firstRow + row}, {column}]; {reason}", wrong);
        }
    }
}
