using System.Numerics;
using System.Numerics.Tensors;
using KLDiv.Criterion;
using KLDiv.Distilling;
using KLDiv.Memory;

namespace KLDiv;

public static partial class KLDivergence
{
    /// <summary>The reduced loss over flat memory.</summary>
    /// <remarks>The default reduction, <see cref="Reduction.Mean"/>, is torch's and not the divergence: that is <see cref="Reduction.BatchMean"/>.</remarks>
    /// <param name="input">Log-probabilities x.</param>
    /// <param name="target">Probabilities t, or log-probabilities with a log target; in the shape of the input.</param>
    /// <param name="reduction">How the losses become one number; not <see cref="Reduction.None"/>.</param>
    /// <param name="logTarget">Whether the target holds log-probabilities.</param>
    /// <param name="rowWeights">One weight a row; empty: all weigh 1.</param>
    /// <param name="lengths">The shape of the flat memory; empty: one dimension.</param>
    /// <returns>Σ w l over the reduction's divisor, in nats.</returns>
    /// <exception cref="ArgumentException">
    /// Shapes differ, row weights are not one finite number &gt;= 0 a row, memory does not fit the lengths, or the reduction is <see cref="Reduction.None"/>.
    /// </exception>
    /// <exception cref="ArgumentOutOfRangeException">The reduction is undefined, or a length is negative.</exception>
    /// <exception cref="NotSupportedException">An element type is none of float, double and Half.</exception>
    public static double Loss<TInput, TTarget>(
        ReadOnlySpan<TInput> input,
        ReadOnlySpan<TTarget> target,
        Reduction reduction = Reduction.Mean,
        bool logTarget = false,
        ReadOnlySpan<double> rowWeights = default,
        ReadOnlySpan<nint> lengths = default)
        where TInput : unmanaged, IFloatingPointIeee754<TInput>
        where TTarget : unmanaged, IFloatingPointIeee754<TTarget>
    {
        return Loss(Operand.Of(input, lengths, nameof(input)), Operand.Of(target, lengths, nameof(target)), reduction, logTarget, rowWeights);
    }

    /// <summary>The reduced loss over tensors.</summary>
    /// <inheritdoc cref="Loss{TInput, TTarget}(ReadOnlySpan{TInput}, ReadOnlySpan{TTarget}, Reduction, bool, ReadOnlySpan{double}, ReadOnlySpan{nint})" />
    public static double Loss<TInput, TTarget>(
        in ReadOnlyTensorSpan<TInput> input,
        in ReadOnlyTensorSpan<TTarget> target,
        Reduction reduction = Reduction.Mean,
        bool logTarget = false,
        ReadOnlySpan<double> rowWeights = default)
        where TInput : unmanaged, IFloatingPointIeee754<TInput>
        where TTarget : unmanaged, IFloatingPointIeee754<TTarget> =>
        Loss(Operand.Of(input, nameof(input)), Operand.Of(target, nameof(target)), reduction, logTarget, rowWeights);

    /// <inheritdoc cref="Loss{TInput, TTarget}(in ReadOnlyTensorSpan{TInput}, in ReadOnlyTensorSpan{TTarget}, Reduction, bool, ReadOnlySpan{double})" />
    /// <exception cref="ArgumentNullException">An operand is null.</exception>
    public static double Loss<TInput, TTarget>(
        Tensor<TInput> input,
        Tensor<TTarget> target,
        Reduction reduction = Reduction.Mean,
        bool logTarget = false,
        ReadOnlySpan<double> rowWeights = default)
        where TInput : unmanaged, IFloatingPointIeee754<TInput>
        where TTarget : unmanaged, IFloatingPointIeee754<TTarget>
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(target);
        return Loss(input.AsReadOnlyTensorSpan(), target.AsReadOnlyTensorSpan(), reduction, logTarget, rowWeights);
    }

    private static double Loss(Operand input, Operand target, Reduction reduction, bool logTarget, ReadOnlySpan<double> rowWeights)
    {
        LossCall call = new(input, target, logTarget, rowWeights) { Sums = true };
        double divisor = reduction.Divisor(call.Arguments.Numel, call.Arguments.First.Lengths[0], nameof(Pointwise));
        return LossDriver.Run(call).Value / divisor;
    }
}
