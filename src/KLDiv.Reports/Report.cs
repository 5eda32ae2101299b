using KLDiv.Files;
using KLDiv.Reports.Finishing;
using KLDiv.Reports.Pass;
using KLDiv.Reports.Reading;

namespace KLDiv.Reports;

/// <summary>How far two files of distributions are from each other, row by row.</summary>
/// <remarks>
/// <see cref="Measure"/> goes over a range of rows once and gives a <see cref="ReportState"/>; states of ranges that follow each other join
/// (<see cref="ReportState.Join"/>); and <see cref="Finish"/> makes the figures of the state of all rows. However the rows are divided, and on any number of
/// threads, the figures are the same bits. docs/report.md has the formulas.
/// </remarks>
public static class Report
{
    /// <summary>Goes over the rows of two files once.</summary>
    /// <param name="options">What the report is made of.</param>
    /// <param name="progress">Told how much of the rows is done, from 0 to 1, from any thread; null: nobody.</param>
    /// <param name="cancellation">Ends the work between two blocks.</param>
    /// <returns>The state of the range.</returns>
    /// <exception cref="DataFileException">A file is unreadable or malformed, the files do not go together, or a row cannot be compared.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The temperature or the number of threads is not positive, beta is not between 0 and 1, a number of rows or classes is negative, or the range is not within the file.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static ReportState Measure(ReportOptions options, IProgress<double>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        Check(options);
        using ReportFiles files = ReportFiles.Open(options);
        return ReportPass.Run(files, progress, cancellation);
    }

    /// <summary>Writes the divergences of a state's rows to a <c>.npy</c> file of float64; it appears whole or not at all.</summary>
    /// <param name="state">The state, before <see cref="Finish"/>.</param>
    /// <param name="path">The file.</param>
    /// <exception cref="DataFileException">The file cannot be written.</exception>
    public static void WriteRows(ReportState state, string path)
    {
        ArgumentNullException.ThrowIfNull(state);
        using NpyWriter writer = NpyWriter.Create(path, ElementType.Float64, [state.Divergences.Length]);
        writer.Write<double>(state.Divergences);
        writer.Complete();
    }

    /// <summary>Makes the figures of the state of all rows.</summary>
    /// <param name="state">The state; it is used up, because its rows are brought into order.</param>
    /// <returns>The figures.</returns>
    public static ReportFigures Finish(ReportState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        return FigureBuilder.Build(state);
    }

    private static void Check(ReportOptions options)
    {
        if (options.Threads < 1)
        {
            throw new ArgumentOutOfRangeException(nameof(options), options.Threads, "There must be at least one thread.");
        }

        if (options.Top < 0)
        {
            throw new ArgumentOutOfRangeException(nameof(options), options.Top, "The number of the worst rows and classes must be at least 0.");
        }

        if (options.Temperature is not (>= ReportOptions.LeastTemperature and <= ReportOptions.MostTemperature))
        {
            throw new ArgumentOutOfRangeException(nameof(options), options.Temperature, $"The temperature must be from {ReportOptions.LeastTemperature} to {ReportOptions.MostTemperature}.");
        }

        if (!(options.Beta > 0 && options.Beta < 1))
        {
            throw new ArgumentOutOfRangeException(nameof(options), options.Beta, "Beta must be more than 0 and less than 1.");
        }

        if (!Enum.IsDefined(options.Divergence))
        {
            throw new ArgumentOutOfRangeException(nameof(options), options.Divergence, "There is no such divergence.");
        }
    }
}
