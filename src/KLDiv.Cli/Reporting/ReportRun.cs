using KLDiv.Cli.Terminal;
using KLDiv.Files;
using KLDiv.Reports;

namespace KLDiv.Cli.Reporting;

/// <summary>Makes a report, and says meanwhile how far it is.</summary>
internal static class ReportRun
{
    /// <summary>The files that are read.</summary>
    public static IReadOnlyList<string> FilesOf(ReportOptions options) =>
        [.. new[] { options.Input, options.Target, options.Weights, options.Labels }.OfType<string>().Select(RowSource.FileOf), .. new[] { options.Names }.OfType<string>()];

    /// <summary>Measures all rows, writes what is to be written of them, and makes the figures.</summary>
    /// <exception cref="TensorFileException">The data is wrong.</exception>
    /// <exception cref="OperationCanceledException">It was interrupted.</exception>
    public static ReportFigures Of(ReportOptions options, Host host)
    {
        ReportState state = Measure(options, host);
        if (options.RowsOutput is { } path)
        {
            Report.WriteRows(state, path);
        }

        host.Cancellation.ThrowIfCancellationRequested();
        return Report.Finish(state);
    }

    /// <summary>Measures the rows that are asked for.</summary>
    public static ReportState Measure(ReportOptions options, Host host)
    {
        using ProgressLine progress = new(host);
        return Report.Measure(options, new Reporter(progress), host.Cancellation);
    }

    private sealed class Reporter(ProgressLine line) : IProgress<double>
    {
        public void Report(double value) => line.Report(value);
    }
}
