using System.Numerics;
using System.Numerics.Tensors;
using KLDiv.Memory;
using KLDiv.Simd;
using KLDiv.Softmaxes;

namespace KLDiv;

/// <summary>The logarithm of the softmax along an axis: logits in, the log-probabilities that the criterion takes out.</summary>
/// <remarks>
/// For a row a of logits over the temperature, x = a - ln Σ e^a, computed as (a - m) - ln Σ e^(a - m) with m the largest logit, from differences in two parts and sums in double,
/// of which the largest terms are left out: it neither overflows nor loses digits, at large logits or in peaked rows. Floats are within 0.6 units of the last place of the exact result. A logit of -inf is a class of probability 0;
/// a NaN, or a logit of +inf beside finite ones, makes its row NaN.
/// Rows are those of flat memory with lengths (without: one row), of tensor spans, dense or strided, or of tensors; results may be written over exactly the memory of an operand.
/// </remarks>
public static class LogSoftmax
{
    /// <summary>The log-probabilities of logits in flat memory.</summary>
    /// <inheritdoc cref="Softmax.Forward{T}(ReadOnlySpan{T}, Span{T}, double, ReadOnlySpan{nint})" />
    public static void Forward<T>(ReadOnlySpan<T> logits, Span<T> destination, double temperature = 1, ReadOnlySpan<nint> lengths = default)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        SoftmaxForward<Yes>.Run(Operand.Of(logits, lengths, nameof(logits)), Operand.Of<T>(destination, lengths, nameof(destination)), temperature);

    /// <summary>The log-probabilities of each row of a tensor.</summary>
    /// <inheritdoc cref="Softmax.Forward{T}(in ReadOnlyTensorSpan{T}, in TensorSpan{T}, double, int)" />
    public static void Forward<T>(in ReadOnlyTensorSpan<T> logits, in TensorSpan<T> destination, double temperature = 1, int axis = -1)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        SoftmaxForward<Yes>.Run(Operand.Of(logits, nameof(logits)), Operand.Of(destination, nameof(destination)), temperature, axis);

    /// <summary>The log-probabilities of each row of a tensor, in a new tensor of its shape.</summary>
    /// <inheritdoc cref="Softmax.Forward{T}(Tensor{T}, double, int)" />
    public static Tensor<T> Forward<T>(Tensor<T> logits, double temperature = 1, int axis = -1)
        where T : unmanaged, IFloatingPointIeee754<T> => SoftmaxForward<Yes>.Run(logits, temperature, axis);

    /// <summary>The gradient for the logits in flat memory, from the gradient for the log-probabilities: d = (g - e^x Σ g) / T, x being the log-probabilities.</summary>
    /// <remarks><c>logProbabilities</c> are what the forward pass gave.</remarks>
    /// <inheritdoc cref="Softmax.Backward{T}(ReadOnlySpan{T}, ReadOnlySpan{T}, Span{T}, double, ReadOnlySpan{nint})" />
    public static void Backward<T>(
        ReadOnlySpan<T> logProbabilities, ReadOnlySpan<T> gradient, Span<T> destination, double temperature = 1, ReadOnlySpan<nint> lengths = default)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        SoftmaxBackward<Yes>.Run(
            Operand.Of(logProbabilities, lengths, nameof(logProbabilities)),
            Operand.Of(gradient, lengths, nameof(gradient)),
            Operand.Of<T>(destination, lengths, nameof(destination)),
            temperature);

    /// <summary>The gradient for the logits of tensors, from the gradient for the log-probabilities: d = (g - e^x Σ g) / T, x being the log-probabilities.</summary>
    /// <remarks><c>logProbabilities</c> are what the forward pass gave.</remarks>
    /// <inheritdoc cref="Softmax.Backward{T}(in ReadOnlyTensorSpan{T}, in ReadOnlyTensorSpan{T}, in TensorSpan{T}, double, int)" />
    public static void Backward<T>(
        in ReadOnlyTensorSpan<T> logProbabilities, in ReadOnlyTensorSpan<T> gradient, in TensorSpan<T> destination, double temperature = 1, int axis = -1)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        SoftmaxBackward<Yes>.Run(
            Operand.Of(logProbabilities, nameof(logProbabilities)), Operand.Of(gradient, nameof(gradient)), Operand.Of(destination, nameof(destination)), temperature, axis);

    /// <summary>The gradient for the logits of tensors, in a new tensor of their shape, from the gradient for the log-probabilities: d = (g - e^x Σ g) / T, x being the log-probabilities.</summary>
    /// <remarks><c>logProbabilities</c> are what the forward pass gave.</remarks>
    /// <inheritdoc cref="Softmax.Backward{T}(Tensor{T}, Tensor{T}, double, int)" />
    public static Tensor<T> Backward<T>(Tensor<T> logProbabilities, Tensor<T> gradient, double temperature = 1, int axis = -1)
        where T : unmanaged, IFloatingPointIeee754<T> => SoftmaxBackward<Yes>.Run(logProbabilities, nameof(logProbabilities), gradient, temperature, axis);
}
