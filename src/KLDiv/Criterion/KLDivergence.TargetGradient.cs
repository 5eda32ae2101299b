using System.Numerics;
using System.Numerics.Tensors;
using KLDiv.Criterion;
using KLDiv.Distilling;
using KLDiv.Memory;

namespace KLDiv;

public static partial class KLDivergence
{
    /// <summary>The gradient of the reduced loss of flat memory for the target alone: g (ln t + 1 - x), or g e^t (t - x + 1) with a log target.</summary>
    /// <param name="input">Log-probabilities x.</param>
    /// <param name="target">Probabilities t, or log-probabilities with a log target; in the shape of the input.</param>
    /// <param name="targetGradient">Where the gradient goes, in the shape of the target; it may be exactly the memory of the target.</param>
    /// <param name="reduction">How the losses become one number; not <see cref="Reduction.None"/>.</param>
    /// <param name="logTarget">Whether the target holds log-probabilities.</param>
    /// <param name="upstream">The gradient that flows into the loss.</param>
    /// <param name="rowWeights">One weight a row; empty: all weigh 1.</param>
    /// <param name="lengths">The shape of the flat memory; empty: one dimension.</param>
    /// <exception cref="ArgumentException">
    /// Shapes differ, row weights are not one finite number &gt;= 0 a row, memory does not fit the lengths, the reduction is
    /// <see cref="Reduction.None"/>, or an output shares memory that it may not.
    /// </exception>
    /// <exception cref="ArgumentOutOfRangeException">The reduction is undefined, or a length is negative.</exception>
    /// <exception cref="NotSupportedException">An element type is none of float, double and Half.</exception>
    public static void TargetGradient<TInput, TTarget>(
        ReadOnlySpan<TInput> input,
        ReadOnlySpan<TTarget> target,
        Span<TTarget> targetGradient,
        Reduction reduction = Reduction.Mean,
        bool logTarget = false,
        double upstream = 1,
        ReadOnlySpan<double> rowWeights = default,
        ReadOnlySpan<nint> lengths = default)
        where TInput : unmanaged, IFloatingPointIeee754<TInput>
        where TTarget : unmanaged, IFloatingPointIeee754<TTarget>
    {
        LossCall call = new(Operand.Of(input, lengths, nameof(input)), Operand.Of(target, lengths, nameof(target)), logTarget, rowWeights);
        TargetGradient(ref call, Operand.Of<TTarget>(targetGradient, lengths, nameof(targetGradient)), reduction, upstream);
    }

    /// <summary>The gradient of the reduced loss of tensors for the target alone: g (ln t + 1 - x), or g e^t (t - x + 1) with a log target.</summary>
    /// <inheritdoc cref="TargetGradient{TInput, TTarget}(ReadOnlySpan{TInput}, ReadOnlySpan{TTarget}, Span{TTarget}, Reduction, bool, double, ReadOnlySpan{double}, ReadOnlySpan{nint})" />
    public static void TargetGradient<TInput, TTarget>(
        in ReadOnlyTensorSpan<TInput> input,
        in ReadOnlyTensorSpan<TTarget> target,
        in TensorSpan<TTarget> targetGradient,
        Reduction reduction = Reduction.Mean,
        bool logTarget = false,
        double upstream = 1,
        ReadOnlySpan<double> rowWeights = default)
        where TInput : unmanaged, IFloatingPointIeee754<TInput>
        where TTarget : unmanaged, IFloatingPointIeee754<TTarget>
    {
        LossCall call = new(Operand.Of(input, nameof(input)), Operand.Of(target, nameof(target)), logTarget, rowWeights);
        TargetGradient(ref call, Operand.Of(targetGradient, nameof(targetGradient)), reduction, upstream);
    }

    /// <inheritdoc cref="TargetGradient{TInput, TTarget}(in ReadOnlyTensorSpan{TInput}, in ReadOnlyTensorSpan{TTarget}, in TensorSpan{TTarget}, Reduction, bool, double, ReadOnlySpan{double})" />
    /// <exception cref="ArgumentNullException">An operand is null.</exception>
    public static void TargetGradient<TInput, TTarget>(
        Tensor<TInput> input,
        Tensor<TTarget> target,
        Tensor<TTarget> targetGradient,
        Reduction reduction = Reduction.Mean,
        bool logTarget = false,
        double upstream = 1,
        ReadOnlySpan<double> rowWeights = default)
        where TInput : unmanaged, IFloatingPointIeee754<TInput>
        where TTarget : unmanaged, IFloatingPointIeee754<TTarget>
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(target);
        ArgumentNullException.ThrowIfNull(targetGradient);
        TargetGradient(input.AsReadOnlyTensorSpan(), target.AsReadOnlyTensorSpan(), targetGradient.AsTensorSpan(), reduction, logTarget, upstream, rowWeights);
    }

    /// <summary>The gradient of the pointwise losses of flat memory for the target alone, the reduction being <see cref="Reduction.None"/>.</summary>
    /// <param name="input">Log-probabilities x.</param>
    /// <param name="target">Probabilities t, or log-probabilities with a log target; in the shape of the input.</param>
    /// <param name="upstream">The gradient that flows into each pointwise loss, in the shape of the input.</param>
    /// <param name="targetGradient">Where the gradient goes, in the shape of the target; it may be exactly the memory of the target.</param>
    /// <param name="logTarget">Whether the target holds log-probabilities.</param>
    /// <param name="rowWeights">One weight a row; empty: all weigh 1.</param>
    /// <param name="lengths">The shape of the flat memory; empty: one dimension.</param>
    /// <exception cref="ArgumentException">
    /// Shapes differ, row weights are not one finite number &gt;= 0 a row, memory does not fit the lengths, or an output shares memory that it may not.
    /// </exception>
    /// <exception cref="ArgumentOutOfRangeException">A length is negative.</exception>
    /// <exception cref="NotSupportedException">An element type is none of float, double and Half.</exception>
    public static void TargetGradient<TInput, TTarget, TUpstream>(
        ReadOnlySpan<TInput> input,
        ReadOnlySpan<TTarget> target,
        ReadOnlySpan<TUpstream> upstream,
        Span<TTarget> targetGradient,
        bool logTarget = false,
        ReadOnlySpan<double> rowWeights = default,
        ReadOnlySpan<nint> lengths = default)
        where TInput : unmanaged, IFloatingPointIeee754<TInput>
        where TTarget : unmanaged, IFloatingPointIeee754<TTarget>
        where TUpstream : unmanaged, IFloatingPointIeee754<TUpstream>
    {
        LossCall call = new(Operand.Of(input, lengths, nameof(input)), Operand.Of(target, lengths, nameof(target)), logTarget, rowWeights);
        TargetGradient(ref call, Operand.Of(upstream, lengths, nameof(upstream)), Operand.Of<TTarget>(targetGradient, lengths, nameof(targetGradient)));
    }

    /// <summary>The gradient of the pointwise losses of tensors for the target alone, the reduction being <see cref="Reduction.None"/>.</summary>
    /// <inheritdoc cref="TargetGradient{TInput, TTarget, TUpstream}(ReadOnlySpan{TInput}, ReadOnlySpan{TTarget}, ReadOnlySpan{TUpstream}, Span{TTarget}, bool, ReadOnlySpan{double}, ReadOnlySpan{nint})" />
    public static void TargetGradient<TInput, TTarget, TUpstream>(
        in ReadOnlyTensorSpan<TInput> input,
        in ReadOnlyTensorSpan<TTarget> target,
        in ReadOnlyTensorSpan<TUpstream> upstream,
        in TensorSpan<TTarget> targetGradient,
        bool logTarget = false,
        ReadOnlySpan<double> rowWeights = default)
        where TInput : unmanaged, IFloatingPointIeee754<TInput>
        where TTarget : unmanaged, IFloatingPointIeee754<TTarget>
        where TUpstream : unmanaged, IFloatingPointIeee754<TUpstream>
    {
        LossCall call = new(Operand.Of(input, nameof(input)), Operand.Of(target, nameof(target)), logTarget, rowWeights);
        TargetGradient(ref call, Operand.Of(upstream, nameof(upstream)), Operand.Of(targetGradient, nameof(targetGradient)));
    }

    /// <inheritdoc cref="TargetGradient{TInput, TTarget, TUpstream}(in ReadOnlyTensorSpan{TInput}, in ReadOnlyTensorSpan{TTarget}, in ReadOnlyTensorSpan{TUpstream}, in TensorSpan{TTarget}, bool, ReadOnlySpan{double})" />
    /// <exception cref="ArgumentNullException">An operand is null.</exception>
    public static void TargetGradient<TInput, TTarget, TUpstream>(
        Tensor<TInput> input,
        Tensor<TTarget> target,
        Tensor<TUpstream> upstream,
        Tensor<TTarget> targetGradient,
        bool logTarget = false,
        ReadOnlySpan<double> rowWeights = default)
        where TInput : unmanaged, IFloatingPointIeee754<TInput>
        where TTarget : unmanaged, IFloatingPointIeee754<TTarget>
        where TUpstream : unmanaged, IFloatingPointIeee754<TUpstream>
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(target);
        ArgumentNullException.ThrowIfNull(upstream);
        ArgumentNullException.ThrowIfNull(targetGradient);
        TargetGradient(
            input.AsReadOnlyTensorSpan(), target.AsReadOnlyTensorSpan(), upstream.AsReadOnlyTensorSpan(), targetGradient.AsTensorSpan(), logTarget, rowWeights);
    }

    private static void TargetGradient(ref LossCall call, Operand targetGradient, Reduction reduction, double upstream)
    {
        call.GradientScale = upstream / reduction.Divisor(call.Arguments.Numel, call.Arguments.First.Lengths[0], "the overload with an upstream tensor");
        call.SetGradients(default, targetGradient);
        LossDriver.Run(call);
    }

    private static void TargetGradient(ref LossCall call, Operand upstream, Operand targetGradient)
    {
        call.Arguments.SetThird(upstream);
        call.SetGradients(default, targetGradient);
        LossDriver.Run(call);
    }
}
