using KLDiv.Files;

namespace KLDiv.Reports;

/// <summary>The figures of a report beside a target of which some classes are known. Divergences are in nats.</summary>
public sealed record SparseReportFigures
{
    /// <summary>The input, as the user named it.</summary>
    public required string Input { get; init; }

    /// <summary>The target, as the user named it.</summary>
    public required string Target { get; init; }

    /// <summary>The options.</summary>
    public required SparseReportOptions Options { get; init; }

    /// <summary>How many rows were compared.</summary>
    public required long Rows { get; init; }

    /// <summary>The number of classes; null where it is not known.</summary>
    public required long? Support { get; init; }

    /// <summary>The mean number of classes that the target gives of a row.</summary>
    public required double MeanGiven { get; init; }

    /// <summary>The mean divergence.</summary>
    public required Estimate Mean { get; init; }

    /// <summary>The divergences of the rows: the least, the median, the largest, and the percentiles of <see cref="Percentile.Reported"/>.</summary>
    public required DivergenceSpread Spread { get; init; }

    /// <summary>How many rows have an infinite divergence.</summary>
    public required long InfiniteRows { get; init; }

    /// <summary>Whether no teacher that gives these probabilities can have a smaller divergence over all classes: the forward one with a bucket.</summary>
    public required bool IsLeast { get; init; }

    /// <summary>The mean of the greatest divergences that such a teacher can have; null where that is not known.</summary>
    public required Estimate? UpperBound { get; init; }

    /// <summary>How these greatest divergences are spread; null where they are not known.</summary>
    public required DivergenceSpread? UpperSpread { get; init; }

    /// <summary>The mean mass of the classes that the target gives.</summary>
    public required double MassSeen { get; init; }

    /// <summary>The least such mass of a row.</summary>
    public required double LeastMassSeen { get; init; }

    /// <summary>How often both sides have the same top class.</summary>
    public required Estimate SameTop { get; init; }

    /// <summary>Where both sides are sparse, the mean share of the shorter list that the other one has too; else null.</summary>
    public required double? Overlap { get; init; }

    /// <summary>How often both lists name the same classes, where both sides are sparse; else null.</summary>
    public required double? SameLists { get; init; }

    /// <summary>How rows of two servers' answers were paired; null of other files.</summary>
    public AnswerPairs? Pairs { get; init; }

    /// <summary>The rows with the largest divergence, the worst first.</summary>
    public required IReadOnlyList<(long Row, double Divergence)> WorstRows { get; init; }
}

/// <summary>How values of rows are spread.</summary>
/// <param name="Min">The least.</param>
/// <param name="Median">The median.</param>
/// <param name="Max">The largest.</param>
/// <param name="Percentiles">The percentiles that <see cref="Percentile.Reported"/> names.</param>
public sealed record DivergenceSpread(double Min, double Median, double Max, IReadOnlyList<Percentile> Percentiles);
