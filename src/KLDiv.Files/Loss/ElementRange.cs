namespace KLDiv.Files.Loss;

/// <summary>A run of a tensor's elements in C order.</summary>
/// <param name="Start">The number of its first element.</param>
/// <param name="Count">How many elements it has.</param>
internal readonly record struct ElementRange(long Start, int Count)
{
    /// <summary>Cuts elements into runs that cover them in C order; where there are none, there is no run.</summary>
    /// <param name="start">The number of the first element.</param>
    /// <param name="count">How many elements.</param>
    /// <param name="most">The most elements that a run should have.</param>
    /// <param name="row">What must not be cut: a run has a multiple of this many elements, and may be longer than <paramref name="most"/>.</param>
    public static IEnumerable<ElementRange> Cut(long start, long count, int most, long row)
    {
        long step = row == 0 ? most : Math.Max(1, most / row) * row;
        for (long done = 0; done < count; done += step)
        {
            yield return new ElementRange(start + done, (int)Math.Min(step, count - done));
        }
    }

    /// <summary>Where in the whole tensor an element of this run is.</summary>
    /// <param name="lengths">The lengths of the tensor's axes, the classes being the last.</param>
    /// <param name="flat">The number of the element in the run.</param>
    /// <param name="classAxis">The axis that the classes are in the tensor's own layout; -1: the last.</param>
    public string IndexOf(ReadOnlySpan<nint> lengths, int flat, int classAxis = -1)
    {
        long rest = Start + flat;
        long[] index = new long[lengths.Length];
        for (int axis = lengths.Length - 1; axis >= 0; axis--)
        {
            (rest, index[axis]) = Math.DivRem(rest, lengths[axis]);
        }

        List<long> own = [.. index[..^1]];
        own.Insert(classAxis < 0 ? own.Count : classAxis, index[^1]);
        return $"[{string.Join(", ", own)}]";
    }
}
