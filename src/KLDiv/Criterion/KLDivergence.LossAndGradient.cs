using System.Numerics;
using System.Numerics.Tensors;
using KLDiv.Criterion;
using KLDiv.Distilling;
using KLDiv.Memory;

namespace KLDiv;

public static partial class KLDivergence
{
    /// <summary>The reduced loss of flat memory and its gradients, in one pass.</summary>
    /// <param name="input">Log-probabilities x.</param>
    /// <param name="target">Probabilities t, or log-probabilities with a log target; in the shape of the input.</param>
    /// <param name="inputGradient">Where the gradient for the input goes, in its shape; the default, empty: not wanted.</param>
    /// <param name="targetGradient">Where the gradient for the target goes, in its shape; the default, empty: not wanted.</param>
    /// <param name="reduction">How the losses become one number; not <see cref="Reduction.None"/>.</param>
    /// <param name="logTarget">Whether the target holds log-probabilities.</param>
    /// <param name="upstream">The gradient that flows into the loss.</param>
    /// <param name="rowWeights">One weight a row; empty: all weigh 1.</param>
    /// <param name="lengths">The shape of the flat memory; empty: one dimension.</param>
    /// <returns>The loss: Σ w l over the reduction's divisor, in nats. The upstream gradient does not enter it.</returns>
    /// <exception cref="ArgumentException">
    /// Shapes differ, row weights are not one finite number &gt;= 0 a row, memory does not fit the lengths, the reduction is
    /// <see cref="Reduction.None"/>, or an output shares memory that it may not.
    /// </exception>
    /// <exception cref="ArgumentOutOfRangeException">The reduction is undefined, or a length is negative.</exception>
    /// <exception cref="NotSupportedException">An element type is none of float, double and Half.</exception>
    public static double LossAndGradient<TInput, TTarget>(
        ReadOnlySpan<TInput> input,
        ReadOnlySpan<TTarget> target,
        Span<TInput> inputGradient,
        Span<TTarget> targetGradient = default,
        Reduction reduction = Reduction.Mean,
        bool logTarget = false,
        double upstream = 1,
        ReadOnlySpan<double> rowWeights = default,
        ReadOnlySpan<nint> lengths = default)
        where TInput : unmanaged, IFloatingPointIeee754<TInput>
        where TTarget : unmanaged, IFloatingPointIeee754<TTarget>
    {
        LossCall call = new(Operand.Of(input, lengths, nameof(input)), Operand.Of(target, lengths, nameof(target)), logTarget, rowWeights) { Sums = true };
        call.SetGradients(
            Operand.OfOptional<TInput>(inputGradient, lengths, nameof(inputGradient)),
            Operand.OfOptional<TTarget>(targetGradient, lengths, nameof(targetGradient)));
        return LossAndGradient(ref call, reduction, upstream);
    }

    /// <summary>The reduced loss of tensors and its gradients, in one pass.</summary>
    /// <inheritdoc cref="LossAndGradient{TInput, TTarget}(ReadOnlySpan{TInput}, ReadOnlySpan{TTarget}, Span{TInput}, Span{TTarget}, Reduction, bool, double, ReadOnlySpan{double}, ReadOnlySpan{nint})" />
    public static double LossAndGradient<TInput, TTarget>(
        in ReadOnlyTensorSpan<TInput> input,
        in ReadOnlyTensorSpan<TTarget> target,
        in TensorSpan<TInput> inputGradient,
        in TensorSpan<TTarget> targetGradient = default,
        Reduction reduction = Reduction.Mean,
        bool logTarget = false,
        double upstream = 1,
        ReadOnlySpan<double> rowWeights = default)
        where TInput : unmanaged, IFloatingPointIeee754<TInput>
        where TTarget : unmanaged, IFloatingPointIeee754<TTarget>
    {
        LossCall call = new(Operand.Of(input, nameof(input)), Operand.Of(target, nameof(target)), logTarget, rowWeights) { Sums = true };
        call.SetGradients(Operand.OfOptional(inputGradient, nameof(inputGradient)), Operand.OfOptional(targetGradient, nameof(targetGradient)));
        return LossAndGradient(ref call, reduction, upstream);
    }

    /// <remarks>A gradient that is null is not wanted.</remarks>
    /// <inheritdoc cref="LossAndGradient{TInput, TTarget}(in ReadOnlyTensorSpan{TInput}, in ReadOnlyTensorSpan{TTarget}, in TensorSpan{TInput}, in TensorSpan{TTarget}, Reduction, bool, double, ReadOnlySpan{double})" />
    /// <exception cref="ArgumentNullException">An operand other than a gradient is null.</exception>
    public static double LossAndGradient<TInput, TTarget>(
        Tensor<TInput> input,
        Tensor<TTarget> target,
        Tensor<TInput>? inputGradient,
        Tensor<TTarget>? targetGradient = null,
        Reduction reduction = Reduction.Mean,
        bool logTarget = false,
        double upstream = 1,
        ReadOnlySpan<double> rowWeights = default)
        where TInput : unmanaged, IFloatingPointIeee754<TInput>
        where TTarget : unmanaged, IFloatingPointIeee754<TTarget>
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(target);
        return LossAndGradient(
            input.AsReadOnlyTensorSpan(),
            target.AsReadOnlyTensorSpan(),
            inputGradient is null ? default : inputGradient.AsTensorSpan(),
            targetGradient is null ? default : targetGradient.AsTensorSpan(),
            reduction,
            logTarget,
            upstream,
            rowWeights);
    }

    private static double LossAndGradient(ref LossCall call, Reduction reduction, double upstream)
    {
        double divisor = reduction.Divisor(call.Arguments.Numel, call.Arguments.First.Lengths[0], nameof(PointwiseAndGradient));
        call.GradientScale = upstream / divisor;
        return LossDriver.Run(call).Value / divisor;
    }
}
