namespace KLDiv.Files.Elements;

/// <summary>Lengths of dimensions: as text, and the products of them.</summary>
internal static class TensorShape
{
    /// <summary>A shape as messages show it: <c>[3, 4]</c>.</summary>
    public static string Text(ReadOnlySpan<nint> lengths) => $"[{string.Join(", ", lengths.ToArray())}]";

    /// <summary>The size in bytes of a tensor. Lengths of 0 are left out until the end, as in NumPy: no product of other lengths may overflow either.
    /// Whatever is stored may be handed out as elements of 8 bytes, so these may not overflow.</summary>
    /// <returns>False where it overflows.</returns>
    public static bool TryByteCount(int elementSize, ReadOnlySpan<nint> lengths, out nint bytes)
    {
        int widest = Math.Max(elementSize, sizeof(double));
        bytes = widest;
        foreach (nint length in lengths)
        {
            nint factor = nint.Max(length, 1);
            if (bytes > nint.MaxValue / factor)
            {
                return false;
            }

            bytes *= factor;
        }

        bytes = lengths.Contains(0) ? 0 : bytes / widest * elementSize;
        return true;
    }

    /// <summary>Checks a shape that a program gives.</summary>
    /// <exception cref="ArgumentException">There is no dimension, a length is negative, or the size in bytes overflows.</exception>
    public static void Check(ReadOnlySpan<nint> lengths, int elementSize)
    {
        string? problem = lengths.IsEmpty ? "there must be at least one dimension"
            : lengths.IndexOfAnyInRange(nint.MinValue, -1) >= 0 ? "lengths must not be negative"
            : !TryByteCount(elementSize, lengths, out _) ? "its size in bytes overflows"
            : null;
        if (problem is not null)
        {
            throw new ArgumentException($"The shape is {Text(lengths)}; {problem}.", nameof(lengths));
        }
    }

    /// <summary>The number of elements of a shape whose product is known not to overflow.</summary>
    public static nint Count(ReadOnlySpan<nint> lengths)
    {
        nint count = 1;
        foreach (nint length in lengths)
        {
            count = lengths.Contains(0) ? 0 : count * length;
        }

        return count;
    }
}
