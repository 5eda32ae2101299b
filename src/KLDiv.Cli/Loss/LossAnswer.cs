using KLDiv.Files;

namespace KLDiv.Cli.Loss;

/// <summary>What the criterion over two files gave.</summary>
internal sealed record LossAnswer
{
    /// <summary>The reduced loss; null where it was not asked for.</summary>
    public required double? Loss { get; init; }

    /// <summary>If the loss is NaN, the line that says why.</summary>
    public required string? WhyNaN { get; init; }

    public required IReadOnlyList<nint> Shape { get; init; }

    public required ElementType InputType { get; init; }

    public required ElementType TargetType { get; init; }

    public required RowKind InputKind { get; init; }

    public required RowKind TargetKind { get; init; }
}
