namespace KLDiv.Memory;

/// <summary>The sizes of shapes, their text, and their comparison.</summary>
internal static class Shapes
{
    /// <summary>The number of elements of a shape.</summary>
    /// <exception cref="ArgumentException">A length is negative, or there are more elements than can be counted.</exception>
    public static nint Product(ReadOnlySpan<nint> lengths)
    {
        nint product = 1;
        foreach (nint length in lengths)
        {
            if ((nuint)length > int.MaxValue || product > int.MaxValue)
            {
                return ProductOfAny(lengths);
            }

            product *= length;
        }

        return product;
    }

    /// <summary>A shape as it is written: [3, 5].</summary>
    public static string Text(ReadOnlySpan<nint> lengths) => $"[{string.Join(", ", lengths.ToArray())}]";

    /// <exception cref="ArgumentException">The two shapes differ; the message names both.</exception>
    public static void MustEqual(ReadOnlySpan<nint> lengths, string name, ReadOnlySpan<nint> expected, string expectedName)
    {
        if (!lengths.SequenceEqual(expected))
        {
            throw new ArgumentException(
                $"{expectedName} has shape {Text(expected)}, {name} has shape {Text(lengths)}; they must be equal.", name);
        }
    }

    /// <summary>The same for lengths of which one, or whose product, is beyond 32 bits.</summary>
    private static nint ProductOfAny(ReadOnlySpan<nint> lengths)
    {
        nint product = 1;
        foreach (nint length in lengths)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(length, nameof(lengths));
            long high = Math.BigMul(product, length, out long low);
            if (high != 0 || low < 0)
            {
                throw new ArgumentException($"The lengths {Text(lengths)} ask for more elements than can be counted.", nameof(lengths));
            }

            product = (nint)low;
        }

        return product;
    }
}
