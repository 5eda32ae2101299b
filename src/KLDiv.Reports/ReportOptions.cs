using KLDiv.Files;

namespace KLDiv.Reports;

/// <summary>What a report is made of, and how.</summary>
public sealed record ReportOptions
{
    /// <summary>The least temperature, at which a softmax has long been a maximum.</summary>
    public const double LeastTemperature = 1e-6;

    /// <summary>The largest temperature, at which it has long been uniform.</summary>
    public const double MostTemperature = 1e6;

    /// <summary>The distributions that are judged, Q: <c>FILE</c> or <c>FILE#NAME</c>.</summary>
    public required string Input { get; init; }

    /// <summary>The distributions that they are compared with, P.</summary>
    public required string Target { get; init; }

    /// <summary>What the input holds; null: what its format says, or else log-probabilities.</summary>
    public RowKind? InputKind { get; init; }

    /// <summary>What the target holds; null: what its format says, or else probabilities.</summary>
    public RowKind? TargetKind { get; init; }

    /// <summary>The divergence of a row.</summary>
    public DivergenceKind Divergence { get; init; }

    /// <summary>The weight of the target in the mixture, more than 0 and less than 1; of <see cref="DivergenceKind.JensenShannon"/> alone.</summary>
    public double Beta { get; init; } = 0.5;

    /// <summary>T, by which logits are divided, from <see cref="LeastTemperature"/> to <see cref="MostTemperature"/>; log-probabilities and probabilities at T other than 1 are taken as logits.</summary>
    public double Temperature { get; init; } = 1;

    /// <summary>A file with a weight for each row; null: all weigh 1.</summary>
    public string? Weights { get; init; }

    /// <summary>A file with the true class of each row; null: what the files themselves tell, if they do.</summary>
    public string? Labels { get; init; }

    /// <summary>A text file with the name of each class, one a line; null: classes have their numbers.</summary>
    public string? Names { get; init; }

    /// <summary>How many of the worst rows and of the classes that contribute most are told.</summary>
    public int Top { get; init; } = 10;

    /// <summary>On how many threads; the numbers do not depend on it.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>The rows to work on; null: all of them.</summary>
    public RowRange? Range { get; init; }

    /// <summary>The files that are read.</summary>
    internal IReadOnlyList<string> Files =>
        [.. new[] { Input, Target, Weights, Labels }.OfType<string>().Select(RowSource.FileOf), .. new[] { Names }.OfType<string>()];
}
