using KLDiv.Files;

namespace KLDiv.Reports.Tests;

public class ShardTests
{
    [Theory]
    [InlineData("1/1", 1, 1)]
    [InlineData("3/16", 3, 16)]
    [InlineData("2147483647/2147483647", int.MaxValue, int.MaxValue)]
    public void A_shard_is_read_as_it_is_written(string text, int index, int count)
    {
        Assert.True(Shard.TryParse(text, out Shard shard));
        Assert.Equal(new Shard(index, count), shard);
        Assert.Equal(text, shard.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("1")]
    [InlineData("1/")]
    [InlineData("/1")]
    [InlineData("0/1")]
    [InlineData("2/1")]
    [InlineData("-1/2")]
    [InlineData("+1/2")]
    [InlineData("1/2/3")]
    [InlineData("1 /2")]
    [InlineData("1.0/2")]
    [InlineData("1/2147483648")]
    public void Anything_else_is_no_shard(string text) => Assert.False(Shard.TryParse(text, out _));

    [Theory]
    [InlineData(0, 3)]
    [InlineData(2, 3)]
    [InlineData(10, 3)]
    [InlineData(long.MaxValue, 7)]
    public void Shards_cover_all_rows_one_behind_the_other_and_are_equal_to_one_row(long rows, int count)
    {
        RowRange[] ranges = [.. Enumerable.Range(1, count).Select(i => new Shard(i, count).RowsOf(rows))];
        Assert.Equal(0, ranges[0].First);
        Assert.Equal(rows, ranges[^1].End);
        Assert.All(ranges.Zip(ranges[1..]), pair => Assert.Equal(pair.First.End, pair.Second.First));
        Assert.InRange(ranges.Max(range => range.Count) - ranges.Min(range => range.Count), 0, 1);
    }
}
