using System.Globalization;
using KLDiv.Cli.Terminal;
using KLDiv.Reports;

namespace KLDiv.Cli.Reporting;

/// <summary>Prints a report.</summary>
internal static class ReportAnswer
{
    public static void Print(Host host, ReportFigures figures, bool json)
    {
        if (json)
        {
            Json.Print(host, writer => ReportJson.Write(writer, figures));
        }
        else
        {
            ReportTable.Print(host.Output, figures);
        }

        Note(host, figures);
    }

    /// <summary>Says what a reader of the figures might pass over.</summary>
    public static void Note(Host host, ReportFigures figures)
    {
        if (!figures.IsNormalised)
        {
            TellCut(host, figures.Input, figures.InputRowsOff, figures.InputLargestDeviation);
            TellCut(host, figures.Target, figures.TargetRowsOff, figures.TargetLargestDeviation);
        }

        if (figures.Rows == 0)
        {
            host.Tell($"{figures.Target}: no row counts, so there is no mean");
        }
        else if (figures.InfiniteRows > 0)
        {
            string advice = figures.InputKind == RowKind.Counts ? "; --pseudocount is added to the counts of INPUT" : "";
            host.Tell($"the divergence is infinite in {figures.InfiniteRows} of {figures.Rows} rows, and so is its mean{advice}");
        }
    }

    /// <summary>Says that rows of which classes were left out do not sum to 1 any more.</summary>
    private static void TellCut(Host host, string side, long rows, double deviation)
    {
        if (rows > 0)
        {
            host.Tell(string.Create(
                CultureInfo.InvariantCulture,
                $"{side}: {rows} rows sum to less than 1 without the other classes, one of them by {deviation:G3}; --normalise scales them to sum to 1"));
        }
    }
}
