using System.Xml.Linq;
using KLDiv.Pages.Markup;

namespace KLDiv.Pages.Charts;

/// <summary>
/// A picture, drawn anew for every width that it is shown at, so that its text is as large on a phone as on a desk:
/// a <see cref="Chart"/> or a <see cref="BarList"/>.
/// </summary>
internal abstract class Picture
{
    /// <summary>The width on a phone of 360 pixels, in pixels.</summary>
    public const int NarrowWidth = 328;

    /// <summary>The width of a page's column, in pixels.</summary>
    public const int ColumnWidth = 688;

    internal const double FontSize = 12, LineHeight = 16;

    private protected Picture()
    {
    }

    /// <summary>What the picture shows: a finding, in one sentence.</summary>
    public required string Title { get; init; }

    /// <summary>What is drawn, and its main values, for readers who cannot see it.</summary>
    public required string Description { get; init; }

    /// <summary>What the colours and shapes stand for.</summary>
    public IReadOnlyList<Key> Keys { get; init; } = [];

    /// <summary>The width where there is room for more than a phone's, in pixels; <see cref="NarrowWidth"/> for a picture that is the same everywhere.</summary>
    public int Width { get; init; } = ColumnWidth;

    /// <summary>The picture as an element inside a page.</summary>
    /// <param name="width">Its width in pixels.</param>
    /// <param name="id">What the ids of its title and description begin with, unique in the page.</param>
    /// <returns>The element <c>svg</c>.</returns>
    public XElement Draw(int width, string id)
    {
        XElement root = Root(width, Height(width), $"{id}-title", $"{id}-desc");
        root.Add(Content(width));
        return root;
    }

    /// <summary>An empty picture that names and describes itself.</summary>
    internal XElement Root(double width, double height, string titleId, string descriptionId) =>
        Html.Shape(
            "svg",
            new XAttribute("viewBox", $"0 0 {Plot.Coordinate(width)} {Plot.Coordinate(height)}"),
            Plot.At("width", width),
            Plot.At("height", height),
            new XAttribute("role", "img"),
            new XAttribute("aria-labelledby", titleId),
            new XAttribute("aria-describedby", descriptionId),
            Html.Shape("title", new XAttribute("id", titleId), Title),
            Html.Shape("desc", new XAttribute("id", descriptionId), Description));

    /// <summary>The height at a width, in pixels.</summary>
    internal abstract double Height(double width);

    internal abstract IEnumerable<XElement> Content(double width);
}
