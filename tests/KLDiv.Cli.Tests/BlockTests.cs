using System.Buffers;
using KLDiv.Cli.Loss;

namespace KLDiv.Cli.Tests;

public class BlockTests
{
    public static TheoryData<nint[], int, bool> Cuts => new()
    {
        { [7], 3, false },
        { [7], 3, true },
        { [5, 4], 8, false },
        { [5, 4], 3, false },
        { [5, 4], 3, true },
        { [2, 3, 4], 4, true },
        { [2, 3, 4], 5, false },
        { [1, 1, 9], 2, false },
        { [3, 1, 2, 2], 1, false },
        { [2, 3], 100, true },
    };

    [Theory]
    [MemberData(nameof(Cuts))]
    public void Blocks_cover_every_element_once_and_in_order(nint[] shape, int most, bool wholeRows)
    {
        List<nint> visited = [];
        foreach (Block block in Block.Cut(shape, most, wholeRows))
        {
            List<nint> elements = [];
            Visit(block, shape, axis: 0, start: 0, elements);
            Assert.Equal(block.Count, elements.Count);
            Assert.True(block.Count <= Math.Max(most, wholeRows ? shape[^1] : 1), $"{block.Count} elements in a block");
            Assert.True(!wholeRows || block.Lengths[^1] == shape[^1], "a row is cut");
            visited.AddRange(elements);
        }

        nint count = shape.Aggregate((product, length) => product * length);
        Assert.Equal([.. Enumerable.Range(0, (int)count).Select(i => (nint)i)], visited);
    }

    [Theory]
    [InlineData(0, 3)]
    [InlineData(3, 0)]
    public void A_tensor_without_elements_is_one_block(int rows, int columns)
    {
        Block block = Assert.Single(Block.Cut([rows, columns], 2, wholeRows: false));
        Assert.Equal(0, block.Count);
        Assert.Equal([rows, columns], block.Lengths);
    }

    [Fact]
    public void The_place_of_an_element_is_told_for_the_whole_tensor()
    {
        Block[] blocks = [.. Block.Cut([2, 3, 4], 8, wholeRows: false)];
        Assert.Equal("[0, 2, 1]", blocks[1].IndexOf(1));
        Assert.Equal("[1, 1, 3]", blocks[2].IndexOf(7));
    }

    private static void Visit(Block block, nint[] shape, int axis, nint start, List<nint> elements)
    {
        if (axis == shape.Length)
        {
            elements.Add(start);
            return;
        }

        for (nint i = 0; i < block.Lengths[axis]; i++)
        {
            NRange range = block.Ranges[axis];
            Visit(block, shape, axis + 1, (start * shape[axis]) + range.Start.Value + i, elements);
        }
    }
}
