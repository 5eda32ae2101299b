using System.Xml.Linq;

namespace KLDiv.Pages.Charts;

/// <summary>A straight line between two points, to compare with: where both axes have the same value, for example.</summary>
/// <param name="from">Where it begins.</param>
/// <param name="to">Where it ends.</param>
internal sealed class Diagonal((double X, double Y) from, (double X, double Y) to) : Mark
{
    internal override IEnumerable<XElement> Draw(Plot plot) =>
        [Plot.Line("reference", plot.X(from.X), plot.Y(from.Y), plot.X(to.X), plot.Y(to.Y))];
}
