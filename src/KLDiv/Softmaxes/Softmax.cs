using System.Numerics;
using System.Numerics.Tensors;
using KLDiv.Memory;
using KLDiv.Simd;
using KLDiv.Softmaxes;

namespace KLDiv;

/// <summary>The softmax along an axis: logits in, probabilities out.</summary>
/// <remarks>
/// For a row a of logits over the temperature, p = e^a / Σ e^a, computed as e^(a - m) / Σ e^(a - m) with m the largest logit, from differences in two parts and sums in double:
/// it neither overflows nor loses digits at large logits. Floats are within 2.2 units of the last place of the exact result. A logit of -inf is a class of probability 0;
/// a NaN, or a logit of +inf beside finite ones, makes its row NaN.
/// Rows are those of flat memory with lengths (without: one row), of tensor spans, dense or strided, or of tensors; results may be written over exactly the memory of an operand.
/// </remarks>
public static class Softmax
{
    /// <summary>The probabilities of logits in flat memory.</summary>
    /// <param name="logits">The rows, along the last axis.</param>
    /// <param name="destination">Where they go: as long as the logits; it may be exactly the same memory.</param>
    /// <param name="temperature">T: what the logits are divided by.</param>
    /// <param name="lengths">The shape of the flat memory; empty: one row.</param>
    /// <exception cref="ArgumentException">
    /// Memory does not fit the lengths, a row has no finite logit (the message names it), or the destination shares only part of the logits' memory.
    /// </exception>
    /// <exception cref="ArgumentOutOfRangeException">The temperature is not positive, or a length is negative.</exception>
    /// <exception cref="NotSupportedException">The element type is none of float, double and Half.</exception>
    public static void Forward<T>(ReadOnlySpan<T> logits, Span<T> destination, double temperature = 1, ReadOnlySpan<nint> lengths = default)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        SoftmaxForward<No>.Run(Operand.Of(logits, lengths, nameof(logits)), Operand.Of<T>(destination, lengths, nameof(destination)), temperature);

    /// <summary>The probabilities of each row of a tensor.</summary>
    /// <param name="logits">The rows, along the axis; dense or strided.</param>
    /// <param name="destination">Where they go, in the same shape, dense or strided; it may be exactly the same memory.</param>
    /// <param name="temperature">T: what the logits are divided by.</param>
    /// <param name="axis">The axis along which rows lie; negative ones count from the last, which is -1.</param>
    /// <exception cref="ArgumentException">
    /// The shapes differ, a row has no finite logit (the message names it), or the destination shares only part of the logits' memory.
    /// </exception>
    /// <exception cref="ArgumentOutOfRangeException">The temperature is not positive, or the operands have no such axis.</exception>
    /// <exception cref="NotSupportedException">The element type is none of float, double and Half.</exception>
    public static void Forward<T>(in ReadOnlyTensorSpan<T> logits, in TensorSpan<T> destination, double temperature = 1, int axis = -1)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        SoftmaxForward<No>.Run(Operand.Of(logits, nameof(logits)), Operand.Of(destination, nameof(destination)), temperature, axis);

    /// <summary>The probabilities of each row of a tensor, in a new tensor of its shape.</summary>
    /// <param name="logits">The rows, along the axis.</param>
    /// <param name="temperature">T: what the logits are divided by.</param>
    /// <param name="axis">The axis along which rows lie; negative ones count from the last, which is -1.</param>
    /// <exception cref="ArgumentNullException">The tensor is null.</exception>
    /// <exception cref="ArgumentException">A row has no finite logit; the message names it.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The temperature is not positive, or the tensor has no such axis.</exception>
    /// <exception cref="NotSupportedException">The element type is none of float, double and Half.</exception>
    public static Tensor<T> Forward<T>(Tensor<T> logits, double temperature = 1, int axis = -1)
        where T : unmanaged, IFloatingPointIeee754<T> => SoftmaxForward<No>.Run(logits, temperature, axis);

    /// <summary>The gradient for the logits in flat memory, from the gradient for the probabilities: d = p (g - Σ p g) / T, p being the probabilities.</summary>
    /// <param name="probabilities">What the forward pass gave.</param>
    /// <param name="gradient">The gradient g for them.</param>
    /// <param name="destination">Where the gradient for the logits goes; it may be exactly the memory of an operand.</param>
    /// <param name="temperature">T of the forward pass.</param>
    /// <param name="lengths">The shape of the flat memory; empty: one row.</param>
    /// <exception cref="ArgumentException">Memory does not fit the lengths, or the destination shares only part of an operand's memory.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The temperature is not positive, or a length is negative.</exception>
    /// <exception cref="NotSupportedException">The element type is none of float, double and Half.</exception>
    public static void Backward<T>(
        ReadOnlySpan<T> probabilities, ReadOnlySpan<T> gradient, Span<T> destination, double temperature = 1, ReadOnlySpan<nint> lengths = default)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        SoftmaxBackward<No>.Run(
            Operand.Of(probabilities, lengths, nameof(probabilities)),
            Operand.Of(gradient, lengths, nameof(gradient)),
            Operand.Of<T>(destination, lengths, nameof(destination)),
            temperature);

    /// <summary>The gradient for the logits of tensors, from the gradient for the probabilities: d = p (g - Σ p g) / T, p being the probabilities.</summary>
    /// <param name="probabilities">What the forward pass gave.</param>
    /// <param name="gradient">The gradient g for them, in the same shape.</param>
    /// <param name="destination">Where the gradient for the logits goes, in the same shape; it may be exactly the memory of an operand.</param>
    /// <param name="temperature">T of the forward pass.</param>
    /// <param name="axis">The axis of the forward pass.</param>
    /// <exception cref="ArgumentException">The shapes differ, or the destination shares only part of an operand's memory.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The temperature is not positive, or the operands have no such axis.</exception>
    /// <exception cref="NotSupportedException">The element type is none of float, double and Half.</exception>
    public static void Backward<T>(
        in ReadOnlyTensorSpan<T> probabilities, in ReadOnlyTensorSpan<T> gradient, in TensorSpan<T> destination, double temperature = 1, int axis = -1)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        SoftmaxBackward<No>.Run(
            Operand.Of(probabilities, nameof(probabilities)), Operand.Of(gradient, nameof(gradient)), Operand.Of(destination, nameof(destination)), temperature, axis);

    /// <summary>The gradient for the logits of tensors, in a new tensor of their shape, from the gradient for the probabilities: d = p (g - Σ p g) / T, p being the probabilities.</summary>
    /// <param name="probabilities">What the forward pass gave.</param>
    /// <param name="gradient">The gradient g for them, in the same shape.</param>
    /// <param name="temperature">T of the forward pass.</param>
    /// <param name="axis">The axis of the forward pass.</param>
    /// <exception cref="ArgumentNullException">A tensor is null.</exception>
    /// <exception cref="ArgumentException">The shapes differ.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The temperature is not positive, or the operands have no such axis.</exception>
    /// <exception cref="NotSupportedException">The element type is none of float, double and Half.</exception>
    public static Tensor<T> Backward<T>(Tensor<T> probabilities, Tensor<T> gradient, double temperature = 1, int axis = -1)
        where T : unmanaged, IFloatingPointIeee754<T> => SoftmaxBackward<No>.Run(probabilities, nameof(probabilities), gradient, temperature, axis);
}
