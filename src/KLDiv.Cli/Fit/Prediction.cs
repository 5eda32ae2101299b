using System.Buffers;
using System.Numerics;
using System.Numerics.Tensors;
using KLDiv.Cli.Terminal;
using KLDiv.Files;
using KLDiv.Regression;

namespace KLDiv.Cli.Fit;

/// <summary>Writes the distributions that a model predicts, block by block.</summary>
/// <param name="model">The model.</param>
/// <param name="features">The file of the features.</param>
/// <param name="host">Where progress goes.</param>
internal sealed class Prediction(DistributionModel model, TensorFile features, Host host)
{
    private const int RowsInBlock = 4096;

    /// <summary>Writes the log-probabilities of every row, float64.</summary>
    /// <exception cref="TensorFileException">The features do not fit the model or are not finite, or the file cannot be written.</exception>
    public void Write(string path)
    {
        if (features.Lengths is not [_, var columns] || columns != model.Features)
        {
            throw new TensorFileException(
                features.Path, $"has shape {TensorShape.Text(features.Lengths)}, and the model takes {model.Features} features: [rows, {model.Features}]");
        }

        switch (features.ElementType)
        {
            case ElementType.Float16:
                Write(features.AsTensorSpan<Half>(), path);
                break;
            case ElementType.Float32:
                Write(features.AsTensorSpan<float>(), path);
                break;
            default:
                Write(features.AsTensorSpan<double>(), path);
                break;
        }
    }

    private void Write<T>(in ReadOnlyTensorSpan<T> all, string path)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        nint rows = all.Lengths[0];
        using ProgressLine progress = new(host);
        using NpyWriter writer = NpyWriter.Create(path, ElementType.Float64, [rows, model.Support]);
        double[] buffer = new double[nint.Min(rows, RowsInBlock) * model.Support];
        for (nint start = 0; start < rows; start += RowsInBlock)
        {
            host.Cancellation.ThrowIfCancellationRequested();
            nint end = nint.Min(start + RowsInBlock, rows);
            ReadOnlyTensorSpan<T> block = all.Slice([new NRange(start, end), NRange.All]);
            MustBeFinite(block, start);
            TensorSpan<double> predicted = new(buffer, start: 0, [end - start, model.Support], strides: []);
            model.Predict(block, predicted);
            writer.Write<double>(buffer.AsSpan(0, (int)predicted.FlattenedLength));
            progress.Report((double)end / rows);
        }

        writer.Complete();
    }

    /// <summary>The model checks too, but it would count the rows from the start of the block.</summary>
    private void MustBeFinite<T>(in ReadOnlyTensorSpan<T> block, nint firstRow)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        nint flat = 0;
        foreach (ref readonly T value in block)
        {
            if (!T.IsFinite(value))
            {
                string place = $"[{firstRow + (flat / model.Features)}, {flat % model.Features}]";
                throw new TensorFileException(features.Path, $"has {value} at {place}; a feature must be finite");
            }

            flat++;
        }
    }
}
