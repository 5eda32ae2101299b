using System.Xml.Linq;
using KLDiv.Pages.Markup;

namespace KLDiv.Pages.Charts;

/// <summary>A line through points; where a point is NaN it is broken.</summary>
/// <param name="points">The points, in the order in which the line visits them.</param>
/// <param name="series">The series of the palette that colours it.</param>
internal sealed class Line(IReadOnlyList<(double X, double Y)> points, int series = 0) : Mark
{
    /// <summary>Whether it is dashed.</summary>
    public bool IsDashed { get; init; }

    /// <summary>Whether it is thin and in the colour of text, to be seen over a <see cref="Band"/>.</summary>
    public bool IsInk { get; init; }

    /// <summary>Whether each point has a dot.</summary>
    public bool HasDots { get; init; }

    internal override IEnumerable<XElement> Draw(Plot plot)
    {
        foreach (List<(double X, double Y)> piece in Pieces(points, point => double.IsNaN(point.X) || double.IsNaN(point.Y)))
        {
            (double X, double Y)[] places = [.. piece.Select(point => (plot.X(point.X), plot.Y(point.Y)))];
            if (places.Length > 1)
            {
                yield return Html.Shape(
                    "polyline",
                    Html.Class($"line {(IsInk ? "thin ink" : $"s{series}")}{(IsDashed ? " dashed" : "")}"),
                    new XAttribute("points", Plot.Points(places)));
            }

            foreach ((double x, double y) in HasDots || places.Length == 1 ? places : [])
            {
                yield return Html.Shape("circle", Html.Class($"fill s{series}"), Plot.At("cx", x), Plot.At("cy", y), Plot.At("r", 2.5));
            }
        }
    }

    /// <summary>The runs of items between those that are missing.</summary>
    internal static IEnumerable<List<T>> Pieces<T>(IEnumerable<T> items, Func<T, bool> isMissing)
    {
        List<T> piece = [];
        foreach (T item in items)
        {
            if (!isMissing(item))
            {
                piece.Add(item);
            }
            else if (piece.Count > 0)
            {
                yield return piece;
                piece = [];
            }
        }

        if (piece.Count > 0)
        {
            yield return piece;
        }
    }
}
