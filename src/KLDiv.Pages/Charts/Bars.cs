using System.Xml.Linq;

namespace KLDiv.Pages.Charts;

/// <summary>A bar that stands on the horizontal axis.</summary>
/// <param name="From">Where it begins. With both ends 0 or infinity it stands in the place that a <see cref="LogScale"/> has for these.</param>
/// <param name="To">Where it ends.</param>
/// <param name="Height">How high it is.</param>
/// <param name="Tip">What a pointer that rests on it is told.</param>
internal readonly record struct Bar(double From, double To, double Height, string? Tip = null);

/// <summary>Bars side by side: a histogram.</summary>
/// <param name="bars">The bars.</param>
/// <param name="series">The series of the palette that colours them.</param>
internal sealed class Bars(IReadOnlyList<Bar> bars, int series = 0) : Mark
{
    private const double Between = 1, LeastHeight = 1;

    /// <summary>Whether they are pale, to be seen under lines.</summary>
    public bool IsPale { get; init; }

    internal override IEnumerable<XElement> Draw(Plot plot)
    {
        foreach (Bar bar in bars.Where(bar => bar.Height > 0))
        {
            (double from, double to) = plot.Span(bar.From, bar.To);
            // One row of a million is still to be seen.
            double top = Math.Min(plot.Y(bar.Height), plot.Bottom - LeastHeight);
            // Pale bars have outlines, which neighbours share.
            double gap = IsPale ? 0 : Math.Min(Between, (to - from) / 5);
            XElement shape = Plot.Rectangle(IsPale ? $"area a{series}" : $"fill s{series}", from, top, Math.Max(to - from - gap, 0.5), plot.Bottom - top);
            shape.Add(Plot.Tip(bar.Tip));
            yield return shape;
        }
    }
}
