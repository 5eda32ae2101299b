using KLDiv.Files;
using KLDiv.Reports;

namespace KLDiv.Cli.Reporting;

/// <summary>The figures of a report beside a sparse target as text for people.</summary>
internal static class SparseReportTable
{
    public static void Print(TextWriter output, SparseReportFigures figures)
    {
        string classes = figures.Support is { } support ? $" of {ReportTable.Whole(support)} classes" : "";
        string tail = Array.Find(SparseReporting.Tails, tail => tail.Value == figures.Options.Tail).Word;
        ReportTable.Columns(
            output,
            ["input", VisibleText.Of(figures.Input)],
            ["target", VisibleText.Of(figures.Target)],
            ["divergence", $"{figures.Options.Divergence.Word()} in nats, {tail}{(figures.Options.Temperature == 1 ? "" : $", temperature {ReportTable.Text(figures.Options.Temperature)}")}"],
            ["rows", $"{ReportTable.Whole(figures.Rows)}{classes}, of which the target gives {ReportTable.Text(figures.MeanGiven, 4)} on average"],
            ["mass seen", $"{ReportTable.Percent(figures.MassSeen)} on average, {ReportTable.Percent(figures.LeastMassSeen)} at least"]);
        ReportTable.Section(output, figures.IsLeast ? "Divergence of a row: at least, whatever the classes are that the target does not give" : "Divergence of a row");
        ReportTable.Columns(output, [["mean", ReportTable.Text(figures.Mean)], .. ReportTable.Spread(figures.Spread)]);
        if (figures is { UpperBound: { } bound, UpperSpread: { } spread })
        {
            ReportTable.Section(output, "and at most, if none of them is more probable than the least that is given");
            ReportTable.Columns(output, [["mean", ReportTable.Text(bound)], .. ReportTable.Spread(spread)]);
        }

        ReportTable.Section(output, "Agreement");
        ReportTable.Columns(
            output,
            [
                ["same top class", ReportTable.Percent(figures.SameTop)],
                .. figures is { Overlap: { } overlap, SameLists: { } same }
                    ? [["classes that both give", $"{ReportTable.Percent(overlap)} of the shorter list"], ["same list", $"{ReportTable.Percent(same)} of the rows"]]
                    : Array.Empty<string[]>(),
            ]);
        if (figures.WorstRows.Count > 0)
        {
            ReportTable.Section(output, "Worst rows");
            ReportTable.Columns(
                output, [["row", "divergence"], .. figures.WorstRows.Select(item => (string[])[ReportTable.Whole(item.Row), ReportTable.Text(item.Divergence)])]);
        }
    }
}
