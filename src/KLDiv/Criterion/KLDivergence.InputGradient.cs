using System.Numerics;
using System.Numerics.Tensors;
using KLDiv.Criterion;
using KLDiv.Distilling;
using KLDiv.Memory;

namespace KLDiv;

public static partial class KLDivergence
{
    /// <summary>The gradient of the reduced loss of flat memory for the input alone: -g t, or -g e^t with a log target.</summary>
    /// <param name="input">Log-probabilities x.</param>
    /// <param name="target">Probabilities t, or log-probabilities with a log target; in the shape of the input.</param>
    /// <param name="inputGradient">Where the gradient goes, in the shape of the input; it may be exactly the memory of the input.</param>
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
    public static void InputGradient<TInput, TTarget>(
        ReadOnlySpan<TInput> input,
        ReadOnlySpan<TTarget> target,
        Span<TInput> inputGradient,
        Reduction reduction = Reduction.Mean,
        bool logTarget = false,
        double upstream = 1,
        ReadOnlySpan<double> rowWeights = default,
        ReadOnlySpan<nint> lengths = default)
        where TInput : unmanaged, IFloatingPointIeee754<TInput>
        where TTarget : unmanaged, IFloatingPointIeee754<TTarget>
    {
        LossCall call = new(Operand.Of(input, lengths, nameof(input)), Operand.Of(target, lengths, nameof(target)), logTarget, rowWeights);
        InputGradient(ref call, Operand.Of<TInput>(inputGradient, lengths, nameof(inputGradient)), reduction, upstream);
    }

    /// <summary>The gradient of the reduced loss of tensors for the input alone: -g t, or -g e^t with a log target.</summary>
    /// <inheritdoc cref="InputGradient{TInput, TTarget}(ReadOnlySpan{TInput}, ReadOnlySpan{TTarget}, Span{TInput}, Reduction, bool, double, ReadOnlySpan{double}, ReadOnlySpan{nint})" />
    public static void InputGradient<TInput, TTarget>(
        in ReadOnlyTensorSpan<TInput> input,
        in ReadOnlyTensorSpan<TTarget> target,
        in TensorSpan<TInput> inputGradient,
        Reduction reduction = Reduction.Mean,
        bool logTarget = false,
        double upstream = 1,
        ReadOnlySpan<double> rowWeights = default)
        where TInput : unmanaged, IFloatingPointIeee754<TInput>
        where TTarget : unmanaged, IFloatingPointIeee754<TTarget>
    {
        LossCall call = new(Operand.Of(input, nameof(input)), Operand.Of(target, nameof(target)), logTarget, rowWeights);
        InputGradient(ref call, Operand.Of(inputGradient, nameof(inputGradient)), reduction, upstream);
    }

    /// <inheritdoc cref="InputGradient{TInput, TTarget}(in ReadOnlyTensorSpan{TInput}, in ReadOnlyTensorSpan{TTarget}, in TensorSpan{TInput}, Reduction, bool, double, ReadOnlySpan{double})" />
    /// <exception cref="ArgumentNullException">An operand is null.</exception>
    public static void InputGradient<TInput, TTarget>(
        Tensor<TInput> input,
        Tensor<TTarget> target,
        Tensor<TInput> inputGradient,
        Reduction reduction = Reduction.Mean,
        bool logTarget = false,
        double upstream = 1,
        ReadOnlySpan<double> rowWeights = default)
        where TInput : unmanaged, IFloatingPointIeee754<TInput>
        where TTarget : unmanaged, IFloatingPointIeee754<TTarget>
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(target);
        ArgumentNullException.ThrowIfNull(inputGradient);
        InputGradient(input.AsReadOnlyTensorSpan(), target.AsReadOnlyTensorSpan(), inputGradient.AsTensorSpan(), reduction, logTarget, upstream, rowWeights);
    }

    /// <summary>The gradient of the pointwise losses of flat memory for the input alone, the reduction being <see cref="Reduction.None"/>.</summary>
    /// <param name="input">Log-probabilities x.</param>
    /// <param name="target">Probabilities t, or log-probabilities with a log target; in the shape of the input.</param>
    /// <param name="upstream">The gradient that flows into each pointwise loss, in the shape of the input.</param>
    /// <param name="inputGradient">Where the gradient goes, in the shape of the input; it may be exactly the memory of the input.</param>
    /// <param name="logTarget">Whether the target holds log-probabilities.</param>
    /// <param name="rowWeights">One weight a row; empty: all weigh 1.</param>
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
        where TUpstream : unmanaged, IFloatingPointIeee754<TUpstream>
    {
        LossCall call = new(Operand.Of(input, lengths, nameof(input)), Operand.Of(target, lengths, nameof(target)), logTarget, rowWeights);
        InputGradient(ref call, Operand.Of(upstream, lengths, nameof(upstream)), Operand.Of<TInput>(inputGradient, lengths, nameof(inputGradient)));
    }

    /// <summary>The gradient of the pointwise losses of tensors for the input alone, the reduction being <see cref="Reduction.None"/>.</summary>
    /// <inheritdoc cref="InputGradient{TInput, TTarget, TUpstream}(ReadOnlySpan{TInput}, ReadOnlySpan{TTarget}, ReadOnlySpan{TUpstream}, Span{TInput}, bool, ReadOnlySpan{double}, ReadOnlySpan{nint})" />
    public static void InputGradient<TInput, TTarget, TUpstream>(
        in ReadOnlyTensorSpan<TInput> input,
        in ReadOnlyTensorSpan<TTarget> target,
        in ReadOnlyTensorSpan<TUpstream> upstream,
        in TensorSpan<TInput> inputGradient,
        bool logTarget = false,
        ReadOnlySpan<double> rowWeights = default)
        where TInput : unmanaged, IFloatingPointIeee754<TInput>
        where TTarget : unmanaged, IFloatingPointIeee754<TTarget>
        where TUpstream : unmanaged, IFloatingPointIeee754<TUpstream>
    {
        LossCall call = new(Operand.Of(input, nameof(input)), Operand.Of(target, nameof(target)), logTarget, rowWeights);
        InputGradient(ref call, Operand.Of(upstream, nameof(upstream)), Operand.Of(inputGradient, nameof(inputGradient)));
    }

    /// <inheritdoc cref="InputGradient{TInput, TTarget, TUpstream}(in ReadOnlyTensorSpan{TInput}, in ReadOnlyTensorSpan{TTarget}, in ReadOnlyTensorSpan{TUpstream}, in TensorSpan{TInput}, bool, ReadOnlySpan{double})" />
    /// <exception cref="ArgumentNullException">An operand is null.</exception>
    public static void InputGradient<TInput, TTarget, TUpstream>(
        Tensor<TInput> input,
        Tensor<TTarget> target,
        Tensor<TUpstream> upstream,
        Tensor<TInput> inputGradient,
        bool logTarget = false,
        ReadOnlySpan<double> rowWeights = default)
        where TInput : unmanaged, IFloatingPointIeee754<TInput>
        where TTarget : unmanaged, IFloatingPointIeee754<TTarget>
        where TUpstream : unmanaged, IFloatingPointIeee754<TUpstream>
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(target);
        ArgumentNullException.ThrowIfNull(upstream);
        ArgumentNullException.ThrowIfNull(inputGradient);
        InputGradient(
            input.AsReadOnlyTensorSpan(), target.AsReadOnlyTensorSpan(), upstream.AsReadOnlyTensorSpan(), inputGradient.AsTensorSpan(), logTarget, rowWeights);
    }

    private static void InputGradient(ref LossCall call, Operand inputGradient, Reduction reduction, double upstream)
    {
        call.GradientScale = upstream / reduction.Divisor(call.Arguments.Numel, call.Arguments.First.Lengths[0], "the overload with an upstream tensor");
        call.SetGradients(inputGradient, default);
        LossDriver.Run(call);
    }

    private static void InputGradient(ref LossCall call, Operand upstream, Operand inputGradient)
    {
        call.Arguments.SetThird(upstream);
        call.SetGradients(inputGradient, default);
        LossDriver.Run(call);
    }
}
