using System.Buffers;

namespace KLDiv.Cli.Loss;

/// <summary>A part of a tensor whose elements follow each other in C order.</summary>
/// <param name="ranges">Where the part lies, for each axis.</param>
/// <param name="lengths">How long it is along each axis.</param>
/// <param name="count">How many elements it has.</param>
internal sealed class Block(NRange[] ranges, nint[] lengths, nint count)
{
    public ReadOnlySpan<NRange> Ranges => ranges;

    public ReadOnlySpan<nint> Lengths => lengths;

    public nint Count => count;

    /// <summary>Where in the whole tensor an element of this block is.</summary>
    /// <param name="flat">The number of the element in the block, in C order.</param>
    public string IndexOf(nint flat)
    {
        nint[] index = new nint[lengths.Length];
        for (int axis = lengths.Length - 1; axis >= 0; axis--)
        {
            index[axis] = ranges[axis].Start.Value + (flat % lengths[axis]);
            flat /= lengths[axis];
        }

        return $"[{string.Join(", ", index)}]";
    }

    /// <summary>Cuts a tensor into blocks that cover it in C order.</summary>
    /// <param name="shape">The lengths of its axes.</param>
    /// <param name="most">The most elements that a block should have.</param>
    /// <param name="wholeRows">Whether the last axis must not be cut; one row may then be a block larger than <paramref name="most"/>.</param>
    public static IEnumerable<Block> Cut(nint[] shape, nint most, bool wholeRows)
    {
        // The axis that is cut into ranges: the first of which one index selects few enough elements.
        int axis = 0;
        nint inner = Product(shape, 1);
        int last = wholeRows ? shape.Length - 2 : shape.Length - 1;
        while (axis < last && inner > most)
        {
            axis++;
            inner /= shape[axis];
        }

        bool cannotBeCut = axis > last || inner == 0 || shape[0] == 0;
        return cannotBeCut ? [Whole(shape)] : Cut(shape, axis, step: nint.Max(1, most / inner));
    }

    private static Block Whole(nint[] shape) => new([.. shape.Select(_ => NRange.All)], shape, Product(shape, 0));

    private static IEnumerable<Block> Cut(nint[] shape, int axis, nint step)
    {
        nint outer = Product(shape[..axis], 0);
        for (nint i = 0; i < outer; i++)
        {
            for (nint start = 0; start < shape[axis]; start += step)
            {
                yield return Part(shape, axis, i, start, nint.Min(start + step, shape[axis]));
            }
        }
    }

    private static Block Part(nint[] shape, int axis, nint outer, nint start, nint end)
    {
        NRange[] ranges = [.. shape.Select(length => new NRange(0, length))];
        ranges[axis] = new NRange(start, end);
        for (int i = axis - 1; i >= 0; i--)
        {
            nint index = outer % shape[i];
            ranges[i] = new NRange(index, index + 1);
            outer /= shape[i];
        }

        nint[] lengths = [.. ranges.Select(range => range.End.Value - range.Start.Value)];
        return new Block(ranges, lengths, Product(lengths, 0));
    }

    private static nint Product(nint[] lengths, int from)
    {
        nint product = 1;
        for (int i = from; i < lengths.Length; i++)
        {
            product *= lengths[i];
        }

        return product;
    }
}
