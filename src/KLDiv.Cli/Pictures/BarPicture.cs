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

    /// <summary>What is left of a sum of shares that should be 0.</summary>
    private const double Nothing = 1e-9;

    /// <summary>The points before the first and after the last of which a side has as much are added up in one line.</summary>
    public double Visible { get; init; } = 0.01;

    /// <summary>Draws one distribution.</summary>
    public void Draw(string title, IReadOnlyList<double> shares) => Draw(title, shares, secondTitle: null, second: null);

    /// <summary>Draws two distributions.</summary>
    public void Draw(string title, IReadOnlyList<double> shares, string? secondTitle, IReadOnlyList<double>? second)
    {
        int sides = second is null ? 1 : 2;
        int labelWidth = Labels.Append(Heading).Max(label => label.Length);
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
        Range shown = Shown(shares, second);
        for (int point = shown.Start.Value; point < shown.End.Value; point++)
        {
            Line(Labels[point], shares[point], second?[point]);
        }

        (double others, double? otherOthers) = (Outside(shares, shown), second is null ? null : Outside(second, shown));
        if (sides == 2 || others > Nothing)
        {
            Line("others", others, otherOthers);
        }
    }

    private static double Outside(IReadOnlyList<double> shares, Range shown) => 1 - shares.Take(shown).Sum();

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
