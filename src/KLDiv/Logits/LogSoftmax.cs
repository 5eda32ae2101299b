using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using KLDiv.Kernels;

namespace KLDiv;

/// <summary>The logarithm of the softmax along the last axis: logits in, the log-probabilities that the criterion takes out.</summary>
/// <remarks>
/// For a row a of logits, x = a - ln Σ e^a, computed as (a - m) - ln Σ e^(a - m) with m the largest logit, in double whatever the element type:
/// it neither overflows nor loses digits at large logits. A logit of -inf is a class of probability 0;
/// a NaN, or a logit of +inf beside finite ones, makes its row NaN.
/// </remarks>
public static class LogSoftmax
{
    private const int BlockLength = 256;

    /// <summary>
    /// What is less counts as this: its exponential adds nothing to a sum in which the largest logit counts 1. Beside less, as a suppressed
    /// class is, the runtime's vector exponential takes one element at a time.
    /// </summary>
    private const double LeastExponent = -708;

    /// <summary>The log-probabilities of one row.</summary>
    /// <param name="logits">The row.</param>
    /// <param name="destination">Where they go: as long as the row; it may be exactly the same memory.</param>
    /// <exception cref="ArgumentException">The lengths differ, the row has no finite logit, or the destination shares only part of the row's memory.</exception>
    public static void Forward<T>(ReadOnlySpan<T> logits, Span<T> destination)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        MustBeAsLong(destination.Length, nameof(destination), logits.Length);
        MustNotOverlapInPart(logits, nameof(logits), destination);
        if (!TryForward(logits, destination))
        {
            throw new ArgumentException("The row has no finite logit.", nameof(logits));
        }
    }

    /// <summary>The log-probabilities of each row of a tensor.</summary>
    /// <param name="logits">The rows, along the last axis; dense or strided.</param>
    /// <param name="destination">Where they go, in the same shape; dense; it may be exactly the same memory.</param>
    /// <exception cref="ArgumentException">The shapes differ, the destination is not dense, or a row has no finite logit; the message names the row.</exception>
    public static void Forward<T>(in ReadOnlyTensorSpan<T> logits, in TensorSpan<T> destination)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Shapes.MustEqual(destination.Lengths, nameof(destination), logits.Lengths, nameof(logits));
        if (!destination.IsDense)
        {
            throw new ArgumentException($"destination of shape {Shapes.Text(destination.Lengths)} is not dense.", nameof(destination));
        }

        logits.CopyTo(destination);
        nint rows = destination.IsEmpty ? 0 : Shapes.Rows(destination.Lengths);
        for (nint row = 0; row < rows; row++)
        {
            nint length = destination.Lengths[^1];
            Span<T> values = MemoryMarshal.CreateSpan(ref Unsafe.Add(ref destination.GetPinnableReference(), row * length), checked((int)length));
            if (!TryForward(values, values))
            {
                throw new ArgumentException($"Row {row} has no finite logit.", nameof(logits));
            }
        }
    }

    /// <summary>The gradient for the logits of one row, from the gradient for its log-probabilities: d_i = g_i - softmax_i Σ g.</summary>
    /// <param name="logProbabilities">What <see cref="Forward{T}(ReadOnlySpan{T}, Span{T})"/> gave.</param>
    /// <param name="gradient">The gradient g for them.</param>
    /// <param name="destination">Where the gradient for the logits goes; it may be exactly the memory of an operand.</param>
    /// <exception cref="ArgumentException">The lengths differ, or the destination shares only part of an operand's memory.</exception>
    public static void Backward<T>(ReadOnlySpan<T> logProbabilities, ReadOnlySpan<T> gradient, Span<T> destination)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        MustBeAsLong(gradient.Length, nameof(gradient), logProbabilities.Length);
        MustBeAsLong(destination.Length, nameof(destination), logProbabilities.Length);
        MustNotOverlapInPart(logProbabilities, nameof(logProbabilities), destination);
        MustNotOverlapInPart(gradient, nameof(gradient), destination);
        Span<double> values = stackalloc double[BlockLength];
        Span<double> gradients = stackalloc double[BlockLength];
        double sum = 0;
        for (int i = 0; i < gradient.Length; i += BlockLength)
        {
            sum += TensorPrimitives.Sum<double>(Widen(gradient, i, gradients));
        }

        for (int i = 0; i < gradient.Length; i += BlockLength)
        {
            Span<double> result = Widen(gradient, i, gradients);
            Span<double> probabilities = Widen(logProbabilities, i, values);
            TensorPrimitives.Exp<double>(probabilities, probabilities);
            TensorPrimitives.MultiplyAdd<double>(probabilities, -sum, result, result);
            TensorPrimitives.ConvertTruncating<double, T>(result, destination[i..]);
        }
    }

    private static bool TryForward<T>(ReadOnlySpan<T> logits, Span<T> destination)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (logits.IsEmpty)
        {
            return true;
        }

        double largest = double.CreateTruncating(TensorPrimitives.Max(logits));
        if (double.IsInfinity(largest) && !HasFinite(logits))
        {
            return false;
        }

        Span<double> values = stackalloc double[BlockLength];
        double sum = 0;
        for (int i = 0; i < logits.Length; i += BlockLength)
        {
            Span<double> block = Widen(logits, i, values);
            TensorPrimitives.Subtract<double>(block, largest, block);
            TensorPrimitives.Max<double>(block, LeastExponent, block);
            TensorPrimitives.Exp<double>(block, block);
            sum += TensorPrimitives.Sum<double>(block);
        }

        double logSum = Math.Log(sum);
        for (int i = 0; i < logits.Length; i += BlockLength)
        {
            Span<double> block = Widen(logits, i, values);
            TensorPrimitives.Subtract<double>(block, largest, block);
            TensorPrimitives.Subtract<double>(block, logSum, block);
            TensorPrimitives.ConvertTruncating<double, T>(block, destination[i..]);
        }

        return true;
    }

    private static bool HasFinite<T>(ReadOnlySpan<T> logits)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        foreach (T logit in logits)
        {
            if (T.IsFinite(logit))
            {
                return true;
            }
        }

        return false;
    }

    private static Span<double> Widen<T>(ReadOnlySpan<T> source, int start, Span<double> buffer)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ReadOnlySpan<T> block = source.Slice(start, Math.Min(BlockLength, source.Length - start));
        TensorPrimitives.ConvertTruncating(block, buffer);
        return buffer[..block.Length];
    }

    private static void MustBeAsLong(int length, string name, int expected)
    {
        if (length != expected)
        {
            throw new ArgumentException($"{name} has {length} elements, the row has {expected}; they must be equal.", name);
        }
    }

    private static void MustNotOverlapInPart<T>(ReadOnlySpan<T> operand, string name, Span<T> destination)
    {
        if (operand.Overlaps(destination, out int offset) && offset != 0)
        {
            throw new ArgumentException($"destination overlaps {name} in part; it may be exactly the same memory or share none.", nameof(destination));
        }
    }
}
