using System.Globalization;
using System.Xml.Linq;
using KLDiv.Pages.Markup;

namespace KLDiv.Pages.Charts;

/// <summary>The area between the axes of a picture, and what is drawn with.</summary>
internal sealed record Plot(Axis Horizontal, Axis Vertical, double Left, double Top, double Right, double Bottom)
{
    public double X(double value) => Along(Horizontal.Scale.Position(value));

    public double Y(double value) => Bottom - ((Bottom - Top) * Vertical.Scale.Position(value));

    public (double From, double To) Span(double from, double to)
    {
        (double begin, double end) = Horizontal.Scale.Span(from, to);
        return (Along(begin), Along(end));
    }

    public static XElement Line(string names, double x1, double y1, double x2, double y2) => Html.Shape(
        "line", Html.Class(names), At("x1", x1), At("y1", y1), At("x2", x2), At("y2", y2));

    public static XElement Rectangle(string names, double x, double y, double width, double height) => Html.Shape(
        "rect", Html.Class(names), At("x", x), At("y", y), At("width", width), At("height", height));

    public static XElement Text(string names, double x, double y, string text) =>
        Html.Shape("text", Html.Class(names), At("x", x), At("y", y), text);

    /// <summary>What is shown when a pointer rests on a shape.</summary>
    public static XElement? Tip(string? tip) => tip is null ? null : Html.Shape("title", tip);

    public static XAttribute At(string name, double value) => new(name, Coordinate(value));

    public static string Points(IEnumerable<(double X, double Y)> points) =>
        string.Join(' ', points.Select(point => $"{Coordinate(point.X)},{Coordinate(point.Y)}"));

    public static string Coordinate(double value) => value.ToString("0.#", CultureInfo.InvariantCulture);

    private double Along(double position) => Left + ((Right - Left) * position);
}
