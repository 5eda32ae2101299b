using System.Numerics;
using System.Numerics.Tensors;

namespace KLDiv.Benchmarks.Works;

/// <summary>The formula composed of passes of <c>TensorPrimitives</c>, as one writes it without this library. They run on one thread.</summary>
internal static class ComposedCalls<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public static Call<T>? Forward { get; } = UnlessHalf("`Log`, `Subtract`, `Multiply`, `Sum`", operands => Loss(operands, logTarget: false));

    public static Call<T>? LogTarget { get; } = UnlessHalf("`Exp`, `Subtract`, `Multiply`, `Sum`", operands => Loss(operands, logTarget: true));

    public static Call<T>? Gradient { get; } = UnlessHalf("and `Multiply` of t and -g", operands =>
    {
        double loss = Loss(operands, logTarget: false);
        TensorPrimitives.Multiply(operands.Target, MinusOneOverRows(operands), operands.Destination);
        return loss;
    });

    public static Call<T>? LogTargetGradient { get; } = UnlessHalf("and `Multiply` of e^t and -g", operands =>
    {
        double loss = Loss(operands, logTarget: true);
        TensorPrimitives.Multiply<T>(operands.Destination, MinusOneOverRows(operands), operands.Destination);
        return loss;
    });

    /// <summary>The sum of the losses.</summary>
    /// <param name="input">Log-probabilities.</param>
    /// <param name="target">Probabilities, or log-probabilities.</param>
    /// <param name="transform">Is given the exponentials of a log target, and not touched otherwise.</param>
    /// <param name="losses">Is given the pointwise losses.</param>
    /// <param name="logTarget">Whether the target holds log-probabilities.</param>
    public static T Sum(ReadOnlySpan<T> input, ReadOnlySpan<T> target, Span<T> transform, Span<T> losses, bool logTarget)
    {
        if (logTarget)
        {
            TensorPrimitives.Exp(target, transform);
            TensorPrimitives.Subtract(target, input, losses);
            TensorPrimitives.Multiply<T>(transform, losses, losses);
        }
        else
        {
            TensorPrimitives.Log(target, losses);
            TensorPrimitives.Subtract<T>(losses, input, losses);
            TensorPrimitives.Multiply(target, losses, losses);
        }

        return TensorPrimitives.Sum<T>(losses);
    }

    private static double Loss(Operands<T> operands, bool logTarget)
    {
        T sum = logTarget
            ? Sum(operands.Input, operands.LogTarget, operands.Destination, operands.Scratch, logTarget: true)
            : Sum(operands.Input, operands.Target, default, operands.Scratch, logTarget: false);
        return double.CreateChecked(sum) / operands.Shape.Rows;
    }

    private static T MinusOneOverRows(Operands<T> operands) => T.CreateChecked(-1.0 / operands.Shape.Rows);

    /// <summary>A sum in Half stands still at 2,048: what comes out is not the loss.</summary>
    private static Call<T>? UnlessHalf(string name, Func<Operands<T>, double> run) => typeof(T) == typeof(Half) ? null : new(name, run);
}
