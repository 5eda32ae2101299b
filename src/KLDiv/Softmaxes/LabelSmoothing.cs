using System.Numerics;
using System.Numerics.Tensors;
using KLDiv.Memory;
using KLDiv.Softmaxes;

namespace KLDiv;

/// <summary>Moves target distributions towards the uniform one.</summary>
/// <remarks>
/// A row t of C classes becomes (1 - alpha) t + alpha / C: its sum stays 1, and no class is ruled out. Computed in double whatever the element type.
/// Source: C. Szegedy et al., Rethinking the Inception Architecture for Computer Vision (CVPR 2016), section 7.
/// </remarks>
public static class LabelSmoothing
{
    /// <summary>Smooths the rows of flat memory.</summary>
    /// <param name="target">Probabilities, each row along the last axis.</param>
    /// <param name="destination">Where they go: as long as the target; it may be exactly the same memory.</param>
    /// <param name="alpha">How far: from 0 (as they are) to 1 (uniform).</param>
    /// <param name="lengths">The shape of the flat memory; empty: one row.</param>
    /// <exception cref="ArgumentException">Memory does not fit the lengths, or the destination shares only part of the target's memory.</exception>
    /// <exception cref="ArgumentOutOfRangeException">alpha is not from 0 to 1, or a length is negative.</exception>
    /// <exception cref="NotSupportedException">The element type is none of float, double and Half.</exception>
    public static void Smooth<T>(ReadOnlySpan<T> target, Span<T> destination, double alpha, ReadOnlySpan<nint> lengths = default)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Smooth(Operand.Of(target, lengths, nameof(target)), Operand.Of<T>(destination, lengths, nameof(destination)), alpha);
    }

    /// <summary>Smooths the rows of a tensor.</summary>
    /// <param name="target">Probabilities, each row along the axis; dense or strided.</param>
    /// <param name="destination">Where they go, in the same shape; it may be exactly the same memory.</param>
    /// <param name="alpha">How far: from 0 (as they are) to 1 (uniform).</param>
    /// <param name="axis">The axis along which rows lie; negative ones count from the last, which is -1.</param>
    /// <exception cref="ArgumentException">The shapes differ, or the destination shares only part of the target's memory.</exception>
    /// <exception cref="ArgumentOutOfRangeException">alpha is not from 0 to 1, or the operands have no such axis.</exception>
    /// <exception cref="NotSupportedException">The element type is none of float, double and Half.</exception>
    public static void Smooth<T>(in ReadOnlyTensorSpan<T> target, in TensorSpan<T> destination, double alpha, int axis = -1)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        Smooth(Operand.Of(target, nameof(target)), Operand.Of(destination, nameof(destination)), alpha, axis);

    /// <summary>The smoothed rows of a tensor, in a new tensor of its shape.</summary>
    /// <param name="target">Probabilities, each row along the axis.</param>
    /// <param name="alpha">How far: from 0 (as they are) to 1 (uniform).</param>
    /// <param name="axis">The axis along which rows lie; negative ones count from the last, which is -1.</param>
    /// <exception cref="ArgumentNullException">The tensor is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">alpha is not from 0 to 1, or the tensor has no such axis.</exception>
    /// <exception cref="NotSupportedException">The element type is none of float, double and Half.</exception>
    public static Tensor<T> Smooth<T>(Tensor<T> target, double alpha, int axis = -1)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(target);
        Tensor<T> destination = Tensor.CreateFromShape<T>(target.Lengths);
        Smooth(Operand.Of(target, nameof(target)), Operand.Of(destination, nameof(destination)), alpha, axis);
        return destination;
    }

    private static void Smooth(Operand target, Operand destination, double alpha, int axis = -1)
    {
        if (!(alpha >= 0 && alpha <= 1))
        {
            throw new ArgumentOutOfRangeException(nameof(alpha), alpha, "alpha must be at least 0 and at most 1.");
        }

        RowDriver.Run(target, target, destination, axis, new Smoothing(alpha));
    }

    /// <summary>(1 - alpha) t + alpha / C.</summary>
    private readonly struct Smoothing(double alpha) : IRowOperation
    {
        public RowPasses<T> Passes<T>()
            where T : unmanaged => default;

        public bool Run(in RowBlocks row, nint number)
        {
            for (nint start = -1; row.Next(ref start);)
            {
                Span<double> block = row.First(start);
                TensorPrimitives.Multiply<double>(block, 1 - alpha, block);
                TensorPrimitives.Add<double>(block, alpha / row.Length, block);
                row.Write(start, block);
            }

            return true;
        }
    }
}
