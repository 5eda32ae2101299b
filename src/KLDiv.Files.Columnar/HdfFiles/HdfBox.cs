namespace KLDiv.Files.Columnar.HdfFiles;

/// <summary>A box of a tensor: what a hyperslab selects.</summary>
/// <param name="Starts">The index of its first element along each axis.</param>
/// <param name="Lengths">Its lengths.</param>
internal readonly record struct HdfBox(ulong[] Starts, ulong[] Lengths)
{
    /// <summary>Takes a run of elements in C order apart into boxes, in their order.</summary>
    /// <param name="lengths">The lengths of the tensor.</param>
    /// <param name="start">The number of the first element.</param>
    /// <param name="count">How many elements.</param>
    public static IEnumerable<HdfBox> Of(nint[] lengths, long start, long count)
    {
        while (count > 0)
        {
            HdfBox box = Largest(lengths, start, count);
            yield return box;
            long taken = 1;
            foreach (ulong length in box.Lengths)
            {
                taken *= (long)length;
            }

            start += taken;
            count -= taken;
        }
    }

    /// <summary>The largest box that begins with an element and goes no further than a count: whole along its last axes, and some way along the one before.</summary>
    private static HdfBox Largest(nint[] lengths, long start, long count)
    {
        ulong[] starts = new ulong[lengths.Length], taken = new ulong[lengths.Length];
        Array.Fill(taken, 1ul);
        long rest = start;
        for (int axis = lengths.Length - 1; axis >= 0; axis--)
        {
            (rest, long index) = Math.DivRem(rest, lengths[axis]);
            starts[axis] = (ulong)index;
        }

        long inner = 1;
        for (int axis = lengths.Length - 1; axis >= 0; axis--)
        {
            long fitting = Math.Min(count / inner, lengths[axis] - (long)starts[axis]);
            taken[axis] = (ulong)fitting;
            if (fitting < lengths[axis] || count / (inner * fitting) <= 1)
            {
                break;
            }

            inner *= fitting;
        }

        return new HdfBox(starts, taken);
    }
}
