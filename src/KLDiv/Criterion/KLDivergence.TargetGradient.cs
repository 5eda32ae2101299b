using System.Numerics;
using System.Numerics.Tensors;
using KLDiv.Criterion;
using KLDiv.Memory;

namespace KLDiv;

public static partial class KLDivergence
{
    /// <summary>The gradient of the reduced loss of flat memory for the target alone: g (ln t + 1 - x), or g e^t (t - x + 1) with a log target.</summary>
    /// <remarks><c>targetGradient</c> is where the gradient goes, in the shape of the target; it may be exactly the target's memory.</remarks>
    /// <inheritdoc cref="InputGradient{TInput, TTarget}(ReadOnlySpan{TInput}, ReadOnlySpan{TTarget}, Span{TInput}, KLDivOptions, ReadOnlySpan{double}, ReadOnlySpan{nint})" />
    public static void TargetGradient<TInput, TTarget>(
        ReadOnlySpan<TInput> input,
        ReadOnlySpan<TTarget> target,
        Span<TTarget> targetGradient,
        KLDivOptions options = default,
        ReadOnlySpan<double> rowWeights = default,
        ReadOnlySpan<nint> lengths = default)
        where TInput : unmanaged, IFloatingPointIeee754<TInput>
        where TTarget : unmanaged, IFloatingPointIeee754<TTarget> =>
        Gradient(Call(input, target, options.LogTarget, rowWeights, lengths), default, Operand.Of<TTarget>(targetGradient, lengths, nameof(targetGradient)), options);

    /// <summary>The gradient of the reduced loss of tensors for the target alone: g (ln t + 1 - x), or g e^t (t - x + 1) with a log target.</summary>
    /// <remarks><c>targetGradient</c> is where the gradient goes, in the shape of the target; it may be exactly the target's memory.</remarks>
    /// <inheritdoc cref="InputGradient{TInput, TTarget}(in ReadOnlyTensorSpan{TInput}, in ReadOnlyTensorSpan{TTarget}, in TensorSpan{TInput}, KLDivOptions, ReadOnlySpan{double}, int)" />
    public static void TargetGradient<TInput, TTarget>(
        in ReadOnlyTensorSpan<TInput> input,
        in ReadOnlyTensorSpan<TTarget> target,
        in TensorSpan<TTarget> targetGradient,
        KLDivOptions options = default,
        ReadOnlySpan<double> rowWeights = default,
        int axis = -1)
        where TInput : unmanaged, IFloatingPointIeee754<TInput>
        where TTarget : unmanaged, IFloatingPointIeee754<TTarget> =>
        Gradient(Call(input, target, options.LogTarget, rowWeights, axis), default, Operand.Of(targetGradient, nameof(targetGradient)), options);

    /// <inheritdoc cref="TargetGradient{TInput, TTarget}(in ReadOnlyTensorSpan{TInput}, in ReadOnlyTensorSpan{TTarget}, in TensorSpan{TTarget}, KLDivOptions, ReadOnlySpan{double}, int)" />
    /// <exception cref="ArgumentNullException">An operand is null.</exception>
    public static void TargetGradient<TInput, TTarget>(
        Tensor<TInput> input,
        Tensor<TTarget> target,
        Tensor<TTarget> targetGradient,
        KLDivOptions options = default,
        ReadOnlySpan<double> rowWeights = default,
        int axis = -1)
        where TInput : unmanaged, IFloatingPointIeee754<TInput>
        where TTarget : unmanaged, IFloatingPointIeee754<TTarget> =>
        Gradient(Call(input, target, options.LogTarget, rowWeights, axis), default, Operand.Of(targetGradient, nameof(targetGradient)), options);

    /// <summary>The gradient of the pointwise losses of flat memory for the target alone, the reduction being <see cref="Reduction.None"/>.</summary>
    /// <remarks><c>targetGradient</c> is where the gradient goes, in the shape of the target; it may be exactly the target's memory.</remarks>
    /// <inheritdoc cref="InputGradient{TInput, TTarget, TUpstream}(ReadOnlySpan{TInput}, ReadOnlySpan{TTarget}, ReadOnlySpan{TUpstream}, Span{TInput}, bool, ReadOnlySpan{double}, ReadOnlySpan{nint})" />
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
        where TUpstream : unmanaged, IFloatingPointIeee754<TUpstream> =>
        Gradient(
            Call(input, target, logTarget, rowWeights, lengths), Operand.Of(upstream, lengths, nameof(upstream)), default, Operand.Of<TTarget>(targetGradient, lengths, nameof(targetGradient)));

    /// <summary>The gradient of the pointwise losses of tensors for the target alone, the reduction being <see cref="Reduction.None"/>.</summary>
    /// <remarks><c>targetGradient</c> is where the gradient goes, in the shape of the target; it may be exactly the target's memory.</remarks>
    /// <inheritdoc cref="InputGradient{TInput, TTarget, TUpstream}(in ReadOnlyTensorSpan{TInput}, in ReadOnlyTensorSpan{TTarget}, in ReadOnlyTensorSpan{TUpstream}, in TensorSpan{TInput}, bool, ReadOnlySpan{double}, int)" />
    public static void TargetGradient<TInput, TTarget, TUpstream>(
        in ReadOnlyTensorSpan<TInput> input,
        in ReadOnlyTensorSpan<TTarget> target,
        in ReadOnlyTensorSpan<TUpstream> upstream,
        in TensorSpan<TTarget> targetGradient,
        bool logTarget = false,
        ReadOnlySpan<double> rowWeights = default,
        int axis = -1)
        where TInput : unmanaged, IFloatingPointIeee754<TInput>
        where TTarget : unmanaged, IFloatingPointIeee754<TTarget>
        where TUpstream : unmanaged, IFloatingPointIeee754<TUpstream> =>
        Gradient(Call(input, target, logTarget, rowWeights, axis), Operand.Of(upstream, nameof(upstream)), default, Operand.Of(targetGradient, nameof(targetGradient)));

    /// <inheritdoc cref="TargetGradient{TInput, TTarget, TUpstream}(in ReadOnlyTensorSpan{TInput}, in ReadOnlyTensorSpan{TTarget}, in ReadOnlyTensorSpan{TUpstream}, in TensorSpan{TTarget}, bool, ReadOnlySpan{double}, int)" />
    /// <exception cref="ArgumentNullException">An operand is null.</exception>
    public static void TargetGradient<TInput, TTarget, TUpstream>(
        Tensor<TInput> input,
        Tensor<TTarget> target,
        Tensor<TUpstream> upstream,
        Tensor<TTarget> targetGradient,
        bool logTarget = false,
        ReadOnlySpan<double> rowWeights = default,
        int axis = -1)
        where TInput : unmanaged, IFloatingPointIeee754<TInput>
        where TTarget : unmanaged, IFloatingPointIeee754<TTarget>
        where TUpstream : unmanaged, IFloatingPointIeee754<TUpstream> =>
        Gradient(Call(input, target, logTarget, rowWeights, axis), Operand.Of(upstream, nameof(upstream)), default, Operand.Of(targetGradient, nameof(targetGradient)));
}
