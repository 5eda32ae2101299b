using KLDiv.Cli.Terminal;
using KLDiv.Files;
using KLDiv.Reports;
using KLDiv.Reports.Shards;

namespace KLDiv.Cli.Reporting;

/// <summary>Goes over the rows of a report, and says meanwhile how far it is.</summary>
internal static class ReportRun
{
    /// <summary>Measures all rows.</summary>
    /// <exception cref="DataFileException">The data is wrong.</exception>
    /// <exception cref="OperationCanceledException">It was interrupted.</exception>
    public static ReportState Measure(ReportOptions options, Host host)
    {
        using ProgressLine progress = new(host);
        return Report.Measure(options, progress, host.Cancellation);
    }

    /// <summary>Makes the part of a shard, unless a valid one is there.</summary>
    /// <exception cref="DataFileException">The data is wrong.</exception>
    /// <exception cref="OperationCanceledException">It was interrupted.</exception>
    public static void MakePart(ReportOptions options, Shard shard, string part, string? submission, Host host)
    {
        using ProgressLine progress = new(host);
        ReportParts.Make(options, shard, part, host.Tell, submission, progress, host.Cancellation);
    }
}
