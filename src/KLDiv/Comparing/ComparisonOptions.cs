namespace KLDiv;

/// <summary>What the rows are that a <see cref="RowComparer"/> compares, and what is wanted of them. The default is two sides of logits, and every divergence.</summary>
public readonly record struct ComparisonOptions
{
    private readonly RowKind? _p;
    private readonly RowKind? _q;
    private readonly double? _temperature;
    private readonly double? _beta;

    /// <summary>What P's numbers are; logits unless told otherwise.</summary>
    public RowKind PKind
    {
        get => _p ?? RowKind.Logits;
        init => _p = value == RowKind.Logits ? null : value;
    }

    /// <summary>What Q's numbers are; logits unless told otherwise.</summary>
    public RowKind QKind
    {
        get => _q ?? RowKind.Logits;
        init => _q = value == RowKind.Logits ? null : value;
    }

    /// <summary>T, by which logits are divided; 1 unless told otherwise. At any other T, log-probabilities and probabilities are taken as logits, too: the former as they are, the latter by their logarithms.</summary>
    public double Temperature
    {
        get => _temperature ?? 1;
        init => _temperature = value == 1 ? null : value;
    }

    /// <summary>The weight of P in the mixture of the Jensen-Shannon divergence, more than 0 and less than 1; a half unless told otherwise.</summary>
    public double Beta
    {
        get => _beta ?? 0.5;
        init => _beta = value == 0.5 ? null : value;
    }

    /// <summary>The one divergence that is wanted, so that the others are not computed and come out as NaN; null: all of them.</summary>
    public DivergenceKind? Divergence { get; init; }

    /// <summary>
    /// Whether one KL divergence of floats may be computed in float: several times as fast. It then has an error of up to 2e-5 of itself, a divergence below 1e-6 one of
    /// up to 1e-6 of itself; everything else is as accurate as float. Where every divergence or Jensen-Shannon's is wanted, where one side alone
    /// is logits, and for doubles, it changes nothing.
    /// </summary>
    public bool IsFast { get; init; }

    /// <summary>On how many threads a call may run; null: on <see cref="KLDivergence.MaxDegreeOfParallelism"/>. The results do not depend on it.</summary>
    public int? MaxDegreeOfParallelism { get; init; }
}
