using System.Globalization;
using KLDiv.Cli.Terminal;
using KLDiv.Regression.Encoding;
using Spectre.Console;

namespace KLDiv.Cli.Demo;

/// <summary>Draws two distributions over the same bins beside each other, as bars.</summary>
internal static class DistributionPicture
{
    private const int LabelWidth = 15;
    private const int NumberWidth = 7;
    private const int Gap = 2;
    private const int WidestBar = 40;
    private const string Eighths = " ▏▎▍▌▋▊▉";

    /// <summary>The bins before the first and after the last of which a side has as much are added up in one line.</summary>
    private const double Visible = 0.01;

    /// <summary>What is left of a sum of shares that should be 0.</summary>
    private const double Nothing = 1e-9;

    public static void Draw(Host host, Binning bins, double[] predicted, double[] observed)
    {
        IAnsiConsole console = host.Rich();
        int barWidth = Math.Min(((host.Width - LabelWidth) / 2) - NumberWidth - Gap - 1, WidestBar);
        double scale = barWidth / Math.Max(predicted.Max(), observed.Max());
        void Line(string label, double left, double right)
        {
            string leftSide = Side(left, scale).PadRight(barWidth + NumberWidth);
            bool happened = right > Nothing;
            string rightSide = happened ? $"  [green]{Side(right, scale)}[/]" : "";
            console.MarkupLine($"[dim]{label,LabelWidth}[/]  [blue]{(happened ? leftSide : leftSide.TrimEnd())}[/]{rightSide}");
        }

        console.MarkupLine($"[dim]{"births",LabelWidth}[/]  {"predicted".PadRight(barWidth + NumberWidth)}  happened");
        int[] visible = [.. Enumerable.Range(0, bins.Count).Where(bin => Math.Max(predicted[bin], observed[bin]) >= Visible)];
        Range shown = visible[0]..(visible[^1] + 1);
        for (int bin = visible[0]; bin <= visible[^1]; bin++)
        {
            Line(Label(bins, bin), predicted[bin], observed[bin]);
        }

        Line("others", 1 - predicted[shown].Sum(), 1 - observed[shown].Sum());
    }

    /// <summary>From the first number of births in a bin to the last.</summary>
    private static string Label(Binning bins, int bin) =>
        string.Create(CultureInfo.InvariantCulture, $"{bins.Edge(bin),6:N0} - {bins.Edge(bin + 1) - 1,6:N0}");

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
}
