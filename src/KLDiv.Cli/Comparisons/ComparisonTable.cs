using KLDiv.Cli.Fit;
using KLDiv.Cli.Terminal;
using KLDiv.Files;
using KLDiv.Regression;
using KLDiv.TwoSamples;

namespace KLDiv.Cli.Comparisons;

/// <summary>A comparison as a table, the column of the greatest evidence first.</summary>
internal static class ComparisonTable
{
    private const int Gap = 2;

    /// <summary>Shares that differ by so many standard errors differ.</summary>
    private const double Normal99 = 2.5758;

    public static void Print(Host host, TableComparison comparison)
    {
        string[][] lines =
        [
            ["column", "kind", "rows", "JS", "95 % interval", "chance", "KL", "p", "verdict"],
            .. comparison.Columns.Select(Line),
        ];
        int[] widths = [.. Enumerable.Range(0, lines[0].Length).Select(i => lines.Max(line => line[i].Length))];
        foreach (string[] line in lines)
        {
            host.Output.WriteLine(string.Concat(line.Select((text, i) => text.PadRight(widths[i] + Gap))).TrimEnd());
        }

        foreach (ComparedColumn column in comparison.Columns)
        {
            Explain(host, column);
        }
    }

    public static string Kind(ComparedColumn column) => column.Sort switch
    {
        ColumnSort.Number => "numbers",
        ColumnSort.Date => "dates",
        ColumnSort.Time => "times",
        ColumnSort.Levels => "levels",
        _ => "empty",
    };

    public static string Verdict(SampleDivergence divergence) => divergence.Verdict switch
    {
        ComparisonVerdict.Chance => "no more than chance",
        ComparisonVerdict.Small => "real but small",
        _ => "large",
    };

    private static string[] Line(ComparedColumn column)
    {
        SampleDivergence divergence = column.Divergence;
        ConfidenceInterval interval = divergence.JensenShannonInterval;
        return
        [
            VisibleText.Of(column.Name),
            Kind(column),
            $"{divergence.RowsOfReference}, {divergence.RowsOfCurrent}",
            Text(divergence.JensenShannon),
            $"{Text(interval.Low)} to {Text(interval.High)}",
            Text(divergence.Chance),
            $"{(divergence.IsBound ? "at least " : "")}{Text(divergence.KL)}",
            divergence.AdjustedP < 1e-4 ? "< 0.0001" : Text(divergence.AdjustedP),
            Verdict(divergence),
        ];
    }

    /// <summary>What the figures of a column do not tell by themselves.</summary>
    private static void Explain(Host host, ComparedColumn column)
    {
        SampleDivergence divergence = column.Divergence;
        string name = VisibleText.Shown(column.Name);
        if (divergence.IsBound && divergence.Verdict != ComparisonVerdict.Chance)
        {
            host.Tell($"column {name}: {Percent(divergence.Outside)} of the reference lies where the current sample has next to nothing ({Percent(divergence.OutsideByChance)} by chance), so KL has no value but a bound");
        }

        if (divergence.IsFinerThanCells)
        {
            host.Tell($"column {name}: its nearest neighbours see a difference that is finer than bins, of {Text(divergence.NeighbourKL)} nats");
        }

        double n = divergence.RowsOfReference, m = divergence.RowsOfCurrent, first = divergence.MissingOfReference / n, second = divergence.MissingOfCurrent / m;
        double together = (divergence.MissingOfReference + divergence.MissingOfCurrent) / (n + m);
        if (Math.Abs(first - second) > Normal99 * Math.Sqrt(together * (1 - together) * ((1 / n) + (1 / m))))
        {
            host.Tell($"column {name}: {Percent(first)} of the reference and {Percent(second)} of the current sample are missing");
        }
    }

    private static string Percent(double share) => $"{Number.Fixed(100 * share, 1)} %";

    private static string Text(double value) => FiguresTable.Text(value, 3);
}
