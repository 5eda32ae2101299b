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

    /// <summary>The reduced loss of flat memory and its gradients, in one pass.</summary>
    /// <param name="input">Log-probabilities x.</param>
    /// <param name="target">Probabilities t, or log-probabilities with a log target; in the shape of the input.</param>
    /// <param name="inputGradient">Where the gradient for the input goes, in its shape; it may be exactly the input's memory. <c>default</c>: not wanted.</param>
    /// <param name="targetGradient">Where the gradient for the target goes, in its shape; it may be exactly the target's memory. <c>default</c>: not wanted.</param>
    /// <param name="options">How the losses become one number, what the target holds, and the upstream gradient.</param>
    /// <param name="rowWeights">One weight a row; <c>default</c>: all weigh 1.</param>
    /// <param name="lengths">The shape of the flat memory; empty: one dimension.</param>
    /// <returns>The loss: Σ w l over the reduction's divisor, in nats. The upstream gradient does not enter it.</returns>
    /// <exception cref="ArgumentException">
    /// Shapes differ, row weights are not one finite number &gt;= 0 a row, memory does not fit the lengths, the reduction is
    /// <see cref="Reduction.None"/>, or an output shares memory that it may not, or is empty and neither <c>default</c> nor without elements to write.
    /// </exception>
    /// <exception cref="ArgumentOutOfRangeException">The reduction is undefined, or a length is negative.</exception>
    /// <exception cref="NotSupportedException">An element type is none of float, double and Half.</exception>
    public static double LossAndGradient<TInput, TTarget>(
        ReadOnlySpan<TInput> input,
        ReadOnlySpan<TTarget> target,
        Span<TInput> inputGradient,
        Span<TTarget> targetGradient = default,
        KLDivOptions options = default,
        ReadOnlySpan<double> rowWeights = default,
        ReadOnlySpan<nint> lengths = default)
        where TInput : unmanaged, IFloatingPointIeee754<TInput>
        where TTarget : unmanaged, IFloatingPointIeee754<TTarget> =>
        LossAndGradient(
            Call(input, target, options.LogTarget, rowWeights, lengths),
            Operand.OfOptional<TInput>(inputGradient, lengths, nameof(inputGradient)),
            Operand.OfOptional<TTarget>(targetGradient, lengths, nameof(targetGradient)),
            options);

    /// <summary>The reduced loss of tensors and its gradients, in one pass.</summary>
    /// <param name="input">Log-probabilities x.</param>
    /// <param name="target">Probabilities t, or log-probabilities with a log target; in the shape of the input.</param>
    /// <param name="inputGradient">Where the gradient for the input goes, in its shape; it may be exactly the input's memory. <c>default</c>: not wanted.</param>
    /// <param name="targetGradient">Where the gradient for the target goes, in its shape; it may be exactly the target's memory. <c>default</c>: not wanted.</param>
    /// <param name="options">How the losses become one number, what the target holds, and the upstream gradient.</param>
    /// <param name="rowWeights">One weight a row; <c>default</c>: all weigh 1.</param>
    /// <param name="axis">The axis along which rows lie.</param>
    /// <returns>The loss: Σ w l over the reduction's divisor, in nats. The upstream gradient does not enter it.</returns>
    /// <exception cref="ArgumentException">
    /// Shapes differ, row weights are not one finite number &gt;= 0 a row, the reduction is <see cref="Reduction.None"/>, or an output shares memory that it may not.
    /// </exception>
    /// <exception cref="ArgumentOutOfRangeException">The reduction is undefined, or the operands have no such axis.</exception>
    /// <exception cref="NotSupportedException">An element type is none of float, double and Half.</exception>
    public static double LossAndGradient<TInput, TTarget>(
        in ReadOnlyTensorSpan<TInput> input,
        in ReadOnlyTensorSpan<TTarget> target,
        in TensorSpan<TInput> inputGradient,
        in TensorSpan<TTarget> targetGradient = default,
        KLDivOptions options = default,
        ReadOnlySpan<double> rowWeights = default,
        int axis = -1)
        where TInput : unmanaged, IFloatingPointIeee754<TInput>
        where TTarget : unmanaged, IFloatingPointIeee754<TTarget> =>
        LossAndGradient(
            Call(input, target, options.LogTarget, rowWeights, axis),
            Operand.OfOptional(inputGradient, nameof(inputGradient)),
            Operand.OfOptional(targetGradient, nameof(targetGradient)),
            options);

    /// <remarks>A gradient that is null is not wanted.</remarks>
    /// <inheritdoc cref="LossAndGradient{TInput, TTarget}(in ReadOnlyTensorSpan{TInput}, in ReadOnlyTensorSpan{TTarget}, in TensorSpan{TInput}, in TensorSpan{TTarget}, KLDivOptions, ReadOnlySpan{double}, int)" />
    /// <exception cref="ArgumentNullException">An operand other than a gradient is null.</exception>
    public static double LossAndGradient<TInput, TTarget>(
        Tensor<TInput> input,
        Tensor<TTarget> target,
        Tensor<TInput>? inputGradient,
        Tensor<TTarget>? targetGradient = null,
        KLDivOptions options = default,
        ReadOnlySpan<double> rowWeights = default,
        int axis = -1)
        where TInput : unmanaged, IFloatingPointIeee754<TInput>
        where TTarget : unmanaged, IFloatingPointIeee754<TTarget> =>
        LossAndGradient(
            Call(input, target, options.LogTarget, rowWeights, axis),
            Operand.OfOptional(inputGradient, nameof(inputGradient)),
            Operand.OfOptional(targetGradient, nameof(targetGradient)),
            options);

    private static double LossAndGradient(LossCall call, Operand inputGradient, Operand targetGradient, in KLDivOptions options)
    {
        double divisor = options.Reduction.Divisor(call.Arguments, nameof(PointwiseAndGradient));
        call.Sums = true;
        call.GradientScale = options.Upstream / divisor;
        call.SetGradients(inputGradient, targetGradient);
        return LossDriver.Run(call).Value / divisor;
    }
}
