using System.Xml.Linq;
using KLDiv.Benchmarks.Pictures;
using KLDiv.Benchmarks.Scaling;

namespace KLDiv.Pages.Tests.Pictures;

/// <summary>The picture of docs/performance.md shows what the table beside it says.</summary>
public sealed class ScalingPictureTests
{
    private static readonly XNamespace s_svg = "http://www.w3.org/2000/svg";

    private static readonly IReadOnlyList<ScalingRow> s_rows = ScalingTable.Read(File.ReadAllText(Path.Combine(Repository.Root, "docs", "performance.md")));

    private static string Picture => File.ReadAllText(Path.Combine(Repository.Root, "docs", "performance-scaling.svg"));

    [Fact]
    public void The_picture_is_that_of_the_table() => Assert.Equal(ScalingPicture.Write(s_rows), Picture);

    [Fact]
    public void The_picture_tells_itself_to_those_who_do_not_see_it()
    {
        XElement picture = XDocument.Parse(Picture).Root!;
        string[] labels = [picture.Attribute("aria-labelledby")!.Value, picture.Attribute("aria-describedby")!.Value];

        Assert.Equal("img", picture.Attribute("role")!.Value);
        Assert.Equal([s_svg + "title", s_svg + "desc"], labels.Select(label => Labelled(picture, label).Name));
        Assert.All(picture.Elements().Take(2), element => Assert.NotEmpty(element.Value));
    }

    [Fact]
    public void Every_point_lies_inside_the_picture()
    {
        XElement picture = XDocument.Parse(ScalingPicture.Write([new(1_000, 1, 3.2, 0.01), new(30_000, 1, 0, 0.5), new(300_000_000, 1, 7.1, 7.9)])).Root!;
        XElement[] points = [.. picture.Descendants(s_svg + "circle")];

        Assert.Equal(6, points.Length);
        Assert.All(points, point =>
        {
            Assert.InRange(Coordinate(point, "cx"), 0, Coordinate(picture, "width"));
            Assert.InRange(Coordinate(point, "cy"), 0, Coordinate(picture, "height"));
        });
    }

    private static XElement Labelled(XElement picture, string label) =>
        picture.Elements().Single(element => label.Equals(element.Attribute("id")?.Value, StringComparison.Ordinal));

    private static double Coordinate(XElement element, string name) => (double)element.Attribute(name)!;
}
