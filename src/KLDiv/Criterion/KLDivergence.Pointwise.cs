using System.Numerics;
using System.Numerics.Tensors;
using KLDiv.Criterion;
using KLDiv.Memory;

namespace KLDiv;

public static partial class KLDivergence
{
    /// <summary>The pointwise losses of flat memory, t (ln t - x) or with a log target e^t (t - x), in nats: the reduction <see cref="Reduction.None"/>.</summary>
    /// <param name="input">Log-probabilities x.</param>
    /// <param name="target">Probabilities t, or log-probabilities with a log target; in the shape of the input.</param>
    /// <param name="destination">Where the losses go, in the shape of the input; of any of the element types.</param>
    /// <param name="logTarget">Whether the target holds log-probabilities.</param>
    /// <param name="rowWeights">One weight a row; <c>default</c>: all weigh 1.</param>
    /// <param name="lengths">The shape of the flat memory; empty: one dimension.</param>
    /// <exception cref="ArgumentException">
    /// Shapes differ, row weights are not one finite number &gt;= 0 a row, memory does not fit the lengths, or an output shares memory that it may not.
    /// </exception>
    /// <exception cref="ArgumentOutOfRangeException">A length is negative.</exception>
    /// <exception cref="NotSupportedException">An element type is none of float, double and Half.</exception>
    public static void Pointwise<TInput, TTarget, TDestination>(
        ReadOnlySpan<TInput> input,
        ReadOnlySpan<TTarget> target,
        Span<TDestination> destination,
        bool logTarget = false,
        ReadOnlySpan<double> rowWeights = default,
        ReadOnlySpan<nint> lengths = default)
        where TInput : unmanaged, IFloatingPointIeee754<TInput>
        where TTarget : unmanaged, IFloatingPointIeee754<TTarget>
        where TDestination : unmanaged, IFloatingPointIeee754<TDestination> =>
        Pointwise(Call(input, target, logTarget, rowWeights, lengths), Operand.Of<TDestination>(destination, lengths, nameof(destination)));

    /// <summary>The pointwise losses of tensors, t (ln t - x) or with a log target e^t (t - x), in nats: the reduction <see cref="Reduction.None"/>.</summary>
    /// <param name="input">Log-probabilities x.</param>
    /// <param name="target">Probabilities t, or log-probabilities with a log target; in the shape of the input.</param>
    /// <param name="destination">Where the losses go, in the shape of the input; of any of the element types.</param>
    /// <param name="logTarget">Whether the target holds log-probabilities.</param>
    /// <param name="rowWeights">One weight a row; <c>default</c>: all weigh 1.</param>
    /// <param name="axis">The axis along which rows lie.</param>
    /// <exception cref="ArgumentException">
    /// Shapes differ, row weights are not one finite number &gt;= 0 a row, or an output shares memory that it may not.
    /// </exception>
    /// <exception cref="ArgumentOutOfRangeException">The operands have no such axis.</exception>
    /// <exception cref="NotSupportedException">An element type is none of float, double and Half.</exception>
    public static void Pointwise<TInput, TTarget, TDestination>(
        in ReadOnlyTensorSpan<TInput> input,
        in ReadOnlyTensorSpan<TTarget> target,
        in TensorSpan<TDestination> destination,
        bool logTarget = false,
        ReadOnlySpan<double> rowWeights = default,
        int axis = -1)
        where TInput : unmanaged, IFloatingPointIeee754<TInput>
        where TTarget : unmanaged, IFloatingPointIeee754<TTarget>
        where TDestination : unmanaged, IFloatingPointIeee754<TDestination> =>
        Pointwise(Call(input, target, logTarget, rowWeights, axis), Operand.Of(destination, nameof(destination)));

    /// <inheritdoc cref="Pointwise{TInput, TTarget, TDestination}(in ReadOnlyTensorSpan{TInput}, in ReadOnlyTensorSpan{TTarget}, in TensorSpan{TDestination}, bool, ReadOnlySpan{double}, int)" />
    /// <exception cref="ArgumentNullException">An operand is null.</exception>
    public static void Pointwise<TInput, TTarget, TDestination>(
        Tensor<TInput> input,
        Tensor<TTarget> target,
        Tensor<TDestination> destination,
        bool logTarget = false,
        ReadOnlySpan<double> rowWeights = default,
        int axis = -1)
        where TInput : unmanaged, IFloatingPointIeee754<TInput>
        where TTarget : unmanaged, IFloatingPointIeee754<TTarget>
        where TDestination : unmanaged, IFloatingPointIeee754<TDestination> =>
        Pointwise(Call(input, target, logTarget, rowWeights, axis), Operand.Of(destination, nameof(destination)));

    private static void Pointwise(LossCall call, Operand destination)
    {
        call.Arguments.SetFirstResult(destination);
        LossDriver.Run(call);
    }
}
