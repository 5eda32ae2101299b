using KLDiv.Files;
using KLDiv.Reports.Finishing;
using KLDiv.Reports.Pass;
using KLDiv.Reports.Reading;

namespace KLDiv.Reports;

/// <summary>How far two sets of distributions are from each other, row by row; docs/report.md has the formulas.</summary>
/// <remarks>
/// On any number of threads, and in one run or in parts (<see cref="ReportParts"/>), the figures have the same bits. Rows come from files or from memory:
/// the figures are the same.
/// </remarks>
public static class Report
{
    /// <summary>Goes over the rows of both sides once, and makes the figures.</summary>
    /// <param name="input">The distributions that are judged, Q.</param>
    /// <param name="target">The distributions that they are compared with, P: as many rows of as many classes.</param>
    /// <param name="divergences">Given the divergence of each row in nats, in their order, NaN for one of weight 0; in memory that is used otherwise after the call.
    /// Null: not wanted.</param>
    /// <param name="options">How; null: the defaults.</param>
    /// <param name="progress">Told how much of the rows is done, from 0 to 1, from any thread; null: nobody.</param>
    /// <param name="cancellationToken">Ends the work between two blocks.</param>
    /// <returns>The figures.</returns>
    /// <remarks>Memory: 8 bytes a row, 24 more with labels, as many with weights, and some 70 a class, and blocks of a few megabytes. Sequential sources are read in
    /// the order of their rows, one block after the other, by any of the threads; others by all threads at once.</remarks>
    /// <exception cref="DataFileException">A source cannot be read, the sides do not go together, or a row cannot be compared.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The temperature or the number of threads is not positive, beta is not between 0 and 1, a number of rows or classes is negative, or a kind or the divergence is not one of its enum's values.</exception>
    /// <exception cref="ArgumentNullException">A side is null.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static ReportFigures Run(
        RowSource input,
        RowSource target,
        Action<ReadOnlySpan<double>>? divergences = null,
        ReportOptions? options = null,
        IProgress<double>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(target);
        options ??= new();
        options.Check();
        return FigureBuilder.Build(ReportPass.Run(new ReportInputs(input, target, options), progress, cancellationToken), divergences);
    }
}
