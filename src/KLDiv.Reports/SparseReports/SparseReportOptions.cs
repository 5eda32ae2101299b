using KLDiv.Files;

namespace KLDiv.Reports;

/// <summary>How a report beside a sparse target is made.</summary>
public sealed record SparseReportOptions
{
    /// <summary>What the input holds; null: what its source says, or else logits.</summary>
    public RowKind? InputKind { get; init; }

    /// <summary>The divergence of a row.</summary>
    public DivergenceKind Divergence { get; init; }

    /// <summary>The weight of the target in the mixture, more than 0 and less than 1; of <see cref="DivergenceKind.JensenShannon"/> alone.</summary>
    public double Beta { get; init; } = 0.5;

    /// <summary>T, by which the input's logits are divided; the target is taken as it is.</summary>
    public double Temperature { get; init; } = 1;

    /// <summary>What is made of the classes that the target does not give.</summary>
    public SparseTail Tail { get; init; }

    /// <summary>How many of the worst rows are told.</summary>
    public int Top { get; init; } = 10;

    /// <summary>Beta as the distillation counts it: 0 is the forward divergence.</summary>
    internal double BetaOfDivergence => Divergence switch
    {
        DivergenceKind.Forward => 0,
        DivergenceKind.Reverse => 1,
        _ => Beta,
    };

    /// <summary>Refuses what no report can be made with.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of range.</exception>
    internal void Check()
    {
        new ReportOptions { Divergence = Divergence, Beta = Beta, Temperature = Temperature, Top = Top }.Check();
        ReportOptions.MustBe(Enum.IsDefined(Tail), Tail, "There is no such tail.");
    }
}
