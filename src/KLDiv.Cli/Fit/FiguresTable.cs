using KLDiv.Cli.Terminal;
using KLDiv.Regression;

namespace KLDiv.Cli.Fit;

/// <summary>The figures of several contenders beside each other.</summary>
internal static class FiguresTable
{
    /// <summary>The name of a column that holds deviations, which have no histogram.</summary>
    public const string Deviation = "deviation";

    private const int LabelWidth = 16;
    private const int ColumnWidth = 12;
    private const string Steps = "▁▂▃▄▅▆▇█";

    /// <summary>Prints a table with a column for each contender.</summary>
    public static void Print(TextWriter output, string title, params IReadOnlyList<(string Name, DistributionScores Figures)> columns)
    {
        void Line(string label, Func<(string Name, DistributionScores Figures), string> text) =>
            output.WriteLine($"  {label.PadRight(LabelWidth)}{string.Concat(columns.Select(column => text(column).PadLeft(ColumnWidth)))}");

        void Real(string label, Func<DistributionScores, double> value) =>
            Line(label, column => Text(value(column.Figures), column.Name is Deviation ? 2 : 5));

        output.WriteLine();
        output.WriteLine($"{title.PadRight(LabelWidth + 2)}{string.Concat(columns.Select(column => column.Name.PadLeft(ColumnWidth)))}");
        Real("KL, nats a row", figures => figures.KL);
        Real("Chebyshev", figures => figures.Chebyshev);
        Real("Clark", figures => figures.Clark);
        Real("Canberra", figures => figures.Canberra);
        Real("cosine", figures => figures.Cosine);
        Real("intersection", figures => figures.Intersection);
        if (columns[0].Figures.Categories is not null)
        {
            Line("accuracy", column => Percent(column.Figures.Categories?.Accuracy ?? double.NaN));
            Real("log loss", figures => figures.Categories?.LogLoss ?? double.NaN);
        }

        if (columns[0].Figures.Ordered is not null)
        {
            Real("CRPS", figures => figures.Ordered!.Crps);
            Line("50 % interval", column => Percent(column.Figures.Ordered!.Coverage50));
            Line("80 % interval", column => Percent(column.Figures.Ordered!.Coverage80));
            Line("95 % interval", column => Percent(column.Figures.Ordered!.Coverage95));
            Line("PIT histogram", column => column.Name is Deviation ? "" : Histogram(column.Figures.Ordered!.Pit));
        }
    }

    /// <summary>A figure in so many digits.</summary>
    public static string Text(double value, int digits) => !double.IsFinite(value) ? Number.RoundTrip(value)
        : value == 0 ? "0"
        : Math.Abs(value) is < 1e-6 or >= 1e7 ? FitSummary.Short(value)
        : Number.Fixed(value, (int)Math.Max(0, digits - 1 - Math.Floor(Math.Log10(Math.Abs(value)))));

    private static string Percent(double share) => double.IsFinite(share) ? $"{Number.Fixed(100 * share, 1)} %" : Number.RoundTrip(share);

    /// <summary>Ten classes as bars; a tenth in each is half of the full height.</summary>
    private static string Histogram(IReadOnlyList<double> shares) => string.Concat(
        shares.Select(share => Steps[double.IsNaN(share) ? 0 : Math.Clamp((int)Math.Round(share * shares.Count * Steps.Length / 2) - 1, 0, Steps.Length - 1)]));
}
