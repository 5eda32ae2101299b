using System.Xml.Linq;
using KLDiv.Files;
using KLDiv.Pages.Markup;

namespace KLDiv.Pages.Charts;

/// <summary>A named bar, or two that are laid over one another.</summary>
/// <param name="Name">Its name, which may come from elsewhere.</param>
/// <param name="Value">The length of the bar; infinity takes the whole width, with an end that is broken off.</param>
/// <param name="Text">The value, or both, as they are written.</param>
/// <param name="Under">The length of the wide, pale bar under it; null: there is none.</param>
/// <param name="Tip">What a pointer that rests on it is told.</param>
internal readonly record struct NamedBar(string Name, double Value, string Text, double? Under = null, string? Tip = null);

/// <summary>Bars that lie one below the other from a common beginning, each with its name and its value.</summary>
internal sealed class BarList : Picture
{
    private const double RowHeight = 26, TwoLineHeight = 40, ThinBar = 8, LoneBar = 12, WideBar = 16, LeastBar = 1, Gap = 10, MostOfNames = 0.34;

    /// <summary>The bars, from top to bottom.</summary>
    public required IReadOnlyList<NamedBar> Bars { get; init; }

    /// <summary>The value at the full width.</summary>
    public required double Full { get; init; }

    /// <summary>The series of the palette that colours the bars.</summary>
    public int Series { get; init; }

    /// <summary>The series that colours the bars under them.</summary>
    public int UnderSeries { get; init; }

    internal override double Height(double width) => Bars.Count * (width <= NarrowWidth ? TwoLineHeight : RowHeight);

    internal override IEnumerable<XElement> Content(double width)
    {
        double texts = Bars.Max(bar => TextWidth.Of(bar.Text, FontSize));
        return Bars.SelectMany((bar, i) => width <= NarrowWidth ? TwoLines(bar, i * TwoLineHeight, width) : OneLine(bar, i * RowHeight, width, texts));
    }

    /// <summary>Name and value above the bar.</summary>
    private IEnumerable<XElement> TwoLines(NamedBar bar, double top, double width)
    {
        double room = width - TextWidth.Of(bar.Text, FontSize) - Gap;
        yield return Name("", bar, 0, top + 14, room);
        yield return Plot.Text("end muted", width, top + 14, bar.Text);
        yield return Shape(bar, 0, top + 19, width);
    }

    /// <summary>Name, bar and value beside each other.</summary>
    private IEnumerable<XElement> OneLine(NamedBar bar, double top, double width, double texts)
    {
        double names = Math.Min(MostOfNames * width, Bars.Max(other => TextWidth.Of(VisibleText.Of(other.Name), FontSize)));
        double end = width - texts - Gap;
        yield return Name("end", bar, names, top + 17, names);
        yield return Shape(bar, names + Gap, top + 5, end - names - Gap);
        yield return Plot.Text("end muted", width, top + 17, bar.Text);
    }

    private static XElement Name(string names, NamedBar bar, double x, double y, double room) =>
        Plot.Text(names, x, y, VisibleText.Isolated(TextWidth.Fit(VisibleText.Of(bar.Name), FontSize, room)));

    private XElement Shape(NamedBar bar, double x, double y, double width)
    {
        double Length(double value) => value > 0 ? Math.Max(LeastBar, width * Math.Min(1, value / Full)) : 0;
        XElement shape = Html.Shape("g", Plot.Tip(bar.Tip));
        if (bar.Under is { } under)
        {
            shape.Add(Plot.Rectangle($"area a{UnderSeries}", x + 0.5, y + 0.5, Math.Max(0, Length(under) - 1), WideBar - 1));
        }

        double thickness = bar.Under is null ? LoneBar : ThinBar;
        foreach ((double from, double to) in double.IsPositiveInfinity(bar.Value) ? Broken(width) : [(0, Length(bar.Value))])
        {
            shape.Add(Plot.Rectangle($"fill s{Series}", x + from, y + ((WideBar - thickness) / 2), to - from, thickness));
        }

        shape.Add(Plot.Line("axis", x, y - 1, x, y + WideBar + 1));
        return shape;
    }

    /// <summary>A bar that goes on beyond its end: pieces that grow shorter.</summary>
    private static (double From, double To)[] Broken(double width) => [(0, width - 24), (width - 20, width - 12), (width - 8, width - 4)];
}
