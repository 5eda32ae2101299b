using System.Numerics;
using System.Numerics.Tensors;
using KLDiv.Criterion;
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
    /// <param name="rowWeights">One weight a row; <c>default</c>: all weigh 1.</param>
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
        where TTarget : unmanaged, IFloatingPointIeee754<TTarget> =>
        LossDriver.Loss(Call(input, target, logTarget, rowWeights, lengths, sums: true), reduction);

    /// <summary>The reduced loss over tensors.</summary>
    /// <remarks>The default reduction, <see cref="Reduction.Mean"/>, is torch's and not the divergence: that is <see cref="Reduction.BatchMean"/>.</remarks>
    /// <param name="input">Log-probabilities x.</param>
    /// <param name="target">Probabilities t, or log-probabilities with a log target; in the shape of the input.</param>
    /// <param name="reduction">How the losses become one number; not <see cref="Reduction.None"/>.</param>
    /// <param name="logTarget">Whether the target holds log-probabilities.</param>
    /// <param name="rowWeights">One weight a row; <c>default</c>: all weigh 1.</param>
    /// <param name="axis">The axis along which rows lie.</param>
    /// <returns>Σ w l over the reduction's divisor, in nats.</returns>
    /// <exception cref="ArgumentException">
    /// Shapes differ, row weights are not one finite number &gt;= 0 a row, or the reduction is <see cref="Reduction.None"/>.
    /// </exception>
    /// <exception cref="ArgumentOutOfRangeException">The reduction is undefined, or the operands have no such axis.</exception>
    /// <exception cref="NotSupportedException">An element type is none of float, double and Half.</exception>
    public static double Loss<TInput, TTarget>(
        in ReadOnlyTensorSpan<TInput> input,
        in ReadOnlyTensorSpan<TTarget> target,
        Reduction reduction = Reduction.Mean,
        bool logTarget = false,
        ReadOnlySpan<double> rowWeights = default,
        int axis = -1)
        where TInput : unmanaged, IFloatingPointIeee754<TInput>
        where TTarget : unmanaged, IFloatingPointIeee754<TTarget> =>
        LossDriver.Loss(Call(input, target, logTarget, rowWeights, axis, sums: true), reduction);

    /// <inheritdoc cref="Loss{TInput, TTarget}(in ReadOnlyTensorSpan{TInput}, in ReadOnlyTensorSpan{TTarget}, Reduction, bool, ReadOnlySpan{double}, int)" />
    /// <exception cref="ArgumentNullException">An operand is null.</exception>
    public static double Loss<TInput, TTarget>(
        Tensor<TInput> input,
        Tensor<TTarget> target,
        Reduction reduction = Reduction.Mean,
        bool logTarget = false,
        ReadOnlySpan<double> rowWeights = default,
        int axis = -1)
        where TInput : unmanaged, IFloatingPointIeee754<TInput>
        where TTarget : unmanaged, IFloatingPointIeee754<TTarget> =>
        LossDriver.Loss(Call(input, target, logTarget, rowWeights, axis, sums: true), reduction);
}
