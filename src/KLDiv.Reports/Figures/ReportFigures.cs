namespace KLDiv.Reports;

/// <summary>The figures of a report: all that its table, its JSON and its page show. Divergences are in nats.</summary>
public sealed record ReportFigures
{
    /// <summary>The input, as the user named it.</summary>
    public required string Input { get; init; }

    /// <summary>The target, as the user named it.</summary>
    public required string Target { get; init; }

    /// <summary>What the input holds.</summary>
    public required RowKind InputKind { get; init; }

    /// <summary>What the target holds.</summary>
    public required RowKind TargetKind { get; init; }

    /// <summary>The divergence of a row.</summary>
    public required DivergenceKind Divergence { get; init; }

    /// <summary>The weight of the target in the mixture; null where there is no mixture.</summary>
    public required double? Beta { get; init; }

    /// <summary>T, by which logits were divided.</summary>
    public required double Temperature { get; init; }

    /// <summary>How many rows count.</summary>
    public required long Rows { get; init; }

    /// <summary>How many rows were left unread, because they weigh 0.</summary>
    public required long SkippedRows { get; init; }

    /// <summary>How many rows the mask left out, unread.</summary>
    public required long MaskedRows { get; init; }

    /// <summary>How many rows of the input did not sum to 1, within what their type holds, before they were scaled.</summary>
    public required long InputRowsOff { get; init; }

    /// <summary>How many rows of the target did not.</summary>
    public required long TargetRowsOff { get; init; }

    /// <summary>The largest distance from 1 of the sum of such a row of the input; 0 where there is none.</summary>
    public required double InputLargestDeviation { get; init; }

    /// <summary>The largest distance from 1 of the sum of such a row of the target.</summary>
    public required double TargetLargestDeviation { get; init; }

    /// <summary>Whether the rows of both sides were scaled to sum to 1.</summary>
    public required bool IsNormalised { get; init; }

    /// <summary>What was added to each count of the input.</summary>
    public required double Pseudocount { get; init; }

    /// <summary>The number of classes.</summary>
    public required long Support { get; init; }

    /// <summary>Whether rows have weights.</summary>
    public required bool IsWeighted { get; init; }

    /// <summary>The mean divergence; NaN where no row counts.</summary>
    public required double Mean { get; init; }

    /// <summary>The standard error of <see cref="Mean"/>.</summary>
    public required double StandardError { get; init; }

    /// <summary>The least divergence of a row.</summary>
    public required double Min { get; init; }

    /// <summary>The largest divergence of a row.</summary>
    public required double Max { get; init; }

    /// <summary>The median divergence.</summary>
    public required double Median { get; init; }

    /// <summary>The percentiles of the divergence that <see cref="Percentile.Reported"/> names, in its order.</summary>
    public required IReadOnlyList<Percentile> Percentiles { get; init; }

    /// <summary>How many rows have an infinite divergence.</summary>
    public required long InfiniteRows { get; init; }

    /// <summary>How often both sides have the same top class, 0 to 1; of several equal classes the first is the top.</summary>
    public required Estimate SameTop { get; init; }

    /// <summary>The total variation distance, 1/2 Σ |p - q|.</summary>
    public required Estimate TotalVariation { get; init; }

    /// <summary>The Hellinger distance, sqrt(1/2 Σ (sqrt p - sqrt q)²).</summary>
    public required Estimate Hellinger { get; init; }

    /// <summary>The classes that contribute most, the largest contribution first.</summary>
    public required IReadOnlyList<ClassContribution> Classes { get; init; }

    /// <summary>The rows with the largest divergence, the worst first; of equal ones the first in the file.</summary>
    public required IReadOnlyList<WorstRow> WorstRows { get; init; }

    /// <summary>What the true classes say; null where they are not known.</summary>
    public required LabelFigures? Labels { get; init; }

    /// <summary>How the divergences are spread.</summary>
    public required DivergenceHistogram Histogram { get; init; }

    /// <summary>Where in the file the divergence is high: runs of rows in their order, at most 240, as equal as can be.</summary>
    public required IReadOnlyList<ProfileRun> Profile { get; init; }
}
