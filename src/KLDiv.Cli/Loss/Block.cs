namespace KLDiv.Cli.Loss;

/// <summary>A run of a tensor's elements in C order.</summary>
/// <param name="Start">The number of its first element.</param>
/// <param name="Count">How many elements it has.</param>
internal readonly record struct Block(long Start, int Count)
{
    /// <summary>Cuts a tensor into blocks that cover it in C order; one without elements is one block.</summary>
    /// <param name="count">The number of its elements.</param>
    /// <param name="most">The most elements that a block should have.</param>
    /// <param name="row">What must not be cut: a block has a multiple of this many elements, and may be larger than <paramref name="most"/>.</param>
    public static IEnumerable<Block> Cut(long count, int most, int row)
    {
        int step = row == 0 ? most : Math.Max(1, most / row) * row;
        yield return new Block(0, (int)Math.Min(step, count));
        for (long start = step; start < count; start += step)
        {
            yield return new Block(start, (int)Math.Min(step, count - start));
        }
    }

    /// <summary>Where in the whole tensor an element of this block is.</summary>
    /// <param name="lengths">The lengths of the tensor's axes.</param>
    /// <param name="flat">The number of the element in the block.</param>
    public string IndexOf(ReadOnlySpan<nint> lengths, int flat)
    {
        long rest = Start + flat;
        long[] index = new long[lengths.Length];
        for (int axis = lengths.Length - 1; axis >= 0; axis--)
        {
            (rest, index[axis]) = Math.DivRem(rest, lengths[axis]);
        }

        return $"[{string.Join(", ", index)}]";
    }
}
