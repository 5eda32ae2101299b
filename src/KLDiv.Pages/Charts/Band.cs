using System.Xml.Linq;
using KLDiv.Pages.Markup;

namespace KLDiv.Pages.Charts;

/// <summary>The area between two lines; where one is NaN it is broken.</summary>
/// <param name="points">At each place the lower and the upper value.</param>
internal sealed class Band(IReadOnlyList<(double X, double Low, double High)> points) : Mark
{
    internal override IEnumerable<XElement> Draw(Plot plot)
    {
        foreach (List<(double X, double Low, double High)> piece in Line.Pieces(points, point => double.IsNaN(point.Low) || double.IsNaN(point.High)))
        {
            IEnumerable<(double X, double Y)> top = piece.Select(point => (plot.X(point.X), plot.Y(point.High)));
            IEnumerable<(double X, double Y)> bottom = piece.Select(point => (plot.X(point.X), plot.Y(point.Low)));
            yield return Html.Shape("polygon", Html.Class("band"), new XAttribute("points", Plot.Points([.. top, .. bottom.Reverse()])));
        }
    }
}
