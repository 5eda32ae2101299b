using System.Buffers;
using System.Numerics.Tensors;
using KLDiv.Regression.Fitting.Dense;

namespace KLDiv.Regression.Models;

/// <summary>x W + b for a block of dense rows, and ln softmax of it.</summary>
internal sealed unsafe class DenseLayer
{
    /// <summary>Logits farther from 0 may be farther apart than double precision holds.</summary>
    private const double Farthest = double.MaxValue / 2;

    private readonly int _inputs;
    private readonly int _outputs;
    private readonly int _width;
    private readonly AlignedBuffer _weights;
    private readonly AlignedBuffer _start;

    /// <param name="weights">[inputs, outputs].</param>
    /// <param name="bias">[outputs].</param>
    public DenseLayer(double[] weights, double[] bias)
    {
        _outputs = bias.Length;
        _inputs = weights.Length / _outputs;
        _width = DenseKernels.Padded(_outputs);
        _weights = new AlignedBuffer((long)_inputs * _width);
        _start = new AlignedBuffer(_width);
        bias.CopyTo(_start.Span);
        for (int row = 0; row < _inputs; row++)
        {
            weights.AsSpan(row * _outputs, _outputs).CopyTo(_weights.Span.Slice(row * _width, _outputs));
        }
    }

    /// <param name="inputs">[rows, inputs].</param>
    /// <param name="log">[rows, outputs]: the log-probabilities; NaN in a row of which a logit, or the difference of two, overflows.</param>
    /// <param name="rows">The number of rows.</param>
    public void LogProbabilities(ReadOnlySpan<double> inputs, Span<double> log, int rows)
    {
        double[] block = ArrayPool<double>.Shared.Rent(rows * _width);
        Linear(inputs, block, rows);
        for (int row = 0; row < rows; row++)
        {
            ReadOnlySpan<double> logits = block.AsSpan(row * _width, _outputs);
            Span<double> result = log.Slice(row * _outputs, _outputs);
            if (Math.Abs(TensorPrimitives.MaxMagnitude(logits)) <= Farthest)
            {
                LogSoftmax.Forward(logits, result);
            }
            else
            {
                result.Fill(double.NaN);
            }
        }

        ArrayPool<double>.Shared.Return(block);
    }

    /// <summary>tanh(x W + b).</summary>
    /// <param name="inputs">[rows, inputs].</param>
    /// <param name="activations">[rows, outputs].</param>
    /// <param name="rows">The number of rows.</param>
    public void Activations(ReadOnlySpan<double> inputs, Span<double> activations, int rows)
    {
        double[] block = ArrayPool<double>.Shared.Rent(rows * _width);
        Linear(inputs, block, rows);
        fixed (double* values = block)
        {
            DenseKernels.Current.Tanh(values, (nint)rows * _width);
        }

        for (int row = 0; row < rows; row++)
        {
            block.AsSpan(row * _width, _outputs).CopyTo(activations.Slice(row * _outputs, _outputs));
        }

        ArrayPool<double>.Shared.Return(block);
    }

    private void Linear(ReadOnlySpan<double> inputs, double[] block, int rows)
    {
        fixed (double* x = inputs, y = block)
        {
            DenseKernels.Current.Multiply(x, _inputs, 1, _weights.Pointer, y, _start.Pointer, rows, _inputs, _width);
        }

        GC.KeepAlive(this);
    }
}
