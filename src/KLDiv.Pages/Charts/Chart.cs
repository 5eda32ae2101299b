using System.Xml.Linq;

namespace KLDiv.Pages.Charts;

/// <summary>Marks between two axes.</summary>
internal sealed class Chart : Picture
{
    private const double TickGap = 10, WidthOfTick = 44, HeightOfTick = 36, LeastMargin = 6;

    /// <summary>The horizontal axis.</summary>
    public required Axis Horizontal { get; init; }

    /// <summary>The vertical axis.</summary>
    public required Axis Vertical { get; init; }

    /// <summary>What is drawn, the later over the earlier.</summary>
    public required IReadOnlyList<Mark> Marks { get; init; }

    /// <summary>What is drawn in their place where the picture is narrow, with less detail; null: the same.</summary>
    public IReadOnlyList<Mark>? NarrowMarks { get; init; }

    /// <summary>Values of the horizontal axis to be marked, in ascending order; a handful at most.</summary>
    public IReadOnlyList<ReferenceLine> References { get; init; } = [];

    /// <summary>Height over width of the whole picture, where it is not narrow.</summary>
    public double Aspect { get; init; } = 0.44;

    internal override double Height(double width) => Math.Round(width <= NarrowWidth ? width * Math.Max(0.78, Aspect) : width * Aspect);

    internal override IEnumerable<XElement> Content(double width) => Content(width, Height(width));

    internal IEnumerable<XElement> Content(double width, double height)
    {
        (Plot plot, ReferencePlace[] references) = Layout(width, height);
        return
        [
            .. VerticalAxis(plot),
            .. (width <= NarrowWidth ? NarrowMarks ?? Marks : Marks).SelectMany(mark => mark.Draw(plot)),
            .. HorizontalAxis(plot, width, height),
            .. References.Zip(references).SelectMany(pair => Draw(pair.First, pair.Second, plot)),
        ];
    }

    private (Plot Plot, ReferencePlace[] References) Layout(double width, double height)
    {
        double bottom = height - LineHeight - 22;
        double left = VerticalTicks(bottom - LineHeight).Max(tick => TextWidth.Of(tick.Label, FontSize)) + 8;
        double right = width - LeastMargin - (LastLabel() / 2);
        Plot plot = new(Horizontal, Vertical, left, Top: 0, right, bottom);
        ReferencePlace[] references = ReferenceLayout.Of(
            [.. References.Select(reference => plot.X(reference.Value))],
            [.. References.Select(reference => TextWidth.Of(reference.Label, FontSize) + 6)],
            width);
        int lanes = references.Length == 0 ? 0 : references.Max(place => place.Lane) + 1;
        return (plot with { Top = LineHeight + 8 + (lanes * LineHeight) }, references);
    }

    private double LastLabel() => TextWidth.Of(Horizontal.Scale.Ticks(2)[^1].Label, FontSize);

    private IReadOnlyList<Tick> VerticalTicks(double height) => Vertical.Scale.Ticks(Math.Max(2, (int)(height / HeightOfTick)));

    private IEnumerable<XElement> VerticalAxis(Plot plot)
    {
        yield return Plot.Text("muted", 0, FontSize, TextWidth.Fit(Vertical.Label, FontSize, plot.Right));
        foreach (Tick tick in VerticalTicks(plot.Bottom - LineHeight))
        {
            double y = plot.Y(tick.Value);
            yield return Plot.Line("grid", plot.Left, y, plot.Right, y);
            yield return Plot.Text("muted end", plot.Left - 6, y + 4, tick.Label);
        }
    }

    private IEnumerable<XElement> HorizontalAxis(Plot plot, double width, double height)
    {
        yield return Plot.Line("axis", plot.Left, plot.Bottom, plot.Right, plot.Bottom);
        foreach ((double x, double middle, string label) in HorizontalTicks(plot, width))
        {
            yield return Plot.Line("axis", x, plot.Bottom, x, plot.Bottom + 4);
            yield return Plot.Text("muted middle", middle, plot.Bottom + 18, label);
        }

        string shown = TextWidth.Fit(Horizontal.Label, FontSize, width);
        double half = TextWidth.Of(shown, FontSize) / 2;
        yield return Plot.Text("muted middle", Math.Clamp((plot.Left + plot.Right) / 2, half, Math.Max(half, width - half)), height - 4, shown);
    }

    /// <summary>As many ticks as have room for their labels, which stay inside the picture.</summary>
    private (double X, double Middle, string Label)[] HorizontalTicks(Plot plot, double width)
    {
        for (int most = (int)((plot.Right - plot.Left) / WidthOfTick); ; most--)
        {
            (double X, double Middle, string Label)[] ticks = [.. Horizontal.Scale.Ticks(Math.Max(2, most)).Select(tick => Placed(tick, plot, width))];
            if (ticks.Zip(ticks.Skip(1)).All(pair => AreApart(pair.First, pair.Second)))
            {
                return ticks;
            }

            if (most <= 2)
            {
                return AreApart(ticks[0], ticks[^1]) ? [ticks[0], ticks[^1]] : [ticks[0]];
            }
        }
    }

    private static (double X, double Middle, string Label) Placed(Tick tick, Plot plot, double width)
    {
        double x = plot.X(tick.Value), half = TextWidth.Of(tick.Label, FontSize) / 2;
        return (x, Math.Clamp(x, half, Math.Max(half, width - half)), tick.Label);
    }

    private static bool AreApart((double X, double Middle, string Label) one, (double X, double Middle, string Label) next) =>
        next.Middle - one.Middle >= TickGap + ((TextWidth.Of(one.Label, FontSize) + TextWidth.Of(next.Label, FontSize)) / 2);

    private static IEnumerable<XElement> Draw(ReferenceLine reference, ReferencePlace place, Plot plot)
    {
        double baseline = plot.Top - 6 - (place.Lane * LineHeight);
        yield return Plot.Line("reference", place.Line, place.IsOver ? baseline + 4 : baseline - FontSize + 2, place.Line, plot.Bottom);
        yield return place switch
        {
            { IsOver: true } => Plot.Text("strong middle", (place.From + place.To) / 2, baseline, reference.Label),
            _ when place.From >= place.Line => Plot.Text("strong", place.Line + 5, baseline, reference.Label),
            _ => Plot.Text("strong end", place.Line - 5, baseline, reference.Label),
        };
    }
}
