using KLDiv.Files;

namespace KLDiv.Reports.State;

/// <summary>
/// What is known after a range of rows. States of neighbouring ranges join to that of both, bit by bit the one that a single pass over all rows gives; the state
/// of all rows becomes the figures of the report.
/// </summary>
internal sealed class ReportState
{
    /// <summary>An empty state of a range.</summary>
    /// <param name="subject">What the report is about.</param>
    /// <param name="range">The rows; as many as an array holds.</param>
    public ReportState(ReportSubject subject, RowRange range)
    {
        Subject = subject;
        Range = range;
        Divergences = new double[range.Count];
        Weights = subject.IsWeighted || subject.IsMasked ? new double[range.Count] : null;
        TargetLosses = subject.HasLabels ? new double[range.Count] : null;
        InputLosses = subject.HasLabels ? new double[range.Count] : null;

        // Of classes of which there is no row, only a header knows.
        Classes = new ClassTotals(range.Count == 0 ? 0 : (int)subject.Support);
    }

    /// <summary>What the report is about.</summary>
    public ReportSubject Subject { get; }

    /// <summary>The rows.</summary>
    public RowRange Range { get; }

    /// <summary>The divergence of each row; NaN for one of weight 0, or left out.</summary>
    public double[] Divergences { get; }

    /// <summary>The weight of each row, times <see cref="ReportSubject.WeightScale"/>, 0 for one that the mask leaves out; null: all weigh 1.</summary>
    public double[]? Weights { get; }

    /// <summary>-ln of the target's probability of each row's true class, NaN for one without a label; null where these are not known.</summary>
    public double[]? TargetLosses { get; }

    /// <summary>-ln of the input's probability of each row's true class, NaN for one without a label; null where these are not known.</summary>
    public double[]? InputLosses { get; }

    /// <summary>The sums of the classes, of which P is the target and Q the input.</summary>
    public ClassTotals Classes { get; set; }

    /// <summary>The sums of what is not kept for each row.</summary>
    public RowTotals Totals { get; } = new();

    /// <summary>The rows whose sums are off.</summary>
    public SumsOff SumsOff { get; } = new();

    /// <summary>How many rows the mask leaves out.</summary>
    public long MaskedRows { get; set; }

    /// <summary>The worst rows, the worst first: at most <see cref="ReportSubject.Top"/>; classes have no names yet.</summary>
    public IReadOnlyList<WorstRow> WorstRows { get; set; } = [];

    /// <summary>The names of the classes; null where they have none.</summary>
    public IReadOnlyList<string>? Names { get; set; }

    /// <summary>Joins states of ranges that follow each other, of one subject, to that of the whole range. One after the other is taken over, and used up.</summary>
    /// <param name="range">The whole range.</param>
    /// <param name="parts">The states, in the order of their rows; at least one.</param>
    /// <returns>The state of all their rows, with the names that the first one has.</returns>
    /// <exception cref="ArgumentException">There is no part, the parts are of different subjects, or their ranges do not follow each other through the whole one.</exception>
    public static ReportState Join(RowRange range, IEnumerable<ReportState> parts)
    {
        ReportState? whole = null;
        List<IReadOnlyList<WorstRow>> worst = [];
        long next = range.First;
        foreach (ReportState part in parts)
        {
            whole ??= new ReportState(part.Subject, range) { Names = part.Names };
            if (part.Subject != whole.Subject)
            {
                throw new ArgumentException($"The parts are of different subjects: {whole.Subject} and {part.Subject}.", nameof(parts));
            }

            MustFollow(next, part.Range.First, parts);
            whole.Place(part);
            worst.Add(part.WorstRows);
            next = part.Range.End;
        }

        MustFollow(next, range.End, parts);
        whole = whole ?? throw new ArgumentException("There is no part.", nameof(parts));
        whole.WorstRows = WorstRowList.Merge(worst, whole.Subject.Top);
        return whole;
    }

    private static void MustFollow(long row, long found, IEnumerable<ReportState> parts)
    {
        if (row != found)
        {
            throw new ArgumentException($"The next part starts with row {found}; it must start with row {row}.", nameof(parts));
        }
    }

    /// <summary>Takes over what was found of some of the rows, all but the worst of them; each row once.</summary>
    private void Place(ReportState part)
    {
        int start = (int)(part.Range.First - Range.First);
        part.Divergences.CopyTo(Divergences, start);
        part.Weights?.CopyTo(Weights!, start);
        part.TargetLosses?.CopyTo(TargetLosses!, start);
        part.InputLosses?.CopyTo(InputLosses!, start);
        if (part.Range.Count > 0)
        {
            Classes.Add(part.Classes);
        }

        Totals.Add(part.Totals);
        SumsOff.Add(part.SumsOff);
        MaskedRows += part.MaskedRows;
    }
}
