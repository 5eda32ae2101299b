using System.Xml.Linq;
using KLDiv.Pages.Markup;

namespace KLDiv.Pages.Charts;

/// <summary>A value with what lies around it, along the horizontal axis.</summary>
/// <param name="Y">Its vertical place.</param>
/// <param name="Low">Where the interval begins.</param>
/// <param name="Value">The value.</param>
/// <param name="High">Where the interval ends.</param>
/// <param name="Tip">What a pointer that rests on it is told.</param>
internal readonly record struct Interval(double Y, double Low, double Value, double High, string? Tip = null);

/// <summary>Lying bands, each with a line at its value: what <see cref="Band"/> and <see cref="Line"/> are, for names instead of numbers.</summary>
/// <param name="intervals">The intervals.</param>
internal sealed class Intervals(IReadOnlyList<Interval> intervals) : Mark
{
    private const double Thickness = 12, Overhang = 2;

    internal override IEnumerable<XElement> Draw(Plot plot)
    {
        foreach (Interval interval in intervals)
        {
            double from = plot.X(interval.Low), to = plot.X(interval.High), value = plot.X(interval.Value), top = plot.Y(interval.Y) - (Thickness / 2);
            XElement shape = Html.Shape("g", Plot.Tip(interval.Tip));
            shape.Add(
                Plot.Rectangle("band", from, top, Math.Max(0, to - from), Thickness),
                Plot.Line("line thin ink", value, top - Overhang, value, top + Thickness + Overhang));
            yield return shape;
        }
    }
}
