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
        nint length = input.Length;
        scoped ReadOnlySpan<nint> shape = Shapes.OrFlat(lengths, ref length);
        Problem problem = new(Operand.Of(input, shape, nameof(input)), Operand.Of(target, shape, nameof(target)), rowWeights, logTarget);
        problem.SetUpstream(Operand.Of(upstream, shape, nameof(upstream)));
        problem.SetPointwise(Operand.Of<TDestination>(destination, shape, nameof(destination)));
        problem.SetGradients(
            Operand.OfOptional<TInput>(inputGradient, shape, nameof(inputGradient)),
            Operand.OfOptional<TTarget>(targetGradient, shape, nameof(targetGradient)));
        Driver.Run(problem);
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
        Problem problem = new(Operand.Of(input), Operand.Of(target), rowWeights, logTarget);
        problem.SetUpstream(Operand.Of(upstream));
        problem.SetPointwise(Operand.Of(destination));
        problem.SetGradients(Operand.OfOptional(inputGradient), Operand.OfOptional(targetGradient));
        Driver.Run(problem);
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
