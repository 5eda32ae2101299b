namespace KLDiv.Tests.Support;

/// <summary>A way in which the elements of a tensor lie in memory.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Strides">The strides, in elements, for a shape.</param>
/// <param name="Writable">Whether no two elements are the same memory.</param>
internal sealed record View(string Name, Func<nint[], nint[]> Strides, bool Writable = true)
{
    public static readonly View[] All =
    [
        new("dense", lengths => Packed(lengths, 1, 0)),
        new("column slice", lengths => Packed(lengths, 1, 3)),
        new("every other", lengths => Packed(lengths, 2, 0)),
        new("far apart", lengths => Packed(lengths, 5, 7)),
        new("transposed", lengths => Ordered(lengths, [.. Enumerable.Range(0, lengths.Length).Reverse()], 1)),
        new("transposed, every third", lengths => Ordered(lengths, [.. Enumerable.Range(0, lengths.Length).Reverse()], 3)),
        new("first axis moved to the end", lengths => Ordered(lengths, [.. Enumerable.Range(1, lengths.Length - 1), 0], 1)),
        new("one row for all", lengths => [.. Packed(lengths, 1, 0).Select((stride, axis) => axis == lengths.Length - 1 ? stride : 0)], Writable: false),
        new("one number a row", lengths => [.. Packed(lengths, 1, 0).Select((stride, axis) => axis == lengths.Length - 1 ? 0 : stride)], Writable: false),
        new("one number for all", lengths => new nint[lengths.Length], Writable: false),
    ];

    public static View[] AllWritable { get; } = [.. All.Where(view => view.Writable)];

    /// <summary>The number of elements from the first to the last, both included.</summary>
    public int Extent(nint[] lengths) => 1 + (int)lengths.Zip(Strides(lengths), (length, stride) => (length - 1) * stride).Aggregate((a, b) => a + b);

    public override string ToString() => Name;

    /// <summary>Row-major order with room between the elements and behind each row.</summary>
    private static nint[] Packed(nint[] lengths, nint step, nint gap) => Ordered(lengths, [.. Enumerable.Range(0, lengths.Length)], step, gap);

    /// <summary>The last axis named lies closest.</summary>
    private static nint[] Ordered(nint[] lengths, int[] axes, nint step, nint gap = 0)
    {
        var strides = new nint[lengths.Length];
        nint stride = step;
        foreach (int axis in axes.Reverse())
        {
            strides[axis] = lengths[axis] == 1 ? 0 : stride;
            stride = (stride * lengths[axis]) + (axis == axes[^1] ? gap : 0);
        }

        return strides;
    }
}
