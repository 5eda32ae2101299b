using KLDiv.Files.Loss;

namespace KLDiv.Files.Tests;

public class ElementRangeTests
{
    [Theory]
    [InlineData(7, 3, 1)]
    [InlineData(20, 8, 4)]
    [InlineData(20, 3, 4)]
    [InlineData(20, 3, 1)]
    [InlineData(24, 7, 6)]
    [InlineData(6, 100, 3)]
    [InlineData(12, 4, 4)]
    public void Blocks_cover_every_element_once_and_in_order_and_cut_no_row(int count, int most, int row)
    {
        long next = 5;
        foreach (ElementRange block in ElementRange.Cut(5, count, most, row))
        {
            Assert.Equal(next, block.Start);
            Assert.InRange(block.Count, 1, Math.Max(most, row));
            Assert.Equal(0, block.Count % row);
            next += block.Count;
        }

        Assert.Equal(5 + count, next);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(0)]
    public void A_tensor_without_elements_has_no_block(int row) => Assert.Empty(ElementRange.Cut(0, 0, 2, row));

    [Fact]
    public void Blocks_reach_beyond_32_bits()
    {
        ElementRange[] blocks = [.. ElementRange.Cut(0, 5_000_000_000, int.MaxValue, 1)];
        Assert.Equal(new ElementRange(4_294_967_294, 705_032_706), blocks[^1]);
    }

    [Fact]
    public void The_place_of_an_element_is_told_for_the_whole_tensor()
    {
        ElementRange[] blocks = [.. ElementRange.Cut(0, 24, 8, 1)];
        Assert.Equal("[0, 2, 1]", blocks[1].IndexOf([2, 3, 4], 1));
        Assert.Equal("[1, 1, 3]", blocks[2].IndexOf([2, 3, 4], 3));
    }
}
