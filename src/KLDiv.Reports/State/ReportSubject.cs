namespace KLDiv.Reports.State;

/// <summary>What a report is about: what all parts of one have in common.</summary>
internal sealed record ReportSubject
{
    /// <summary>The input, as the user named it.</summary>
    public required string Input { get; init; }

    /// <summary>The target, as the user named it.</summary>
    public required string Target { get; init; }

    /// <summary>What the input holds.</summary>
    public required RowKind InputKind { get; init; }

    /// <summary>What the target holds.</summary>
    public required RowKind TargetKind { get; init; }

    /// <summary>Whether the rows of both sides are scaled to sum to 1.</summary>
    public required bool IsNormalised { get; init; }

    /// <summary>What is added to each count of the input.</summary>
    public required double Pseudocount { get; init; }

    /// <summary>The divergence of a row.</summary>
    public required DivergenceKind Divergence { get; init; }

    /// <summary>The weight of the target in the mixture, where there is one.</summary>
    public required double Beta { get; init; }

    /// <summary>T, by which logits are divided.</summary>
    public required double Temperature { get; init; }

    /// <summary>Whether the rows of both sides sum to 1, whatever their numbers are, since a softmax is taken of each.</summary>
    public bool AreScaled => Temperature != 1 || IsNormalised || (IsScaled(InputKind) && IsScaled(TargetKind));

    /// <summary>How many rows the files have.</summary>
    public required long Rows { get; init; }

    /// <summary>The number of classes.</summary>
    public required long Support { get; init; }

    /// <summary>How many of the worst rows and of the classes that contribute most are told.</summary>
    public required int Top { get; init; }

    /// <summary>Whether the true classes are known.</summary>
    public required bool HasLabels { get; init; }

    /// <summary>Whether rows have weights.</summary>
    public required bool IsWeighted { get; init; }

    /// <summary>Whether a mask says which rows count.</summary>
    public required bool IsMasked { get; init; }

    /// <summary>What weights are multiplied by so that none is above 1: a power of two; 1 where there are none.</summary>
    public required double WeightScale { get; init; }

    private static bool IsScaled(RowKind kind) => kind is RowKind.Logits or RowKind.Counts;
}
