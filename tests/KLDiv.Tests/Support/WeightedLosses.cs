using System.Numerics;
using System.Numerics.Tensors;
using KLDiv.Criterion;
using KLDiv.Memory;

namespace KLDiv.Tests.Support;

/// <summary>Pointwise losses of weighted rows and their gradients in one pass, as <see cref="KLDivLoss"/> has them, over memory that the caller chooses.</summary>
internal static class WeightedLosses
{
    public static void PointwiseAndGradient<TInput, TTarget, TUpstream, TDestination>(
        SpanOperands<TInput, TTarget> read, ReadOnlySpan<TUpstream> upstream, Span<TDestination> destination, Span<TInput> inputGradient, Span<TTarget> targetGradient)
        where TInput : unmanaged, IFloatingPointIeee754<TInput>
        where TTarget : unmanaged, IFloatingPointIeee754<TTarget>
        where TUpstream : unmanaged, IFloatingPointIeee754<TUpstream>
        where TDestination : unmanaged, IFloatingPointIeee754<TDestination> =>
        KLDivergence.PointwiseAndGradient(
            new LossCall(Operand.Of(read.Input, read.Lengths, "input"), Operand.Of(read.Target, read.Lengths, "target"), read.LogTarget, read.RowWeights),
            Operand.Of(upstream, read.Lengths, nameof(upstream)),
            Operand.Of<TDestination>(destination, read.Lengths, nameof(destination)),
            Operand.OfOptional<TInput>(inputGradient, read.Lengths, nameof(inputGradient)),
            Operand.OfOptional<TTarget>(targetGradient, read.Lengths, nameof(targetGradient)));

    public static void PointwiseAndGradient<TInput, TTarget, TUpstream, TDestination>(
        in TensorOperands<TInput, TTarget> read,
        in ReadOnlyTensorSpan<TUpstream> upstream,
        in TensorSpan<TDestination> destination,
        in TensorSpan<TInput> inputGradient,
        in TensorSpan<TTarget> targetGradient)
        where TInput : unmanaged, IFloatingPointIeee754<TInput>
        where TTarget : unmanaged, IFloatingPointIeee754<TTarget>
        where TUpstream : unmanaged, IFloatingPointIeee754<TUpstream>
        where TDestination : unmanaged, IFloatingPointIeee754<TDestination>
    {
        ReadOnlyTensorSpan<TInput> input = read.Input;
        ReadOnlyTensorSpan<TTarget> target = read.Target;
        KLDivergence.PointwiseAndGradient(
            new LossCall(Operand.Of(input, nameof(input)), Operand.Of(target, nameof(target)), read.LogTarget, read.RowWeights),
            Operand.Of(upstream, nameof(upstream)),
            Operand.Of(destination, nameof(destination)),
            Operand.OfOptional(inputGradient, nameof(inputGradient)),
            Operand.OfOptional(targetGradient, nameof(targetGradient)));
    }
}
