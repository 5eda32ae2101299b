using System.Numerics;
using System.Numerics.Tensors;
using KLDiv.Criterion;
using KLDiv.Memory;

namespace KLDiv;

public static partial class KLDivergence
{
    /// <summary>The gradient of the reduced loss of flat memory for the input alone: -g t, or -g e^t with a log target.</summary>
    /// <param name="input">Log-probabilities x.</param>
    /// <param name="target">Probabilities t, or log-probabilities with a log target; in the shape of the input.</param>
    /// <param name="inputGradient">Where the gradient goes, in the shape of the input; it may be exactly the input's memory.</param>
    /// <param name="options">How the losses become one number, what the target holds, and the upstream gradient.</param>
    /// <param name="rowWeights">One weight a row; <c>default</c>: all weigh 1.</param>
    /// <param name="lengths">The shape of the flat memory; empty: one dimension.</param>
    /// <exception cref="ArgumentException">
    /// Shapes differ, row weights are not one finite number &gt;= 0 a row, memory does not fit the lengths, the reduction is
    /// <see cref="Reduction.None"/>, or an output shares memory that it may not.
    /// </exception>
    /// <exception cref="ArgumentOutOfRangeException">The reduction is undefined, or a length is negative.</exception>
    /// <exception cref="NotSupportedException">An element type is none of float, double and Half.</exception>
    public static void InputGradient<TInput, TTarget>(
        ReadOnlySpan<TInput> input,
        ReadOnlySpan<TTarget> target,
        Span<TInput> inputGradient,
        KLDivOptions options = default,
        ReadOnlySpan<double> rowWeights = default,
        ReadOnlySpan<nint> lengths = default)
        where TInput : unmanaged, IFloatingPointIeee754<TInput>
        where TTarget : unmanaged, IFloatingPointIeee754<TTarget> =>
        Gradient(Call(input, target, options.LogTarget, rowWeights, lengths), Operand.Of<TInput>(inputGradient, lengths, nameof(inputGradient)), default, options);

    /// <summary>The gradient of the reduced loss of tensors for the input alone: -g t, or -g e^t with a log target.</summary>
    /// <param name="input">Log-probabilities x.</param>
    /// <param name="target">Probabilities t, or log-probabilities with a log target; in the shape of the input.</param>
    /// <param name="inputGradient">Where the gradient goes, in the shape of the input; it may be exactly the input's memory.</param>
    /// <param name="options">How the losses become one number, what the target holds, and the upstream gradient.</param>
    /// <param name="rowWeights">One weight a row; <c>default</c>: all weigh 1.</param>
    /// <param name="axis">The axis along which rows lie.</param>
    /// <exception cref="ArgumentException">
    /// Shapes differ, row weights are not one finite number &gt;= 0 a row, the reduction is <see cref="Reduction.None"/>, or an output shares memory that it may not.
    /// </exception>
    /// <exception cref="ArgumentOutOfRangeException">The reduction is undefined, or the operands have no such axis.</exception>
    /// <exception cref="NotSupportedException">An element type is none of float, double and Half.</exception>
    public static void InputGradient<TInput, TTarget>(
        in ReadOnlyTensorSpan<TInput> input,
        in ReadOnlyTensorSpan<TTarget> target,
        in TensorSpan<TInput> inputGradient,
        KLDivOptions options = default,
        ReadOnlySpan<double> rowWeights = default,
        int axis = -1)
        where TInput : unmanaged, IFloatingPointIeee754<TInput>
        where TTarget : unmanaged, IFloatingPointIeee754<TTarget> =>
        Gradient(Call(input, target, options.LogTarget, rowWeights, axis), Operand.Of(inputGradient, nameof(inputGradient)), default, options);

    /// <inheritdoc cref="InputGradient{TInput, TTarget}(in ReadOnlyTensorSpan{TInput}, in ReadOnlyTensorSpan{TTarget}, in TensorSpan{TInput}, KLDivOptions, ReadOnlySpan{double}, int)" />
    /// <exception cref="ArgumentNullException">An operand is null.</exception>
    public static void InputGradient<TInput, TTarget>(
        Tensor<TInput> input,
        Tensor<TTarget> target,
        Tensor<TInput> inputGradient,
        KLDivOptions options = default,
        ReadOnlySpan<double> rowWeights = default,
        int axis = -1)
        where TInput : unmanaged, IFloatingPointIeee754<TInput>
        where TTarget : unmanaged, IFloatingPointIeee754<TTarget> =>
        Gradient(Call(input, target, options.LogTarget, rowWeights, axis), Operand.Of(inputGradient, nameof(inputGradient)), default, options);

    /// <summary>The gradient of the pointwise losses of flat memory for the input alone, the reduction being <see cref="Reduction.None"/>.</summary>
    /// <param name="input">Log-probabilities x.</param>
    /// <param name="target">Probabilities t, or log-probabilities with a log target; in the shape of the input.</param>
    /// <param name="upstream">The gradient that flows into each pointwise loss, in the shape of the input.</param>
    /// <param name="inputGradient">Where the gradient goes, in the shape of the input; it may be exactly the input's memory.</param>
    /// <param name="logTarget">Whether the target holds log-probabilities.</param>
    /// <param name="rowWeights">One weight a row; <c>default</c>: all weigh 1.</param>
    /// <param name="lengths">The shape of the flat memory; empty: one dimension.</param>
    /// <exception cref="ArgumentException">
    /// Shapes differ, row weights are not one finite number &gt;= 0 a row, memory does not fit the lengths, or an output shares memory that it may not.
    /// </exception>
    /// <exception cref="ArgumentOutOfRangeException">A length is negative.</exception>
    /// <exception cref="NotSupportedException">An element type is none of float, double and Half.</exception>
    public static void InputGradient<TInput, TTarget, TUpstream>(
        ReadOnlySpan<TInput> input,
        ReadOnlySpan<TTarget> target,
        ReadOnlySpan<TUpstream> upstream,
        Span<TInput> inputGradient,
        bool logTarget = false,
        ReadOnlySpan<double> rowWeights = default,
        ReadOnlySpan<nint> lengths = default)
        where TInput : unmanaged, IFloatingPointIeee754<TInput>
        where TTarget : unmanaged, IFloatingPointIeee754<TTarget>
        where TUpstream : unmanaged, IFloatingPointIeee754<TUpstream> =>
        Gradient(
            Call(input, target, logTarget, rowWeights, lengths), Operand.Of(upstream, lengths, nameof(upstream)), Operand.Of<TInput>(inputGradient, lengths, nameof(inputGradient)), default);

    /// <summary>The gradient of the pointwise losses of tensors for the input alone, the reduction being <see cref="Reduction.None"/>.</summary>
    /// <param name="input">Log-probabilities x.</param>
    /// <param name="target">Probabilities t, or log-probabilities with a log target; in the shape of the input.</param>
    /// <param name="upstream">The gradient that flows into each pointwise loss, in the shape of the input.</param>
    /// <param name="inputGradient">Where the gradient goes, in the shape of the input; it may be exactly the input's memory.</param>
    /// <param name="logTarget">Whether the target holds log-probabilities.</param>
    /// <param name="rowWeights">One weight a row; <c>default</c>: all weigh 1.</param>
    /// <param name="axis">The axis along which rows lie.</param>
    /// <exception cref="ArgumentException">
    /// Shapes differ, row weights are not one finite number &gt;= 0 a row, or an output shares memory that it may not.
    /// </exception>
    /// <exception cref="ArgumentOutOfRangeException">The operands have no such axis.</exception>
    /// <exception cref="NotSupportedException">An element type is none of float, double and Half.</exception>
    public static void InputGradient<TInput, TTarget, TUpstream>(
        in ReadOnlyTensorSpan<TInput> input,
        in ReadOnlyTensorSpan<TTarget> target,
        in ReadOnlyTensorSpan<TUpstream> upstream,
        in TensorSpan<TInput> inputGradient,
        bool logTarget = false,
        ReadOnlySpan<double> rowWeights = default,
        int axis = -1)
        where TInput : unmanaged, IFloatingPointIeee754<TInput>
        where TTarget : unmanaged, IFloatingPointIeee754<TTarget>
        where TUpstream : unmanaged, IFloatingPointIeee754<TUpstream> =>
        Gradient(Call(input, target, logTarget, rowWeights, axis), Operand.Of(upstream, nameof(upstream)), Operand.Of(inputGradient, nameof(inputGradient)), default);

    /// <inheritdoc cref="InputGradient{TInput, TTarget, TUpstream}(in ReadOnlyTensorSpan{TInput}, in ReadOnlyTensorSpan{TTarget}, in ReadOnlyTensorSpan{TUpstream}, in TensorSpan{TInput}, bool, ReadOnlySpan{double}, int)" />
    /// <exception cref="ArgumentNullException">An operand is null.</exception>
    public static void InputGradient<TInput, TTarget, TUpstream>(
        Tensor<TInput> input,
        Tensor<TTarget> target,
        Tensor<TUpstream> upstream,
        Tensor<TInput> inputGradient,
        bool logTarget = false,
        ReadOnlySpan<double> rowWeights = default,
        int axis = -1)
        where TInput : unmanaged, IFloatingPointIeee754<TInput>
        where TTarget : unmanaged, IFloatingPointIeee754<TTarget>
        where TUpstream : unmanaged, IFloatingPointIeee754<TUpstream> =>
        Gradient(Call(input, target, logTarget, rowWeights, axis), Operand.Of(upstream, nameof(upstream)), Operand.Of(inputGradient, nameof(inputGradient)), default);

    private static void Gradient(LossCall call, Operand inputGradient, Operand targetGradient, in KLDivOptions options)
    {
        call.GradientScale = options.Upstream / options.Reduction.Divisor(call.Arguments, "the overload with an upstream tensor");
        call.SetGradients(inputGradient, targetGradient);
        LossDriver.Run(call);
    }

    private static void Gradient(LossCall call, Operand upstream, Operand inputGradient, Operand targetGradient)
    {
        call.Arguments.SetThird(upstream);
        call.SetGradients(inputGradient, targetGradient);
        LossDriver.Run(call);
    }

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
