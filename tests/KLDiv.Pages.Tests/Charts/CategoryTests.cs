using System.Globalization;
using System.Xml.Linq;
using KLDiv.Pages.Charts;

namespace KLDiv.Pages.Tests.Charts;

public sealed class CategoryTests
{
    [Fact]
    public void Names_stand_from_top_to_bottom_at_equal_distances_and_all_of_them()
    {
        CategoryScale scale = new(["one", "two", "three", "four"]);

        Assert.Equal([0.875, 0.625, 0.375, 0.125], Enumerable.Range(0, 4).Select(i => scale.Position(i)).ToArray());
        Assert.Equal(["\u2068one\u2069", "\u2068two\u2069", "\u2068three\u2069", "\u2068four\u2069"], scale.Ticks(2).Select(tick => tick.Label).ToArray());
    }

    [Fact]
    public void Long_names_keep_both_ends_by_which_they_differ()
    {
        string[] labels = [.. new CategoryScale([.. Enumerable.Range(1, 12).Select(i => $"the depot of the town number {i}")]).Ticks(12).Select(tick => tick.Label)];

        Assert.Equal(12, labels.Distinct(StringComparer.Ordinal).Count());
        Assert.All(labels, label => Assert.True(TextWidth.Of(label, Picture.FontSize) <= 110, label));
        Assert.StartsWith("\u2068the", labels[11], StringComparison.Ordinal);
        Assert.EndsWith("12\u2069", labels[11], StringComparison.Ordinal);
    }

    [Fact]
    public void An_interval_is_a_band_from_its_low_to_its_high_end_with_a_line_at_its_value()
    {
        XElement picture = new Chart
        {
            Title = "Intervals",
            Description = "Two of them.",
            Horizontal = new Axis(new LinearScale(0, 10), "value"),
            Vertical = new Axis(new CategoryScale(["a", "b"]), "level"),
            Marks = [new Intervals([new(0, 2, 4, 8, "tip"), new(1, 0, 5, 10)])],
            Width = Picture.NarrowWidth,
        }.Draw(Picture.NarrowWidth, "x");

        XElement[] bands = [.. picture.Descendants().Where(shape => shape.Attribute("class")?.Value is "band")];
        XElement[] lines = [.. picture.Descendants().Where(shape => shape.Attribute("class")?.Value is "line thin ink")];
        double Left(int i) => Number(bands[i], "x");
        double Right(int i) => Left(i) + Number(bands[i], "width");
        Assert.Equal(0.2, (Left(0) - Left(1)) / (Right(1) - Left(1)), 0.01);
        Assert.Equal(0.8, (Right(0) - Left(1)) / (Right(1) - Left(1)), 0.01);
        Assert.Equal(0.4, (Number(lines[0], "x1") - Left(1)) / (Right(1) - Left(1)), 0.01);
        Assert.True(Number(bands[0], "y") < Number(bands[1], "y"));
        Assert.Equal("tip", bands[0].Parent!.Elements().First().Value);
    }

    private static double Number(XElement shape, string attribute) => double.Parse(shape.Attribute(attribute)!.Value, CultureInfo.InvariantCulture);
}
