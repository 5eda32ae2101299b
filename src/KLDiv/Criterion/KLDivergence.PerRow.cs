using System.Numerics;
using System.Numerics.Tensors;
using KLDiv.Criterion;
using KLDiv.Memory;

namespace KLDiv;

public static partial class KLDivergence
{
    /// <summary>The divergence of each row of flat memory: the sum of the pointwise losses along the last axis.</summary>
    /// <param name="input">Log-probabilities x.</param>
    /// <param name="target">Probabilities t, or log-probabilities with a log target; in the shape of the input.</param>
    /// <param name="destination">One number a row, in nats; times the row's weight.</param>
    /// <param name="logTarget">Whether the target holds log-probabilities.</param>
    /// <param name="rowWeights">One weight a row; <c>default</c>: all weigh 1.</param>
    /// <param name="lengths">The shape of the flat memory; empty: one dimension.</param>
    /// <exception cref="ArgumentException">
    /// Shapes differ, row weights are not one finite number &gt;= 0 a row, memory does not fit the lengths, or an output shares memory that it may not.
    /// </exception>
    /// <exception cref="ArgumentOutOfRangeException">A length is negative.</exception>
    /// <exception cref="NotSupportedException">An element type is none of float, double and Half.</exception>
    public static void PerRow<TInput, TTarget>(
        ReadOnlySpan<TInput> input,
        ReadOnlySpan<TTarget> target,
        Span<double> destination,
        bool logTarget = false,
        ReadOnlySpan<double> rowWeights = default,
        ReadOnlySpan<nint> lengths = default)
        where TInput : unmanaged, IFloatingPointIeee754<TInput>
        where TTarget : unmanaged, IFloatingPointIeee754<TTarget> =>
        PerRow(Call(input, target, logTarget, rowWeights, lengths), destination);

    /// <summary>The divergence of each row of tensors: the sum of the pointwise losses along an axis.</summary>
    /// <param name="input">Log-probabilities x.</param>
    /// <param name="target">Probabilities t, or log-probabilities with a log target; in the shape of the input.</param>
    /// <param name="destination">One number a row, in nats; times the row's weight.</param>
    /// <param name="logTarget">Whether the target holds log-probabilities.</param>
    /// <param name="rowWeights">One weight a row; <c>default</c>: all weigh 1.</param>
    /// <param name="axis">The axis along which rows lie.</param>
    /// <exception cref="ArgumentException">
    /// Shapes differ, row weights are not one finite number &gt;= 0 a row, or an output shares memory that it may not.
    /// </exception>
    /// <exception cref="ArgumentOutOfRangeException">The operands have no such axis.</exception>
    /// <exception cref="NotSupportedException">An element type is none of float, double and Half.</exception>
    public static void PerRow<TInput, TTarget>(
        in ReadOnlyTensorSpan<TInput> input,
        in ReadOnlyTensorSpan<TTarget> target,
        Span<double> destination,
        bool logTarget = false,
        ReadOnlySpan<double> rowWeights = default,
        int axis = -1)
        where TInput : unmanaged, IFloatingPointIeee754<TInput>
        where TTarget : unmanaged, IFloatingPointIeee754<TTarget> =>
        PerRow(Call(input, target, logTarget, rowWeights, axis), destination);

    /// <inheritdoc cref="PerRow{TInput, TTarget}(in ReadOnlyTensorSpan{TInput}, in ReadOnlyTensorSpan{TTarget}, Span{double}, bool, ReadOnlySpan{double}, int)" />
    /// <exception cref="ArgumentNullException">An operand is null.</exception>
    public static void PerRow<TInput, TTarget>(
        Tensor<TInput> input,
        Tensor<TTarget> target,
        Span<double> destination,
        bool logTarget = false,
        ReadOnlySpan<double> rowWeights = default,
        int axis = -1)
        where TInput : unmanaged, IFloatingPointIeee754<TInput>
        where TTarget : unmanaged, IFloatingPointIeee754<TTarget> =>
        PerRow(Call(input, target, logTarget, rowWeights, axis), destination);

    private static void PerRow(LossCall call, Span<double> destination)
    {
        call.Sums = true;
        call.Arguments.SetRowSums(destination);
        LossDriver.Run(call);
    }
}
