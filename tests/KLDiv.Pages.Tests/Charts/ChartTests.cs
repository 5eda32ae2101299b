using System.Globalization;
using System.Xml.Linq;
using KLDiv.Pages.Charts;

namespace KLDiv.Pages.Tests.Charts;

public sealed class ChartTests
{
    private static readonly string[] s_places = ["x", "x1", "x2", "cx", "y", "y1", "y2", "cy"];

    public static TheoryData<int> Widths => [Picture.NarrowWidth, 480, Picture.ColumnWidth];

    [Theory]
    [MemberData(nameof(Widths))]
    public void Whatever_the_data_everything_is_drawn_inside(int width)
    {
        Chart chart = new()
        {
            Title = "Extremes",
            Description = "Values far beyond the axes.",
            Horizontal = new Axis(new LogScale(1e-6, 1, "0", hasInfinity: true), "a label that is far too long for a picture of this width, and so on, and so on, and so on"),
            Vertical = new Axis(LinearScale.UpTo(0.3), "height"),
            Marks =
            [
                new Bars([new(0, 0, 5), new(1e-9, 1e-3, 0.1, "tip"), new(0.1, 50, 0.2), new(double.PositiveInfinity, double.PositiveInfinity, 1)]),
                new Band([(1e-3, -4, 8), (0.1, double.NaN, 1), (0.2, 0.1, 0.2), (9, 0.2, 0.1)]),
                new Line([(0, 0), (1e-3, 9), (0.1, double.NaN), (0.2, 0.1), (double.PositiveInfinity, -5)]) { HasDots = true },
                new Dots([new(1e-9, 0.1, -3, 3)]),
                new Dots([new(double.PositiveInfinity, 0.1, 0, 1, "tip")], 1, DotShape.Diamond),
                new Diagonal((0, 0), (1, 9)),
            ],
            References = [new(1e-8, "least"), new(0.001, "a median of some length"), new(0.0011, "a mean of some length"), new(7, "largest")],
        };

        XElement picture = chart.Draw(width, "x");

        double height = Number(picture.Attribute("height")!.Value);
        foreach (XElement shape in picture.Descendants())
        {
            foreach (XAttribute place in shape.Attributes().Where(attribute => s_places.Contains(attribute.Name.LocalName, StringComparer.Ordinal)))
            {
                Assert.InRange(Number(place.Value), 0, place.Name.LocalName.Contains('x', StringComparison.Ordinal) ? width : height);
            }

            foreach (string[] point in (shape.Attribute("points")?.Value ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(point => point.Split(',')))
            {
                // The corners of a dot at the edge may stand out by its radius.
                Assert.InRange(Number(point[0]), -5, width + 5);
                Assert.InRange(Number(point[1]), -5, height + 5);
            }
        }
    }

    [Fact]
    public void A_line_is_broken_where_a_value_is_missing()
    {
        Chart chart = Lines([(0, 0), (1, 1), (2, double.NaN), (3, 1), (4, 0), (5, double.NaN), (6, 1)]);

        Assert.Equal(2, chart.Draw(Picture.ColumnWidth, "x").Descendants().Count(shape => shape.Name.LocalName is "polyline"));
        Assert.Equal(1, chart.Draw(Picture.ColumnWidth, "x").Descendants().Count(shape => shape.Name.LocalName is "circle"));
    }

    [Fact]
    public void A_narrow_picture_may_show_less()
    {
        Chart chart = Lines([(0, 0), (6, 1)], narrow: [new Line([(0, 0), (1, 1), (6, 0)])]);

        Assert.Equal(2, Points(chart.Draw(Picture.ColumnWidth, "x")));
        Assert.Equal(3, Points(chart.Draw(Picture.NarrowWidth, "x")));
    }

    [Fact]
    public void A_picture_names_and_describes_itself()
    {
        XElement picture = Lines([(0, 0), (6, 1)]).Draw(Picture.ColumnWidth, "one");

        Assert.Equal("img", picture.Attribute("role")!.Value);
        Assert.Equal("A line", picture.Elements().Single(element => Has(element, picture.Attribute("aria-labelledby")!.Value)).Value);
        Assert.Equal("It rises.", picture.Elements().Single(element => Has(element, picture.Attribute("aria-describedby")!.Value)).Value);
    }

    [Fact]
    public void A_picture_file_is_well_formed_and_carries_its_colours()
    {
        XElement root = XDocument.Parse(PictureFile.Write(Lines([(0, 0), (6, 1)]), 800, 440)).Root!;

        Assert.Equal(("800", "440"), (root.Attribute("width")!.Value, root.Attribute("height")!.Value));
        Assert.Contains("prefers-color-scheme: dark", root.Elements().Single(element => element.Name.LocalName is "style").Value, StringComparison.Ordinal);
        Assert.Contains(root.Elements(), element => element.Name.LocalName is "text" && element.Value is "the line");
    }

    [Fact]
    public void An_infinite_bar_is_broken_off_where_the_longest_finite_one_is_whole()
    {
        BarList list = new()
        {
            Title = "Bars",
            Description = "Two bars.",
            Bars = [new("finite", 2, "2"), new("infinite", double.PositiveInfinity, "∞")],
            Full = 2,
        };
        XElement picture = list.Draw(Picture.NarrowWidth, "x");
        XElement[][] bars = [.. picture.Elements().Where(shape => shape.Name.LocalName is "g").Select(bar => bar.Elements().Where(shape => shape.Name.LocalName is "rect").ToArray())];

        Assert.Equal(Picture.NarrowWidth, Number(Assert.Single(bars[0]).Attribute("width")!.Value));
        Assert.Equal(3, bars[1].Length);
        Assert.All(bars[1].Zip(bars[1].Skip(1)), pair => Assert.True(End(pair.First) < Number(pair.Second.Attribute("x")!.Value)));
        Assert.True(End(bars[1][^1]) <= Picture.NarrowWidth);

        static double End(XElement bar) => Number(bar.Attribute("x")!.Value) + Number(bar.Attribute("width")!.Value);
    }

    private static Chart Lines((double, double)[] points, Mark[]? narrow = null) => new()
    {
        Title = "A line",
        Description = "It rises.",
        Horizontal = new Axis(new LinearScale(0, 6), "x"),
        Vertical = new Axis(new LinearScale(0, 1), "y"),
        Marks = [new Line(points)],
        NarrowMarks = narrow,
        Keys = [new Key("the line", 0, KeyShape.Line)],
    };

    private static int Points(XElement picture) => picture.Descendants().Single(shape => shape.Name.LocalName is "polyline").Attribute("points")!.Value.Split(' ').Length;

    private static bool Has(XElement element, string id) => id.Equals(element.Attribute("id")?.Value, StringComparison.Ordinal);

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}
