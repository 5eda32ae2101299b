using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace KLDiv.Benchmarks.Works;

/// <summary>
/// What the memory allows: both operands are read once, and one result is written where the work has one. Several threads share
/// the elements. Nothing computes with halves as fast as they can be read: for them the same bytes are taken as 16-bit integers.
/// </summary>
internal static class LimitCalls<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>Fewer elements than this are read in less time than it takes to wake a thread.</summary>
    private const int SmallestShared = 1 << 17;

    private static readonly string s_type = typeof(T) == typeof(Half) ? ", bytes as `short`" : "";

    /// <summary>Two reads an element.</summary>
    public static Call<T> Dot { get; } = new($"`Dot(x, t)`{s_type}", operands =>
        EqualParts.Sum(Threads(operands), operands.Count, operands, DotPart));

    /// <summary>Two reads and a write an element.</summary>
    public static Call<T> Multiply { get; } = new($"`Multiply(x, t, dx)`{s_type}", operands =>
        EqualParts.Sum(Threads(operands), operands.Count, operands, MultiplyPart));

    private static int Threads(Operands<T> operands) => operands.Count < SmallestShared ? 1 : KLDivergence.MaxDegreeOfParallelism;

    private static double DotPart(Operands<T> operands, int start, int length)
    {
        ReadOnlySpan<T> input = operands.Input.Slice(start, length), target = operands.Target.Slice(start, length);
        return typeof(T) == typeof(Half)
            ? TensorPrimitives.Dot(MemoryMarshal.Cast<T, short>(input), MemoryMarshal.Cast<T, short>(target))
            : double.CreateTruncating(TensorPrimitives.Dot(input, target));
    }

    private static double MultiplyPart(Operands<T> operands, int start, int length)
    {
        ReadOnlySpan<T> input = operands.Input.Slice(start, length), target = operands.Target.Slice(start, length);
        Span<T> destination = operands.Destination.Slice(start, length);
        if (typeof(T) == typeof(Half))
        {
            TensorPrimitives.Multiply(
                MemoryMarshal.Cast<T, short>(input), MemoryMarshal.Cast<T, short>(target), MemoryMarshal.Cast<T, short>(destination));
        }
        else
        {
            TensorPrimitives.Multiply(input, target, destination);
        }

        return 0;
    }
}
