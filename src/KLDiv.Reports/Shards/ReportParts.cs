using KLDiv.Files;
using KLDiv.Files.Bytes;
using KLDiv.Reports.Pass;
using KLDiv.Reports.Reading;
using KLDiv.Reports.State;

namespace KLDiv.Reports.Shards;

/// <summary>Makes the parts of a report on any number of machines, and joins them on one.</summary>
internal static class ReportParts
{
    /// <summary>Makes the part of a shard, unless a valid one is there: one of the same shard, files and options.</summary>
    /// <param name="options">What is asked for; its range is not looked at.</param>
    /// <param name="shard">Which of the rows.</param>
    /// <param name="path">The part.</param>
    /// <param name="tell">Told that the part is left alone, or why one that is there is made anew.</param>
    /// <param name="submission">The submission that the part must be of, as <see cref="Identify"/> gives it; null: any one.</param>
    /// <param name="progress">As of <see cref="Report.Measure"/>.</param>
    /// <param name="cancellation">As of <see cref="Report.Measure"/>.</param>
    /// <exception cref="DataFileException">As of <see cref="Report.Measure"/>; or the part cannot be written, or a file changes while it is read.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static void Make(
        ReportOptions options,
        Shard shard,
        string path,
        Action<string> tell,
        string? submission = null,
        IProgress<double>? progress = null,
        CancellationToken cancellation = default)
    {
        PartOrigin asked = Asked(options, shard);
        if (submission is not null && !string.Equals(asked.Submission, submission, StringComparison.Ordinal))
        {
            throw new DataFileException(path, $"is not made: files and options are those of submission {asked.Submission}, and {submission} is asked for");
        }

        if (FileTypes.Of(path) == FileType.Regular && !MakesAnew(path, asked, options, tell, cancellation))
        {
            return;
        }

        // Before hours of work: whether the part can be written.
        AtomicFile.MustBeWritable(path);
        ReportState state = Report.Measure(options with { Range = asked.Range }, progress, cancellation);
        PartOrigin made = PartOrigin.Of(options, state.Subject, shard);
        if (made.WhyNot(asked) is { } change)
        {
            throw new DataFileException(path, $"is not written, because a file changed while it was read: {change}");
        }

        PartWriter.Write(path, made, StateTensors.Of(state));
    }

    /// <summary>The identity of a submission: of the files, the options and the number of shards.</summary>
    /// <param name="options">What is asked for; its range is not looked at.</param>
    /// <param name="shards">The number of shards.</param>
    /// <exception cref="DataFileException">A file cannot be read, or the files do not go together.</exception>
    public static string Identify(ReportOptions options, int shards) => Asked(options, new Shard(1, shards)).Submission;

    /// <summary>Joins all the parts of a report.</summary>
    /// <param name="paths">The parts, in any order; at least one.</param>
    /// <param name="tell">Told where the processors that made the parts differ so that the last digits are those of none of them.</param>
    /// <param name="submission">The submission that the parts must be of, as <see cref="Identify"/> gives it; null: any one.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>The state of all rows, bit by bit that of one run on such a processor.</returns>
    /// <exception cref="DataFileException">A part cannot be read, is damaged, is there twice, belongs to another report, or is missing.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static ReportState Merge(
        IReadOnlyList<string> paths, Action<string> tell, string? submission = null, CancellationToken cancellation = default)
    {
        using PartSet set = PartSet.Open(paths, submission, cancellation);
        string[] widths = [.. set.Parts.Select(part => part.Origin.VectorBits).Distinct(StringComparer.Ordinal)];
        if (widths.Length > 1)
        {
            tell($"the parts come from processors with vectors of {string.Join(" and ", widths)} bits; the last digits may differ from those of one run");
        }

        // One part at a time: the sums of the classes of all of them might not fit in memory.
        PartFile first = set.Parts.First();
        ReportSubject subject = first.Origin.Subject;
        if (subject.Rows > Array.MaxLength)
        {
            throw new DataFileException(first.Path, $"is of a report on {subject.Rows} rows; one takes at most {Array.MaxLength}");
        }

        foreach (PartFile part in set.Parts)
        {
            StateTensors.Check(part);
        }

        ReportState whole = new(subject, new RowRange(0, subject.Rows)) { Names = StateTensors.ReadNames(first) };
        List<IReadOnlyList<WorstRow>> worst = [];
        foreach (PartFile part in set.Parts)
        {
            cancellation.ThrowIfCancellationRequested();
            ReportState state = StateTensors.Read(part);
            whole.Place(state);
            worst.Add(state.WorstRows);
        }

        whole.WorstRows = WorstRowList.Merge(worst, subject.Top);
        return whole;
    }

    /// <summary>The origin of the part that is asked for, but for the scale of the weights, which only reading them tells.</summary>
    private static PartOrigin Asked(ReportOptions options, Shard shard)
    {
        using ReportFiles files = ReportFiles.Open(options with { Range = null });
        return PartOrigin.Of(options, ReportPass.SubjectOf(files, weightScale: 1), shard);
    }

    /// <summary>Looks at what is there: a valid part is left alone, a part that will not do is removed, so that nothing joins it should this run fail.</summary>
    private static bool MakesAnew(string path, PartOrigin asked, ReportOptions options, Action<string> tell, CancellationToken cancellation)
    {
        string? problem;
        bool isPart = false;
        try
        {
            using PartFile part = PartFile.Open(path, cancellation);
            isPart = true;
            problem = part.Origin.WhyNot(asked) ?? YoungerFile(path, options);
        }
        catch (DataFileException unreadable)
        {
            problem = unreadable.Problem;
        }

        tell(problem is null ? $"{path}: is there and valid, and is left as it is" : $"{path}: is made anew: {problem}");
        if (problem is not null && isPart)
        {
            Remove(path);
        }

        return problem is not null;
    }

    private static void Remove(string path)
    {
        try
        {
            // A link stays, as it does when a file is written through it.
            File.Delete(File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DataFileException(path, $"cannot be removed: {e.Message}", e);
        }
    }

    /// <summary>A file may have changed where its sample does not show it.</summary>
    private static string? YoungerFile(string path, ReportOptions options)
    {
        DateTime made = File.GetLastWriteTimeUtc(path);
        return options.Files.FirstOrDefault(file => File.GetLastWriteTimeUtc(file) > made) is { } younger ? $"{younger} is younger" : null;
    }
}
