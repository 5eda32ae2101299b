using System.Xml.Linq;
using KLDiv.Pages.Markup;

namespace KLDiv.Pages.Charts;

/// <summary>How a series is drawn.</summary>
internal enum KeyShape
{
    /// <summary>A filled area.</summary>
    Area,

    /// <summary>A pale, wide area.</summary>
    PaleArea,

    /// <summary>A line.</summary>
    Line,

    /// <summary>A dashed line.</summary>
    DashedLine,

    /// <summary>A thin line in the colour of text.</summary>
    InkLine,

    /// <summary>A band around it.</summary>
    Band,

    /// <summary>A filled circle.</summary>
    Circle,

    /// <summary>A square on its corner with an open middle.</summary>
    Diamond,

    /// <summary>The thin line that others are compared with.</summary>
    Reference,
}

/// <summary>What a colour and a shape stand for.</summary>
/// <param name="Name">The name of the series.</param>
/// <param name="Series">The series of the palette.</param>
/// <param name="Shape">How it is drawn.</param>
internal sealed record Key(string Name, int Series, KeyShape Shape)
{
    internal const double Width = 26, Height = 14;

    private string Manner => Shape switch
    {
        KeyShape.DashedLine => $"s{Series} dashed",
        KeyShape.InkLine => "thin ink",
        _ => $"s{Series}",
    };

    /// <summary>A sample of it.</summary>
    internal XElement Sample(double x, double y) => Shape switch
    {
        KeyShape.Area => Plot.Rectangle($"fill s{Series}", x + 4, y + 4, Width - 8, 6),
        KeyShape.PaleArea => Plot.Rectangle($"area a{Series}", x + 4, y + 0.5, Width - 8, Height - 1),
        KeyShape.Band => Plot.Rectangle("band", x + 4, y, Width - 8, Height),
        KeyShape.Circle => Dots.Shape(DotShape.Circle, Series, x + (Width / 2), y + (Height / 2)),
        KeyShape.Diamond => Dots.Shape(DotShape.Diamond, Series, x + (Width / 2), y + (Height / 2)),
        KeyShape.Reference => Plot.Line("reference", x, y + (Height / 2), x + Width, y + (Height / 2)),
        _ => Plot.Line($"line {Manner}", x, y + (Height / 2), x + Width, y + (Height / 2)),
    };

    /// <summary>The sample as a picture of its own, which screen readers pass over.</summary>
    internal XElement Swatch() => Html.Shape(
        "svg",
        new XAttribute("viewBox", $"0 0 {Plot.Coordinate(Width)} {Plot.Coordinate(Height)}"),
        Plot.At("width", Width),
        Plot.At("height", Height),
        new XAttribute("aria-hidden", "true"),
        Sample(0, 0));
}
