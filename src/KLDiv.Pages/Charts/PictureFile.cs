using System.Xml.Linq;
using KLDiv.Pages.Markup;
using KLDiv.Pages.Style;

namespace KLDiv.Pages.Charts;

/// <summary>A chart as an SVG file of its own: with its title, the keys at its right, and the house's colours in light and dark.</summary>
internal static class PictureFile
{
    private const double Padding = 20, TitleSize = 16, TitleHeight = 34, KeyLine = 22, MostOfKeys = 0.3;

    /// <summary>The content of the file.</summary>
    /// <param name="chart">The chart.</param>
    /// <param name="width">The width of the whole in pixels.</param>
    /// <param name="height">The height of the whole in pixels.</param>
    /// <returns>The text.</returns>
    public static string Write(Chart chart, int width, int height)
    {
        XElement root = chart.Root(width, height, "title", "desc");
        double keys = Math.Min(MostOfKeys * width, chart.Keys.Select(key => TextWidth.Of(key.Name, Picture.FontSize) + Key.Width + 24).DefaultIfEmpty(0).Max());
        double right = width - Padding - keys, top = Padding + TitleHeight;
        root.Add(
            Html.Shape("style", HouseStyle.OfPictureFiles),
            Html.Shape("rect", Html.Class("page"), new XAttribute("width", "100%"), new XAttribute("height", "100%")),
            Plot.Text("heading", Padding, Padding + TitleSize - 2, TextWidth.Fit(chart.Title, TitleSize, width - (2 * Padding))),
            Html.Shape(
                "g",
                new XAttribute("transform", $"translate({Plot.Coordinate(Padding)} {Plot.Coordinate(top)})"),
                chart.Content(right - Padding, height - top - (Padding / 2))),
            chart.Keys.SelectMany((key, i) => Entry(key, right + 12, top + Picture.LineHeight + 8 + (i * KeyLine), width - Padding)));
        return MarkupWriter.Write(root);
    }

    private static IEnumerable<XElement> Entry(Key key, double x, double y, double right)
    {
        double text = x + Key.Width + 8;
        yield return key.Sample(x, y);
        yield return Plot.Text("", text, y + 11, TextWidth.Fit(key.Name, Picture.FontSize, right - text));
    }
}
