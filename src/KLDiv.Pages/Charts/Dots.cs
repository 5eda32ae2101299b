using System.Xml.Linq;
using KLDiv.Pages.Markup;

namespace KLDiv.Pages.Charts;

/// <summary>A dot, which may say how far it is uncertain.</summary>
/// <param name="X">Its horizontal place.</param>
/// <param name="Y">Its vertical place.</param>
/// <param name="Low">Where the line of its uncertainty begins.</param>
/// <param name="High">Where that line ends.</param>
/// <param name="Tip">What a pointer that rests on it is told.</param>
internal readonly record struct Dot(double X, double Y, double Low, double High, string? Tip = null);

/// <summary>The shapes of dots, which tell series apart where colours do not.</summary>
internal enum DotShape
{
    /// <summary>A filled circle.</summary>
    Circle,

    /// <summary>A square on its corner with an open middle.</summary>
    Diamond,
}

/// <summary>Dots over the plane, each with the line of its uncertainty.</summary>
/// <param name="dots">The dots.</param>
/// <param name="series">The series of the palette that colours them.</param>
/// <param name="shape">Their shape.</param>
internal sealed class Dots(IReadOnlyList<Dot> dots, int series = 0, DotShape shape = DotShape.Circle) : Mark
{
    private const double Radius = 4, HalfDiagonal = 5;

    internal static XElement Shape(DotShape shape, int series, double x, double y) => shape == DotShape.Circle
        ? Html.Shape("circle", Html.Class($"fill s{series}"), Plot.At("cx", x), Plot.At("cy", y), Plot.At("r", Radius))
        : Html.Shape(
            "polygon",
            Html.Class($"open s{series}"),
            new XAttribute("points", Plot.Points([(x, y - HalfDiagonal), (x + HalfDiagonal, y), (x, y + HalfDiagonal), (x - HalfDiagonal, y)])));

    internal override IEnumerable<XElement> Draw(Plot plot)
    {
        foreach (Dot dot in dots)
        {
            double x = plot.X(dot.X);
            yield return Plot.Line($"line s{series}", x, plot.Y(dot.Low), x, plot.Y(dot.High));
        }

        foreach (Dot dot in dots)
        {
            XElement shown = Shape(shape, series, plot.X(dot.X), plot.Y(dot.Y));
            shown.Add(Plot.Tip(dot.Tip));
            yield return shown;
        }
    }
}
