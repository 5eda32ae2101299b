using KLDiv.Cli.Terminal;

namespace KLDiv.Cli.Pictures;

/// <summary>One distribution, or two over the same points beside each other, as bars.</summary>
/// <param name="Host">Where it is drawn.</param>
/// <param name="Heading">What the points are.</param>
/// <param name="Labels">The names of the points.</param>
internal sealed record BarPicture(Host Host, string Heading, IReadOnlyList<string> Labels)
{
    private const int NumberWidth = 7;
    private const int Gap = 2;
    private const int WidestBar = 40;
    private const string Eighths = " ▏▎▍▌▋▊▉";

    /// <summary>Less than that at an end is no line worth.</summary>
    private const double Nothing = 5e-4;

    /// <summary>The points before the first of which a side has as much, and those after the last, are added up in a line each.</summary>
    public double Visible { get; init; } = 0.01;

    /// <summary>The name of all points before one.</summary>
    public Func<int, string> Below { get; init; } = _ => "others";

    /// <summary>The name of all points after one.</summary>
    public Func<int, string> Above { get; init; } = _ => "others";

    /// <summary>Draws one distribution.</summary>
    public void Draw(string title, IReadOnlyList<double> shares) => Draw(title, shares, secondTitle: null, second: null);

    /// <summary>Draws two distributions.</summary>
    public void Draw(string title, IReadOnlyList<double> shares, string? secondTitle, IReadOnlyList<double>? second)
    {
        int sides = second is null ? 1 : 2;
        Range shown = Shown(shares, second);
        (int first, int end) = (shown.Start.Value, shown.End.Value);
        (string Name, double Left, double? Right)[] lines =
        [
            .. Tail(() => Below(first), shares.Take(first), second?.Take(first)),
            .. Enumerable.Range(first, end - first).Select(point => (Labels[point], shares[point], second?[point])),
            .. Tail(() => Above(end - 1), shares.Skip(end), second?.Skip(end)),
        ];
        int labelWidth = Labels.Append(Heading).Concat(lines.Select(line => line.Name)).Max(label => label.Length);
        int barWidth = Math.Max(1, Math.Min(((Host.Width - labelWidth) / sides) - NumberWidth - Gap - 1, WidestBar));
        double most = Math.Max(shares.Max(), second?.Max() ?? 0);
        void Line(string label, double left, double? right)
        {
            string leftSide = Side(left, barWidth / most).PadRight(barWidth + NumberWidth);
            bool hasRight = right > Nothing;
            string rightSide = hasRight ? $"  {Host.Painted(Side(right!.Value, barWidth / most), TerminalColour.Green)}" : "";
            string name = Host.Painted(label.PadLeft(labelWidth), TerminalColour.Faint);
            Host.Output.WriteLine($"{name}  {Host.Painted(hasRight ? leftSide : leftSide.TrimEnd(), TerminalColour.Blue)}{rightSide}");
        }

        string titles = secondTitle is null ? title : $"{title.PadRight(barWidth + NumberWidth)}  {secondTitle}";
        Host.Output.WriteLine(Host.Painted($"{Heading.PadLeft(labelWidth)}  {titles}", TerminalColour.Faint));
        foreach ((string name, double left, double? right) in lines)
        {
            Line(name, left, right);
        }
    }

    /// <summary>The line of the points at an end, where a side has any of them.</summary>
    private static (string Name, double Left, double? Right)[] Tail(Func<string> name, IEnumerable<double> shares, IEnumerable<double>? second)
    {
        (double left, double? right) = (shares.Sum(), second?.Sum());
        return left > Nothing || right > Nothing ? [(name(), left, right)] : [];
    }

    private static string Side(double probability, double scale)
    {
        string bar = Bar(probability * scale);
        return $"{bar}{(bar.Length > 0 ? " " : "")}{Number.Fixed(100 * probability, 1)} %";
    }

    private static string Bar(double length)
    {
        int eighths = (int)Math.Round(8 * length);
        return $"{new string('█', eighths / 8)}{(eighths % 8 > 0 ? Eighths[eighths % 8] : "")}";
    }

    private Range Shown(IReadOnlyList<double> shares, IReadOnlyList<double>? second)
    {
        double most = Math.Max(shares.Max(), second?.Max() ?? 0), least = Math.Min(Visible, most);
        int[] visible = [.. Enumerable.Range(0, shares.Count).Where(point => Math.Max(shares[point], second?[point] ?? 0) >= least)];
        return visible[0]..(visible[^1] + 1);
    }
}
