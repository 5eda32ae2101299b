using System.Globalization;
using System.Text;
using System.Xml.Linq;

namespace KLDiv.Benchmarks.Scaling;

/// <summary>Lines over a logarithmic axis, or over a linear one, as an SVG file that follows the reader's light or dark theme.</summary>
internal sealed class LineChart(string title, string horizontal, string vertical, string description, bool logarithmic = true)
{
    private const int Width = 800, Height = 440;

    private const int Left = 64, Right = 620, Top = 56, Bottom = 376;

    private const int LegendLine = 22;

    /// <summary>Told apart with the usual colour deficiencies, with contrast on the theme's background (after M. Okabe and K. Ito).</summary>
    private static readonly (string Light, string Dark)[] s_colours =
    [
        ("#0065a3", "#56b4e9"), ("#b84e00", "#f0a030"), ("#00754f", "#2bc79a"), ("#9c4a80", "#e39cc6"),
        ("#6b6100", "#e6dc4a"), ("#444444", "#c8c8c8"), ("#7a1f1f", "#ff8f7a"), ("#3b3b9c", "#a9a9ff"),
    ];

    private static readonly XNamespace s_svg = "http://www.w3.org/2000/svg";

    private readonly List<(string Name, int Colour, bool Dashed, IReadOnlyList<(double X, double Y)> Points)> _lines = [];

    private double Highest => NiceCeiling(_lines.Max(line => line.Points.Max(point => point.Y)));

    /// <summary>The first tick of the horizontal axis: a power of ten, or a number.</summary>
    private double FirstTick => Math.Floor(Tick(_lines.Min(line => line.Points.Min(point => point.X))));

    private double LastTick => Math.Ceiling(Tick(_lines.Max(line => line.Points.Max(point => point.X))));

    public void Add(string name, int colour, bool dashed, IReadOnlyList<(double X, double Y)> points) =>
        _lines.Add((name, colour % s_colours.Length, dashed, points));

    public string ToSvg()
    {
        XElement picture = Element(
            "svg", ("viewBox", $"0 0 {Width} {Height}"), ("width", $"{Width}"), ("height", $"{Height}"),
            ("role", "img"), ("aria-labelledby", "title desc"));
        picture.Add(
            new XElement(s_svg + "title", new XAttribute("id", "title"), title),
            new XElement(s_svg + "desc", new XAttribute("id", "desc"), description),
            new XElement(s_svg + "style", Style()),
            Element("rect", ("class", "page"), ("width", "100%"), ("height", "100%")),
            Text(title, Left, 30, "title"));
        picture.Add(HorizontalAxis());
        picture.Add(VerticalAxis());
        picture.Add(_lines.Select(Line));
        picture.Add(_lines.Select(LegendEntry));
        return picture + "\n";
    }

    private IEnumerable<XElement> HorizontalAxis()
    {
        for (double tick = FirstTick; tick <= LastTick; tick++)
        {
            double x = Horizontal(logarithmic ? Math.Pow(10, tick) : tick);
            yield return Rule(x, Top, x, Bottom);
            yield return Text(logarithmic ? PowerOfTen((int)tick) : $"{tick}", x, Bottom + 20, "middle");
        }

        yield return Text(horizontal, (Left + Right) / 2.0, Bottom + 46, "middle");
    }

    private IEnumerable<XElement> VerticalAxis()
    {
        const int Steps = 5;
        for (int step = 0; step <= Steps; step++)
        {
            double value = Highest * step / Steps, y = Vertical(value);
            yield return Rule(Left, y, Right, y);
            yield return Text($"{value:0.##}", Left - 8, y + 4, "end");
        }

        XElement label = Text(vertical, 0, 0, "middle");
        label.SetAttributeValue("transform", $"translate(18 {(Top + Bottom) / 2}) rotate(-90)");
        yield return label;
    }

    private XElement Line((string Name, int Colour, bool Dashed, IReadOnlyList<(double X, double Y)> Points) line)
    {
        string points = string.Join(' ', line.Points.Select(point => $"{Coordinate(Horizontal(point.X))},{Coordinate(Vertical(point.Y))}"));
        XElement group = Element("g", ("class", $"line c{line.Colour}{(line.Dashed ? " dashed" : "")}"));
        group.Add(Element("polyline", ("points", points)));
        group.Add((logarithmic ? line.Points : []).Select(point => Element("circle", ("cx", Coordinate(Horizontal(point.X))), ("cy", Coordinate(Vertical(point.Y))), ("r", "2.5"))));
        return group;
    }

    private XElement LegendEntry((string Name, int Colour, bool Dashed, IReadOnlyList<(double X, double Y)> Points) line, int index)
    {
        int y = Top + 10 + (index * LegendLine);
        XElement entry = Element("g", ("class", $"line c{line.Colour}{(line.Dashed ? " dashed" : "")}"));
        entry.Add(Element("polyline", ("points", $"{Right + 16},{y} {Right + 50},{y}")), Text(line.Name, Right + 58, y + 4, "start"));
        return entry;
    }

    private double Tick(double value) => logarithmic ? Math.Log10(value) : value;

    private double Horizontal(double value) => Left + ((Right - Left) * (Tick(value) - FirstTick) / (LastTick - FirstTick));

    private double Vertical(double value) => Bottom - ((Bottom - Top) * value / Highest);

    private static XElement Rule(double x1, double y1, double x2, double y2) => Element(
        "line", ("class", "rule"), ("x1", Coordinate(x1)), ("y1", Coordinate(y1)), ("x2", Coordinate(x2)), ("y2", Coordinate(y2)));

    private static XElement Text(string text, double x, double y, string anchor)
    {
        XElement element = Element("text", ("class", anchor), ("x", Coordinate(x)), ("y", Coordinate(y)));
        element.Value = text;
        return element;
    }

    private static XElement Element(string name, params (string Name, string Value)[] attributes) =>
        new(s_svg + name, attributes.Select(attribute => new XAttribute(attribute.Name, attribute.Value)));

    private static string Coordinate(double value) => value.ToString("0.#", CultureInfo.InvariantCulture);

    private static string PowerOfTen(int power)
    {
        const string Superscripts = "⁰¹²³⁴⁵⁶⁷⁸⁹";
        return "10" + string.Concat($"{power}".Select(digit => Superscripts[digit - '0']));
    }

    /// <summary>The least of 1, 1.5, 2, 2.5, 3, 4, 5, 6, 8 times a power of ten that is no less.</summary>
    private static double NiceCeiling(double value)
    {
        double power = Math.Pow(10, Math.Floor(Math.Log10(value)));
        return power * new[] { 1, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10 }.First(nice => nice * power >= value);
    }

    private static string Style()
    {
        StringBuilder style = new("""

            text { font: 13px system-ui, sans-serif; fill: #24292f; }
            .title { font-size: 16px; font-weight: 600; }
            .middle { text-anchor: middle; }
            .end { text-anchor: end; }
            .page { fill: #ffffff; }
            .rule { stroke: #d0d7de; }
            .line { fill: none; stroke-width: 2; }
            .line text { stroke: none; }
            .dashed polyline { stroke-dasharray: 5 4; stroke-width: 1.5; }

            """);
        AppendColours(style, colour => colour.Light);
        style.Append("@media (prefers-color-scheme: dark) {\ntext { fill: #e6edf3; }\n.page { fill: #0d1117; }\n.rule { stroke: #30363d; }\n");
        AppendColours(style, colour => colour.Dark);
        return style.Append("}\n").ToString();
    }

    private static void AppendColours(StringBuilder style, Func<(string Light, string Dark), string> theme)
    {
        for (int i = 0; i < s_colours.Length; i++)
        {
            style.Append($".c{i} {{ stroke: {theme(s_colours[i])}; }} .c{i} circle {{ fill: {theme(s_colours[i])}; stroke: none; }}\n");
        }
    }
}
