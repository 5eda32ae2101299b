using KLDiv.Files;

namespace KLDiv.Reports;

/// <summary>What a report is made of, beside its two sides, and how.</summary>
public sealed record ReportOptions
{
    /// <summary>The least temperature, at which a softmax has long been a maximum.</summary>
    public const double LeastTemperature = 1e-6;

    /// <summary>The largest temperature, at which it has long been uniform.</summary>
    public const double MostTemperature = 1e6;

    /// <summary>What the input holds; null: what its source says, or else log-probabilities.</summary>
    public RowKind? InputKind { get; init; }

    /// <summary>What the target holds; null: what its source says, or else probabilities.</summary>
    public RowKind? TargetKind { get; init; }

    /// <summary>Whether the rows of both sides are scaled to sum to 1: probabilities are divided by their sum, and log-probabilities go through a
    /// log-softmax. Whole numbers of which nothing is said are then counts. Without it, rows that are no distributions are an error.</summary>
    public bool Normalise { get; init; }

    /// <summary>Whether rows that sum to less than 1 because classes were left out (<see cref="RowSource.SliceClasses"/>) are an error too.</summary>
    public bool RequiresDistributions { get; init; }

    /// <summary>What is added to each count of an input of counts, in which a 0 would make the divergence infinite wherever the target has something; at least 0.</summary>
    public double Pseudocount { get; init; }

    /// <summary>The divergence of a row.</summary>
    public DivergenceKind Divergence { get; init; }

    /// <summary>The weight of the target in the mixture, more than 0 and less than 1; of <see cref="DivergenceKind.JensenShannon"/> alone.</summary>
    public double Beta { get; init; } = 0.5;

    /// <summary>T, by which logits are divided, from <see cref="LeastTemperature"/> to <see cref="MostTemperature"/>; log-probabilities and probabilities at T other than 1 are taken as logits.</summary>
    public double Temperature { get; init; } = 1;

    /// <summary>A weight for each row; null: all weigh 1.</summary>
    public RowColumn? Weights { get; init; }

    /// <summary>The rows that count, a number other than 0 for each; those of 0 are left out, and not read. null: all count.</summary>
    public RowColumn? Mask { get; init; }

    /// <summary>The true class of each row; null: what the sides themselves tell, if they do.</summary>
    public RowColumn? Labels { get; init; }

    /// <summary>A label that says, as any below 0 does, that a row has none; null: there is no other.</summary>
    public long? IgnoredLabel { get; init; }

    /// <summary>The name of each class; null: classes have their numbers.</summary>
    public ClassNames? ClassNames { get; init; }

    /// <summary>How many of the worst rows and of the classes that contribute most are told.</summary>
    public int Top { get; init; } = 10;

    /// <summary>On how many threads; null: on as many as there are processors. The numbers do not depend on it.</summary>
    public int? MaxDegreeOfParallelism { get; init; }

    /// <summary>Told, in a line, what becomes of a part that is there already (<see cref="ReportParts.Make"/>); null: nobody.</summary>
    public Action<string>? Note { get; init; }

    /// <summary>The submission that a part must be of, as <see cref="ReportParts.Identify"/> gives it; null: any one.</summary>
    public string? Submission { get; init; }

    /// <summary>Refuses what no report can be made with.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of range.</exception>
    internal void Check()
    {
        MustBe(MaxDegreeOfParallelism is null or >= 1, MaxDegreeOfParallelism, "There must be at least one thread.");
        MustBe(Top >= 0, Top, "The number of the worst rows and classes must be at least 0.");
        MustBe(
            Temperature is >= LeastTemperature and <= MostTemperature, Temperature, $"The temperature must be from {LeastTemperature} to {MostTemperature}.");
        MustBe(Beta is > 0 and < 1, Beta, "Beta must be more than 0 and less than 1.");
        MustBe(Pseudocount >= 0 && double.IsFinite(Pseudocount), Pseudocount, "The pseudocount must be finite and at least 0.");
        MustBe(Enum.IsDefined(Divergence), Divergence, "There is no such divergence.");
        _ = InputKind?.Name();
        _ = TargetKind?.Name();
    }

    internal static void MustBe(bool isRight, object? options, string message)
    {
        if (!isRight)
        {
            throw new ArgumentOutOfRangeException(nameof(options), options, message);
        }
    }
}
