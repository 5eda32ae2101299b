using System.Numerics.Tensors;
using KLDiv.Memory;
using KLDiv.Simd;

namespace KLDiv.Softmaxes;

/// <summary>What differs between the softmax of a row and its logarithm.</summary>
internal interface ISoftmax
{
    /// <summary>The passes from ordinary logits to the result.</summary>
    static abstract RowPasses<T> Passes<T>()
        where T : unmanaged;

    /// <summary>The passes from the gradient for the result to that for the logits.</summary>
    static abstract RowPasses<T> GradientPasses<T>()
        where T : unmanaged;

    /// <summary>From exponents whose largest is 0, and the sum of their exponentials, to the result.</summary>
    static abstract void Normalise(Span<double> exponents, double sum);

    /// <summary>A block's part of the sum that the gradient needs.</summary>
    /// <param name="result">A block of the result, which may be overwritten.</param>
    /// <param name="gradient">The gradient for it.</param>
    static abstract double Sum(Span<double> result, Span<double> gradient);

    /// <summary>From the gradient for the result to that for the exponents.</summary>
    /// <param name="result">A block of the result, which may be overwritten.</param>
    /// <param name="gradient">The gradient for it, overwritten.</param>
    /// <param name="sum">The whole row's sum.</param>
    static abstract void Return(Span<double> result, Span<double> gradient, double sum);
}

/// <summary>p = e^a / Σ e^a.</summary>
internal readonly struct SoftmaxOfRow : ISoftmax
{
    public static RowPasses<T> Passes<T>()
        where T : unmanaged => VectorWidth.Choose<SoftmaxPasses<T, No>, T, RowPasses<T>>(VectorWidth.Current);

    public static RowPasses<T> GradientPasses<T>()
        where T : unmanaged => VectorWidth.Choose<SoftmaxGradientPasses<T, No>, T, RowPasses<T>>(VectorWidth.Current);

    public static void Normalise(Span<double> exponents, double sum)
    {
        TensorPrimitives.Exp<double>(exponents, exponents);
        TensorPrimitives.Divide<double>(exponents, sum, exponents);
    }

    /// <summary>Σ p g.</summary>
    public static double Sum(Span<double> result, Span<double> gradient) => TensorPrimitives.Dot<double>(result, gradient);

    /// <summary>p (g - Σ p g).</summary>
    public static void Return(Span<double> result, Span<double> gradient, double sum)
    {
        TensorPrimitives.Subtract<double>(gradient, sum, gradient);
        TensorPrimitives.Multiply<double>(gradient, result, gradient);
    }
}

/// <summary>x = a - ln Σ e^a.</summary>
internal readonly struct LogSoftmaxOfRow : ISoftmax
{
    public static RowPasses<T> Passes<T>()
        where T : unmanaged => VectorWidth.Choose<SoftmaxPasses<T, Yes>, T, RowPasses<T>>(VectorWidth.Current);

    public static RowPasses<T> GradientPasses<T>()
        where T : unmanaged => VectorWidth.Choose<SoftmaxGradientPasses<T, Yes>, T, RowPasses<T>>(VectorWidth.Current);

    public static void Normalise(Span<double> exponents, double sum) => TensorPrimitives.Subtract<double>(exponents, Math.Log(sum), exponents);

    /// <summary>Σ g.</summary>
    public static double Sum(Span<double> result, Span<double> gradient) => TensorPrimitives.Sum<double>(gradient);

    /// <summary>g - e^x Σ g.</summary>
    public static void Return(Span<double> result, Span<double> gradient, double sum)
    {
        TensorPrimitives.Exp<double>(result, result);
        TensorPrimitives.MultiplyAdd<double>(result, -sum, gradient, gradient);
    }
}

/// <summary>Logits to a softmax.</summary>
internal readonly struct SoftmaxForward<TSoftmax>(double temperature) : IRowOperation
    where TSoftmax : struct, ISoftmax
{
    public RowPasses<T> Passes<T>()
        where T : unmanaged => InverseTemperature.IsOrdinary(temperature) ? TSoftmax.Passes<T>().At(temperature) : default;

    /// <summary>
    /// Smaller exponents are raised to this one: their exponentials add nothing to a sum of at least 1, and beside one that underflows, as that of a suppressed
    /// class does, the runtime's vector exponential takes one element at a time.
    /// </summary>
    private const double LeastExponent = -708;

    public static void Run(in Operand logits, in Operand destination, double temperature, int axis = -1) =>
        RowDriver.Run(logits, logits, destination, axis, new SoftmaxForward<TSoftmax>(Temperature.Checked(temperature)));

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
            TSoftmax.Normalise(block, sum);
            row.Write(start, block);
        }

        return true;
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

/// <summary>The gradient for the logits, from that for a softmax.</summary>
internal readonly struct SoftmaxBackward<TSoftmax>(double temperature) : IRowOperation
    where TSoftmax : struct, ISoftmax
{
    public RowPasses<T> Passes<T>()
        where T : unmanaged => InverseTemperature.IsOrdinary(temperature) ? TSoftmax.GradientPasses<T>().At(temperature) : default;

    public static void Run(in Operand result, in Operand gradient, in Operand destination, double temperature, int axis = -1) =>
        RowDriver.Run(result, gradient, destination, axis, new SoftmaxBackward<TSoftmax>(Temperature.Checked(temperature)));

    public bool Run(in RowBlocks row, nint number)
    {
        double sum = 0;
        for (nint start = -1; row.Next(ref start);)
        {
            sum += TSoftmax.Sum(row.First(start), row.Second(start));
        }

        for (nint start = -1; row.Next(ref start);)
        {
            Span<double> gradient = row.Second(start);
            TSoftmax.Return(row.First(start), gradient, sum);
            if (temperature != 1)
            {
                TensorPrimitives.Divide<double>(gradient, temperature, gradient);
            }

            row.Write(start, gradient);
        }

        return true;
    }
}
