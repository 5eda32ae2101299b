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

    /// <summary>The pointwise losses of flat memory and their gradients, in one pass: the reduction <see cref="Reduction.None"/>.</summary>
    /// <remarks>It goes element by element: memory of any shape is flat memory here. Where rows weigh differently, their weights go into the upstream gradient.</remarks>
    /// <param name="input">Log-probabilities x.</param>
    /// <param name="target">Probabilities t, or log-probabilities with a log target; as long as the input.</param>
    /// <param name="upstream">The gradient that flows into each pointwise loss; as long as the input.</param>
    /// <param name="destination">Where the losses go; as long as the input, of any of the element types.</param>
    /// <param name="inputGradient">Where the gradient for the input goes; it may be exactly the input's memory. <c>default</c>: not wanted.</param>
    /// <param name="targetGradient">Where the gradient for the target goes; it may be exactly the target's memory. <c>default</c>: not wanted.</param>
    /// <param name="logTarget">Whether the target holds log-probabilities.</param>
    /// <exception cref="ArgumentException">Lengths differ, or an output shares memory that it may not.</exception>
    /// <exception cref="NotSupportedException">An element type is none of float, double and Half.</exception>
    public static void PointwiseAndGradient<TInput, TTarget, TUpstream, TDestination>(
        ReadOnlySpan<TInput> input,
        ReadOnlySpan<TTarget> target,
        ReadOnlySpan<TUpstream> upstream,
        Span<TDestination> destination,
        Span<TInput> inputGradient,
        Span<TTarget> targetGradient = default,
        bool logTarget = false)
        where TInput : unmanaged, IFloatingPointIeee754<TInput>
        where TTarget : unmanaged, IFloatingPointIeee754<TTarget>
        where TUpstream : unmanaged, IFloatingPointIeee754<TUpstream>
        where TDestination : unmanaged, IFloatingPointIeee754<TDestination> =>
        PointwiseAndGradient(
            Call(input, target, logTarget, default, default),
            Operand.Of(upstream, default, nameof(upstream)),
            Operand.Of<TDestination>(destination, default, nameof(destination)),
            Operand.OfOptional<TInput>(inputGradient, default, nameof(inputGradient)),
            Operand.OfOptional<TTarget>(targetGradient, default, nameof(targetGradient)));

    /// <summary>The pointwise losses of tensors and their gradients, in one pass: the reduction <see cref="Reduction.None"/>.</summary>
    /// <remarks>It goes element by element. Where rows weigh differently, their weights go into the upstream gradient.</remarks>
    /// <param name="input">Log-probabilities x.</param>
    /// <param name="target">Probabilities t, or log-probabilities with a log target; in the shape of the input.</param>
    /// <param name="upstream">The gradient that flows into each pointwise loss, in the shape of the input.</param>
    /// <param name="destination">Where the losses go, in the shape of the input; of any of the element types.</param>
    /// <param name="inputGradient">Where the gradient for the input goes, in its shape; it may be exactly the input's memory. <c>default</c>: not wanted.</param>
    /// <param name="targetGradient">Where the gradient for the target goes, in its shape; it may be exactly the target's memory. <c>default</c>: not wanted.</param>
    /// <param name="logTarget">Whether the target holds log-probabilities.</param>
    /// <exception cref="ArgumentException">Shapes differ, or an output shares memory that it may not.</exception>
    /// <exception cref="NotSupportedException">An element type is none of float, double and Half.</exception>
    public static void PointwiseAndGradient<TInput, TTarget, TUpstream, TDestination>(
        in ReadOnlyTensorSpan<TInput> input,
        in ReadOnlyTensorSpan<TTarget> target,
        in ReadOnlyTensorSpan<TUpstream> upstream,
        in TensorSpan<TDestination> destination,
        in TensorSpan<TInput> inputGradient,
        in TensorSpan<TTarget> targetGradient = default,
        bool logTarget = false)
        where TInput : unmanaged, IFloatingPointIeee754<TInput>
        where TTarget : unmanaged, IFloatingPointIeee754<TTarget>
        where TUpstream : unmanaged, IFloatingPointIeee754<TUpstream>
        where TDestination : unmanaged, IFloatingPointIeee754<TDestination> =>
        PointwiseAndGradient(
            Call(input, target, logTarget, default, -1),
            Operand.Of(upstream, nameof(upstream)),
            Operand.Of(destination, nameof(destination)),
            Operand.OfOptional(inputGradient, nameof(inputGradient)),
            Operand.OfOptional(targetGradient, nameof(targetGradient)));

    /// <remarks>A gradient that is null is not wanted.</remarks>
    /// <inheritdoc cref="PointwiseAndGradient{TInput, TTarget, TUpstream, TDestination}(in ReadOnlyTensorSpan{TInput}, in ReadOnlyTensorSpan{TTarget}, in ReadOnlyTensorSpan{TUpstream}, in TensorSpan{TDestination}, in TensorSpan{TInput}, in TensorSpan{TTarget}, bool)" />
    /// <exception cref="ArgumentNullException">An operand other than a gradient is null.</exception>
    public static void PointwiseAndGradient<TInput, TTarget, TUpstream, TDestination>(
        Tensor<TInput> input,
        Tensor<TTarget> target,
        Tensor<TUpstream> upstream,
        Tensor<TDestination> destination,
        Tensor<TInput>? inputGradient,
        Tensor<TTarget>? targetGradient = null,
        bool logTarget = false)
        where TInput : unmanaged, IFloatingPointIeee754<TInput>
        where TTarget : unmanaged, IFloatingPointIeee754<TTarget>
        where TUpstream : unmanaged, IFloatingPointIeee754<TUpstream>
        where TDestination : unmanaged, IFloatingPointIeee754<TDestination> =>
        PointwiseAndGradient(
            Call(input, target, logTarget, default, -1),
            Operand.Of(upstream, nameof(upstream)),
            Operand.Of(destination, nameof(destination)),
            Operand.OfOptional(inputGradient, nameof(inputGradient)),
            Operand.OfOptional(targetGradient, nameof(targetGradient)));

    internal static void PointwiseAndGradient(LossCall call, Operand upstream, Operand destination, Operand inputGradient, Operand targetGradient)
    {
        call.Arguments.SetThird(upstream);
        call.Arguments.SetFirstResult(destination);
        call.SetGradients(inputGradient, targetGradient);
        LossDriver.Run(call);
    }
}
