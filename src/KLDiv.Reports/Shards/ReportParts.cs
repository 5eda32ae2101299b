using KLDiv.Files;
using KLDiv.Reports.Finishing;
using KLDiv.Reports.Pass;
using KLDiv.Reports.Reading;
using KLDiv.Reports.Shards;
using KLDiv.Reports.State;

namespace KLDiv.Reports;

/// <summary>Makes the parts of a report on any number of machines, and the report of all parts on one; docs/formats/report-part.md describes the files.</summary>
public static class ReportParts
{
    /// <summary>Makes the part of a shard, unless a valid one is there: one of the same shard, files and options.</summary>
    /// <param name="input">The distributions that are judged, Q.</param>
    /// <param name="target">The distributions that they are compared with, P.</param>
    /// <param name="path">The part, which appears whole or not at all.</param>
    /// <param name="shard">Which of the rows.</param>
    /// <param name="options">How; null: the defaults. <see cref="ReportOptions.Note"/> is told that a part is left alone, or why one that is there is made anew.</param>
    /// <param name="progress">Told how much of the rows is done, from 0 to 1, from any thread; null: nobody.</param>
    /// <param name="cancellationToken">Ends the work between two blocks.</param>
    /// <remarks>That two runs read the same files is seen by their sizes and samples of their contents. What comes from no file cannot be compared: a part of it
    /// is made anew each time.</remarks>
    /// <exception cref="DataFileException">A source cannot be read, the sides do not go together, a row cannot be compared, they are of another submission than the
    /// options say, the part cannot be written, or a file changed while it was read.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of range, or the shard is <c>default</c>.</exception>
    /// <exception cref="ArgumentException"><paramref name="path"/> is null or empty.</exception>
    /// <exception cref="ArgumentNullException">A side is null.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static void Make(
        RowSource input,
        RowSource target,
        string path,
        Shard shard,
        ReportOptions? options = null,
        IProgress<double>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        options ??= new();
        ReportInputs inputs = Inputs(input, target, shard, options);
        PartOrigin asked = PartOrigin.Of(inputs, inputs.Subject(weightScale: 1), shard);
        if (options.Submission is { } submission && !string.Equals(asked.Submission, submission, StringComparison.Ordinal))
        {
            throw new DataFileException(path, $"is not made: files and options are those of submission {asked.Submission}, and {submission} is asked for");
        }

        if (!EarlierPart.MakesWay(path, asked, inputs, cancellationToken))
        {
            return;
        }

        // Before hours of work: whether the part can be written.
        AtomicFile.MustBeWritable(path);
        ReportState state = ReportPass.Run(inputs, progress, cancellationToken);
        PartOrigin made = PartOrigin.Of(inputs, state.Subject, shard);
        if (made.WhyNot(asked) is { } change)
        {
            throw new DataFileException(path, $"is not written, because a file changed while it was read: {change}");
        }

        PartWriter.Write(path, made, StateTensors.Of(state));
    }

    /// <summary>The identity of a submission: of the files, the options and the number of shards. Parts of another submission are kept out by it.</summary>
    /// <param name="input">The distributions that are judged, Q.</param>
    /// <param name="target">The distributions that they are compared with, P.</param>
    /// <param name="shards">The number of shards.</param>
    /// <param name="options">How; null: the defaults.</param>
    /// <returns>32 hexadecimal digits.</returns>
    /// <exception cref="DataFileException">A file cannot be read, or the sides do not go together.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of range, or <paramref name="shards"/> is less than 1.</exception>
    /// <exception cref="ArgumentNullException">A side is null.</exception>
    public static string Identify(RowSource input, RowSource target, int shards, ReportOptions? options = null)
    {
        Shard first = new(1, shards);
        ReportInputs inputs = Inputs(input, target, first, options ?? new());
        return PartOrigin.Of(inputs, inputs.Subject(weightScale: 1), first).Submission;
    }

    /// <summary>Makes the report of all its parts.</summary>
    /// <param name="paths">The parts, in any order; at least one.</param>
    /// <param name="divergences">Given the divergence of each row in nats, in their order, NaN for one of weight 0; in memory that is used otherwise after the call.
    /// Null: not wanted.</param>
    /// <param name="note">Told, in a line, where the processors that made the parts differ so that the last digits are those of none of them; null: nobody.</param>
    /// <param name="submission">The submission that the parts must be of, as <see cref="Identify"/> gives it; null: any one.</param>
    /// <param name="cancellationToken">Ends the work between two parts.</param>
    /// <returns>The figures, bit by bit those of one run on such a processor.</returns>
    /// <exception cref="DataFileException">A part cannot be read, is damaged, is there twice, belongs to another report or submission, or is missing.</exception>
    /// <exception cref="ArgumentException">There is no part.</exception>
    /// <exception cref="ArgumentNullException"><paramref name="paths"/> is null.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static ReportFigures Merge(
        IReadOnlyList<string> paths,
        Action<ReadOnlySpan<double>>? divergences = null,
        Action<string>? note = null,
        string? submission = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(paths);
        if (paths.Count == 0)
        {
            throw new ArgumentException("There is no part.", nameof(paths));
        }

        return FigureBuilder.Build(Join(paths, note, submission, cancellationToken), divergences);
    }

    /// <summary>Joins all the parts of a report to the state of all rows.</summary>
    internal static ReportState Join(
        IReadOnlyList<string> paths, Action<string>? note, string? submission = null, CancellationToken cancellationToken = default)
    {
        using PartSet set = PartSet.Open(paths, submission, cancellationToken);
        string[] widths = [.. set.Parts.Select(part => part.Origin.VectorBits).Distinct(StringComparer.Ordinal)];
        if (widths.Length > 1)
        {
            note?.Invoke($"the parts come from processors with vectors of {string.Join(" and ", widths)} bits; the last digits may differ from those of one run");
        }

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

        // One part at a time: the sums of the classes of all of them might not fit in memory.
        IReadOnlyList<string>? names = StateTensors.ReadNames(first);
        ReportState whole = ReportState.Join(new RowRange(0, subject.Rows), set.Parts.Select(part =>
        {
            cancellationToken.ThrowIfCancellationRequested();
            return StateTensors.Read(part);
        }));
        whole.Names = names;
        return whole;
    }

    private static ReportInputs Inputs(RowSource input, RowSource target, Shard shard, ReportOptions options)
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(target);
        ArgumentOutOfRangeException.ThrowIfLessThan(shard.Count, 1, nameof(shard));
        options.Check();
        return new ReportInputs(input, target, options, shard.RowsOf(target.Rows));
    }
}
