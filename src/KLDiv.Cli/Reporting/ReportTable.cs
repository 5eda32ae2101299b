using System.Globalization;
using KLDiv.Files;
using KLDiv.Reports;

namespace KLDiv.Cli.Reporting;

/// <summary>The figures of a report as text for people.</summary>
internal static class ReportTable
{
    private const int MostName = 24;

    public static void Print(TextWriter output, ReportFigures figures)
    {
        string temperature = figures.Temperature == 1 ? "" : $", temperature {Text(figures.Temperature)}";
        Columns(
            output,
            [
                ["input", $"{VisibleText.Of(figures.Input)} ({figures.InputKind.Name()})"],
                ["target", $"{VisibleText.Of(figures.Target)} ({figures.TargetKind.Name()})"],
                ["divergence", $"{DivergenceWords.Describe(figures)} in nats{temperature}"],
                ["rows", $"{Whole(figures.Rows)} of {Whole(figures.Support)} classes{Skipped(figures)}"],
                .. Off("input", figures.InputRowsOff, figures.InputLargestDeviation, figures.IsNormalised),
                .. Off("target", figures.TargetRowsOff, figures.TargetLargestDeviation, figures.IsNormalised),
            ]);
        Section(output, "Divergence of a row");
        Columns(output, [["mean", Text(figures.Mean, figures.StandardError)], .. Spread(figures.Min, figures.Max, figures.Median, figures.Percentiles)]);
        if (figures.InfiniteRows > 0)
        {
            output.WriteLine($"  infinite in {Whole(figures.InfiniteRows)} rows");
        }

        Section(output, "Agreement");
        Columns(
            output,
            ["same top class", Percent(figures.SameTop)],
            ["total variation", Text(figures.TotalVariation)],
            ["Hellinger distance", Text(figures.Hellinger)]);
        if (figures.Labels is { } labels)
        {
            PrintLabels(output, labels);
        }

        PrintClasses(output, figures.Classes);
        PrintRows(output, figures.WorstRows);
    }

    private static void PrintLabels(TextWriter output, LabelFigures labels)
    {
        Section(output, "True classes");
        Columns(
            output,
            [
                .. labels.UnlabelledRows == 0 ? Array.Empty<string[]>() : [["rows that have one", $"{Whole(labels.Rows)} of {Whole(labels.Rows + labels.UnlabelledRows)}"]],
                ["perplexity of the target", Text(labels.TargetPerplexity)],
                ["perplexity of the input", Text(labels.InputPerplexity)],
                ["ln of their ratio", Text(labels.LogRatio)],
                ["correlation", Text(labels.Correlation)],
                ["top class of the target is true", Percent(labels.TargetAccuracy)],
                ["top class of the input is true", Percent(labels.InputAccuracy)],
            ]);
        Section(output, "Change of the true class's probability, input less target");
        Columns(
            output,
            [
                ["mean", Text(labels.Change)],
                ["root of the mean square", Text(labels.RootMeanSquareChange)],
                .. Spread(labels.MinChange, labels.MaxChange, labels.MedianChange, labels.ChangePercentiles),
            ]);
        Section(output, "The true class's probability before and after, by its probability in the target");
        Columns(
            output,
            [
                ["in target", "rows", "mean in target", "mean in input"],
                .. labels.TrueClass.Where(bin => bin.Count > 0).Select(bin => new[]
                {
                    $"{Text(bin.From)} to {Text(bin.To)}", Whole(bin.Count), Text(bin.MeanP), Text(bin.MeanQ),
                }),
            ]);
    }

    private static void PrintClasses(TextWriter output, IReadOnlyList<ClassContribution> classes)
    {
        if (classes.Count == 0)
        {
            return;
        }

        Section(output, "Classes that contribute most");
        Columns(
            output,
            [
                ["class", "contribution", "share", "mean in target", "mean in input"],
                .. classes.Select(item => new[]
                {
                    Name(item.Class, item.Name), Text(item.Contribution), double.IsNaN(item.Share) ? "-" : Percent(item.Share), Text(item.MeanP), Text(item.MeanQ),
                }),
            ]);
    }

    private static void PrintRows(TextWriter output, IReadOnlyList<WorstRow> rows)
    {
        if (rows.Count == 0)
        {
            return;
        }

        bool hasLabels = rows.Any(row => row.Label is not null);
        Section(output, "Worst rows");
        string[] head = ["row", "divergence", "top in target", "p", "q", "top in input", "p", "q"];
        Columns(
            output,
            [
                hasLabels ? [.. head, "true", "p", "q"] : head,
                .. rows.Select(row => (string[])
                [
                    row.Row.ToString(CultureInfo.InvariantCulture), Text(row.Divergence), .. Cells(row.TargetTop), .. Cells(row.InputTop),
                    .. row.Label is { } label ? Cells(label) : [],
                ]),
            ]);
    }

    private static string[] Cells(RowClass item) => [Name(item.Class, item.Name), Text(item.P, 3), Text(item.Q, 3)];

    /// <summary>A line for each of the values that tell how values of rows are spread.</summary>
    public static IEnumerable<string[]> Spread(DivergenceSpread spread) => Spread(spread.Min, spread.Max, spread.Median, spread.Percentiles);

    private static IEnumerable<string[]> Spread(double min, double max, double median, IReadOnlyList<Percentile> percentiles)
    {
        yield return ["min", Text(min)];
        foreach (Percentile percentile in percentiles.Where(percentile => percentile.Percent < 50))
        {
            yield return [$"{percentile.Percent} %", Text(percentile.Value)];
        }

        yield return ["median", Text(median)];
        foreach (Percentile percentile in percentiles.Where(percentile => percentile.Percent > 50))
        {
            yield return [$"{percentile.Percent} %", Text(percentile.Value)];
        }

        yield return ["max", Text(max)];
    }

    public static void Section(TextWriter output, string title)
    {
        output.WriteLine();
        output.WriteLine(title);
    }

    /// <summary>Lines of cells, each column as wide as its widest cell but the last.</summary>
    public static void Columns(TextWriter output, params IReadOnlyList<string[]> lines)
    {
        int count = lines.Max(line => line.Length);
        int[] widths = [.. Enumerable.Range(0, count).Select(column => lines.Max(line => column < line.Length ? line[column].Length : 0))];
        foreach (string[] line in lines)
        {
            output.WriteLine($"  {string.Join("  ", line.Select((cell, column) => cell.PadRight(widths[column])))}".TrimEnd());
        }
    }

    private static string Skipped(ReportFigures figures) =>
        (figures.SkippedRows == 0 ? "" : $", and {Whole(figures.SkippedRows)} of weight 0")
        + (figures.MaskedRows == 0 ? "" : $", and {Whole(figures.MaskedRows)} that the mask leaves out");

    /// <summary>How many rows of a side did not sum to 1, and were scaled, or lack classes, if there are any.</summary>
    private static IEnumerable<string[]> Off(string side, long rows, double deviation, bool isScaled) =>
        rows == 0 ? [] : [[isScaled ? "scaled" : "cut", $"{Whole(rows)} rows of the {side}, whose sums {(isScaled ? "were" : "are")} up to {Text(deviation)} from 1"]];

    private static string Name(long index, string? name)
    {
        string number = index.ToString(CultureInfo.InvariantCulture);
        return name is null ? number : $"{number} '{VisibleText.Shortened(name, MostName)}'";
    }

    public static string Whole(long count) => count.ToString("N0", CultureInfo.InvariantCulture);

    public static string Text(Estimate estimate) => Text(estimate.Value, estimate.StandardError);

    /// <summary>A mean and its error, which has two digits, or all before the point.</summary>
    private static string Text(double value, double error) =>
        double.IsFinite(error) ? $"{Text(value)} ± {(error >= 100 ? Text(Math.Round(error)) : Text(error, 2))}" : Text(value);

    public static string Percent(Estimate estimate) =>
        double.IsFinite(estimate.StandardError) ? $"{Percent(estimate.Value)} ± {Percent(estimate.StandardError)}" : Percent(estimate.Value);

    public static string Percent(double fraction) => $"{(fraction * 100).ToString("F2", CultureInfo.InvariantCulture)} %";

    public static string Text(double value, int digits = 6) => value.ToString($"G{digits}", CultureInfo.InvariantCulture).Replace("E", "e", StringComparison.Ordinal);
}
