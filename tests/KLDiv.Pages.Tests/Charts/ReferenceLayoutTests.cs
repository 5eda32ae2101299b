using KLDiv.Pages.Charts;

namespace KLDiv.Pages.Tests.Charts;

public sealed class ReferenceLayoutTests
{
    [Fact]
    public void Labels_meet_neither_each_other_nor_a_line_nor_the_edge()
    {
        Random random = new(1);
        for (int i = 0; i < 3000; i++)
        {
            int count = random.Next(1, 4);
            double[] lines = [.. Enumerable.Range(0, count).Select(_ => 30 + (280 * random.NextDouble())).Order()];
            double[] widths = [.. lines.Select(_ => 40 + (60 * random.NextDouble()))];

            ReferencePlace[] places = ReferenceLayout.Of(lines, widths, edge: 328);

            Assert.All(places, place => Assert.True(place.From >= 0 && place.To <= 328, $"{place}"));
            foreach ((ReferencePlace one, ReferencePlace other) in places.SelectMany(one => places.Where(other => other != one).Select(other => (one, other))))
            {
                Assert.False(one.Lane == other.Lane && one.From < other.To && other.From < one.To, $"{one} meets {other}");
                Assert.False((one.IsOver ? one.Lane > other.Lane : one.Lane >= other.Lane) && one.Line > other.From && one.Line < other.To, $"the line of {one} goes through {other}");
            }
        }
    }

    [Fact]
    public void One_lane_is_enough_where_there_is_room() =>
        Assert.All(ReferenceLayout.Of([50, 300, 600], [80, 80, 80], edge: 688), place => Assert.Equal(0, place.Lane));
}
