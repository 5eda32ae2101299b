using System.Numerics;
using System.Numerics.Tensors;
using KLDiv.Memory;
using KLDiv.Simd;

namespace KLDiv.Softmaxes;

/// <summary>From logits a over the temperature to their softmax, p = e^a / Σ e^a, or to its logarithm, x = a - ln Σ e^a.</summary>
/// <typeparam name="TLogarithm">Whether the logarithm is wanted.</typeparam>
internal readonly struct SoftmaxForward<TLogarithm>(double temperature) : IRowOperation
    where TLogarithm : struct, IChoice
{
    /// <summary>
    /// Smaller exponents are raised to this one: their exponentials add nothing to a sum of at least 1, and beside one that underflows, as that of a suppressed
    /// class does, the runtime's vector exponential takes one element at a time.
    /// </summary>
    private const double LeastExponent = -708;

    public static void Run(in Operand logits, in Operand destination, double temperature, int axis = -1) =>
        RowDriver.Run(logits, logits, destination, axis, new SoftmaxForward<TLogarithm>(Temperature.Checked(temperature)));

    /// <summary>The result in a new tensor.</summary>
    public static Tensor<T> Run<T>(Tensor<T> logits, double temperature, int axis)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(logits);
        Tensor<T> destination = Tensor.CreateFromShape<T>(logits.Lengths);
        Operand from = Operand.Of(logits, nameof(logits));
        RowDriver.Run(from, from, Operand.Of(destination, nameof(destination)), axis, new SoftmaxForward<TLogarithm>(Temperature.Checked(temperature)));
        return destination;
    }

    public RowPasses<T> Passes<T>()
        where T : unmanaged =>
        InverseTemperature.IsOrdinary(temperature) ? VectorWidth.Choose<SoftmaxPasses<T, TLogarithm>, T, RowPasses<T>>(VectorWidth.Current).At(temperature) : default;

    public bool Run(in RowBlocks row, nint number)
    {
        double largest = double.NegativeInfinity;
        for (nint start = -1; row.Next(ref start);)
        {
            largest = Math.Max(largest, TensorPrimitives.Max<double>(row.First(start)));
        }

        if (double.IsInfinity(largest) && !HasFinite(row))
        {
            return false;
        }

        double sum = 0;
        for (nint start = -1; row.Next(ref start);)
        {
            Span<double> block = Exponents(row, start, largest);
            TensorPrimitives.Max<double>(block, LeastExponent, block);
            TensorPrimitives.Exp<double>(block, block);
            sum += TensorPrimitives.Sum<double>(block);
        }

        for (nint start = -1; row.Next(ref start);)
        {
            Span<double> block = Exponents(row, start, largest);
            Normalise(block, sum);
            row.Write(start, block);
        }

        return true;
    }

    private static void Normalise(Span<double> exponents, double sum)
    {
        if (TLogarithm.Value)
        {
            TensorPrimitives.Subtract<double>(exponents, Math.Log(sum), exponents);
            return;
        }

        TensorPrimitives.Exp<double>(exponents, exponents);
        TensorPrimitives.Divide<double>(exponents, sum, exponents);
    }

    private Span<double> Exponents(in RowBlocks row, nint start, double largest)
    {
        Span<double> block = row.First(start);
        TensorPrimitives.Subtract<double>(block, largest, block);
        if (temperature != 1)
        {
            TensorPrimitives.Divide<double>(block, temperature, block);
        }

        return block;
    }

    private static bool HasFinite(in RowBlocks row)
    {
        for (nint start = -1; row.Next(ref start);)
        {
            foreach (double logit in row.First(start))
            {
                if (double.IsFinite(logit))
                {
                    return true;
                }
            }
        }

        return false;
    }
}

/// <summary>The gradient for the logits: from the gradient g for the softmax p, p (g - Σ p g) / T; from that for its logarithm x, (g - e^x Σ g) / T.</summary>
/// <typeparam name="TLogarithm">Whether it is for the logarithm.</typeparam>
internal readonly struct SoftmaxBackward<TLogarithm>(double temperature) : IRowOperation
    where TLogarithm : struct, IChoice
{
    public static void Run(in Operand result, in Operand gradient, in Operand destination, double temperature, int axis = -1) =>
        RowDriver.Run(result, gradient, destination, axis, new SoftmaxBackward<TLogarithm>(Temperature.Checked(temperature)));

    /// <summary>The gradient in a new tensor.</summary>
    /// <param name="result">The softmax, or its logarithm.</param>
    /// <param name="name">What the caller knows it by.</param>
    /// <param name="gradient">The gradient for it.</param>
    /// <param name="temperature">T.</param>
    /// <param name="axis">The axis along which rows lie.</param>
    public static Tensor<T> Run<T>(Tensor<T> result, string name, Tensor<T> gradient, double temperature, int axis)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(result, name);
        Tensor<T> destination = Tensor.CreateFromShape<T>(result.Lengths);
        SoftmaxBackward<TLogarithm> operation = new(Temperature.Checked(temperature));
        RowDriver.Run(Operand.Of(result, name), Operand.Of(gradient, nameof(gradient)), Operand.Of(destination, nameof(destination)), axis, operation);
        return destination;
    }

    public RowPasses<T> Passes<T>()
        where T : unmanaged =>
        InverseTemperature.IsOrdinary(temperature) ? VectorWidth.Choose<SoftmaxGradientPasses<T, TLogarithm>, T, RowPasses<T>>(VectorWidth.Current).At(temperature) : default;

    public bool Run(in RowBlocks row, nint number)
    {
        double sum = 0;
        for (nint start = -1; row.Next(ref start);)
        {
            Span<double> gradient = row.Second(start);
            sum += TLogarithm.Value ? TensorPrimitives.Sum<double>(gradient) : TensorPrimitives.Dot<double>(row.First(start), gradient);
        }

        for (nint start = -1; row.Next(ref start);)
        {
            Span<double> gradient = row.Second(start);
            Return(row.First(start), gradient, sum);
            if (temperature != 1)
            {
                TensorPrimitives.Divide<double>(gradient, temperature, gradient);
            }

            row.Write(start, gradient);
        }

        return true;
    }

    /// <summary>From the gradient for the result to that for the exponents.</summary>
    /// <param name="result">A block of the result, which may be overwritten.</param>
    /// <param name="gradient">The gradient for it, overwritten.</param>
    /// <param name="sum">The whole row's sum.</param>
    private static void Return(Span<double> result, Span<double> gradient, double sum)
    {
        if (TLogarithm.Value)
        {
            TensorPrimitives.Exp<double>(result, result);
            TensorPrimitives.MultiplyAdd<double>(result, -sum, gradient, gradient);
            return;
        }

        TensorPrimitives.Subtract<double>(gradient, sum, gradient);
        TensorPrimitives.Multiply<double>(gradient, result, gradient);
    }
}
