using System.Numerics;
using System.Numerics.Tensors;
using KLDiv.Criterion;
using KLDiv.Memory;

namespace KLDiv;

public static partial class KLDivergence
{
    /// <summary>The pointwise losses of flat memory and their gradients, in one pass: the reduction <see cref="Reduction.None"/>.</summary>
    /// <param name="input">Log-probabilities x.</param>
    /// <param name="target">Probabilities t, or log-probabilities with a log target; in the shape of the input.</param>
    /// <param name="upstream">The gradient that flows into each pointwise loss, in the shape of the input.</param>
    /// <param name="destination">Where the losses go, in the shape of the input; of any of the element types.</param>
    /// <param name="inputGradient">Where the gradient for the input goes, in its shape; the default, empty: not wanted.</param>
    /// <param name="targetGradient">Where the gradient for the target goes, in its shape; the default, empty: not wanted.</param>
    /// <param name="logTarget">Whether the target holds log-probabilities.</param>
    /// <param name="rowWeights">One weight a row; empty: all weigh 1.</param>
    /// <param name="lengths">The shape of the flat memory; empty: one dimension.</param>
    /// <exception cref="ArgumentException">
    /// Shapes differ, row weights are not one finite number &gt;= 0 a row, memory does not fit the lengths, or an output shares memory that it may not.
    /// </exception>
    /// <exception cref="ArgumentOutOfRangeException">A length is negative.</exception>
    /// <exception cref="NotSupportedException">An element type is none of float, double and Half.</exception>
    public static void PointwiseAndGradient<TInput, TTarget, TUpstream, TDestination>(
        ReadOnlySpan<TInput> input,
        ReadOnlySpan<TTarget> target,
        ReadOnlySpan<TUpstream> upstream,
        Span<TDestination> destination,
        Span<TInput> inputGradient,
        Span<TTarget> targetGradient = default,
        bool logTarget = false,
        ReadOnlySpan<double> rowWeights = default,
        ReadOnlySpan<nint> lengths = default)
        where TInput : unmanaged, IFloatingPointIeee754<TInput>
        where TTarget : unmanaged, IFloatingPointIeee754<TTarget>
        where TUpstream : unmanaged, IFloatingPointIeee754<TUpstream>
        where TDestination : unmanaged, IFloatingPointIeee754<TDestination>
    {
        LossCall call = new(Operand.Of(input, lengths, nameof(input)), Operand.Of(target, lengths, nameof(target)), logTarget, rowWeights);
        call.Arguments.SetThird(Operand.Of(upstream, lengths, nameof(upstream)));
        call.Arguments.SetFirstResult(Operand.Of<TDestination>(destination, lengths, nameof(destination)));
        call.SetGradients(
            Operand.OfOptional<TInput>(inputGradient, lengths, nameof(inputGradient)),
            Operand.OfOptional<TTarget>(targetGradient, lengths, nameof(targetGradient)));
        LossDriver.Run(call);
    }

    /// <summary>The pointwise losses of tensors and their gradients, in one pass: the reduction <see cref="Reduction.None"/>.</summary>
    /// <inheritdoc cref="PointwiseAndGradient{TInput, TTarget, TUpstream, TDestination}(ReadOnlySpan{TInput}, ReadOnlySpan{TTarget}, ReadOnlySpan{TUpstream}, Span{TDestination}, Span{TInput}, Span{TTarget}, bool, ReadOnlySpan{double}, ReadOnlySpan{nint})" />
    public static void PointwiseAndGradient<TInput, TTarget, TUpstream, TDestination>(
        in ReadOnlyTensorSpan<TInput> input,
        in ReadOnlyTensorSpan<TTarget> target,
        in ReadOnlyTensorSpan<TUpstream> upstream,
        in TensorSpan<TDestination> destination,
        in TensorSpan<TInput> inputGradient,
        in TensorSpan<TTarget> targetGradient = default,
        bool logTarget = false,
        ReadOnlySpan<double> rowWeights = default)
        where TInput : unmanaged, IFloatingPointIeee754<TInput>
        where TTarget : unmanaged, IFloatingPointIeee754<TTarget>
        where TUpstream : unmanaged, IFloatingPointIeee754<TUpstream>
        where TDestination : unmanaged, IFloatingPointIeee754<TDestination>
    {
        LossCall call = new(Operand.Of(input, nameof(input)), Operand.Of(target, nameof(target)), logTarget, rowWeights);
        call.Arguments.SetThird(Operand.Of(upstream, nameof(upstream)));
        call.Arguments.SetFirstResult(Operand.Of(destination, nameof(destination)));
        call.SetGradients(Operand.OfOptional(inputGradient, nameof(inputGradient)), Operand.OfOptional(targetGradient, nameof(targetGradient)));
        LossDriver.Run(call);
    }

    /// <remarks>A gradient that is null is not wanted.</remarks>
    /// <inheritdoc cref="PointwiseAndGradient{TInput, TTarget, TUpstream, TDestination}(in ReadOnlyTensorSpan{TInput}, in ReadOnlyTensorSpan{TTarget}, in ReadOnlyTensorSpan{TUpstream}, in TensorSpan{TDestination}, in TensorSpan{TInput}, in TensorSpan{TTarget}, bool, ReadOnlySpan{double})" />
    /// <exception cref="ArgumentNullException">An operand other than a gradient is null.</exception>
    public static void PointwiseAndGradient<TInput, TTarget, TUpstream, TDestination>(
        Tensor<TInput> input,
        Tensor<TTarget> target,
        Tensor<TUpstream> upstream,
        Tensor<TDestination> destination,
        Tensor<TInput>? inputGradient,
        Tensor<TTarget>? targetGradient = null,
        bool logTarget = false,
        ReadOnlySpan<double> rowWeights = default)
        where TInput : unmanaged, IFloatingPointIeee754<TInput>
        where TTarget : unmanaged, IFloatingPointIeee754<TTarget>
        where TUpstream : unmanaged, IFloatingPointIeee754<TUpstream>
        where TDestination : unmanaged, IFloatingPointIeee754<TDestination>
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(target);
        ArgumentNullException.ThrowIfNull(upstream);
        ArgumentNullException.ThrowIfNull(destination);
        PointwiseAndGradient(
            input.AsReadOnlyTensorSpan(),
            target.AsReadOnlyTensorSpan(),
            upstream.AsReadOnlyTensorSpan(),
            destination.AsTensorSpan(),
            inputGradient is null ? default : inputGradient.AsTensorSpan(),
            targetGradient is null ? default : targetGradient.AsTensorSpan(),
            logTarget,
            rowWeights);
    }
}
