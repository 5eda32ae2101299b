namespace KLDiv;

/// <summary>How far two distributions P and Q over the same classes are from each other.</summary>
/// <remarks>What was not asked for (<see cref="ComparisonOptions.Divergence"/>), and everything of a row of weight 0, is NaN.</remarks>
public readonly record struct RowComparison
{
    internal static RowComparison None { get; } = new()
    {
        Forward = double.NaN,
        Reverse = double.NaN,
        JensenShannon = double.NaN,
        TotalVariation = double.NaN,
        HellingerSquared = double.NaN,
        P = ComparedSide.None,
        Q = ComparedSide.None,
    };

    /// <summary>KL(P || Q) = Σ p (ln p - ln q), in nats; +inf where Q rules out a class that P has.</summary>
    public double Forward { get; internal init; }

    /// <summary>KL(Q || P) = Σ q (ln q - ln p), in nats; +inf where P rules out a class that Q has.</summary>
    public double Reverse { get; internal init; }

    /// <summary>beta KL(P || M) + (1 - beta) KL(Q || M) with M = beta P + (1 - beta) Q, in nats: at most ln 2.</summary>
    public double JensenShannon { get; internal init; }

    /// <summary>Σ |p - q| / 2: from 0 to 1.</summary>
    public double TotalVariation { get; internal init; }

    /// <summary>Σ (sqrt p - sqrt q)² / 2: from 0 to 1.</summary>
    public double HellingerSquared { get; internal init; }

    /// <summary>The Hellinger distance, the root of <see cref="HellingerSquared"/>: from 0 to 1.</summary>
    public double Hellinger => Math.Sqrt(HellingerSquared);

    /// <summary>P's top class, and the way from its numbers to log-probabilities.</summary>
    public ComparedSide P { get; internal init; }

    /// <summary>The same for Q.</summary>
    public ComparedSide Q { get; internal init; }

    /// <summary>One of the divergences.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The kind is undefined.</exception>
    public double Of(DivergenceKind kind) => kind switch
    {
        DivergenceKind.Forward => Forward,
        DivergenceKind.Reverse => Reverse,
        DivergenceKind.JensenShannon => JensenShannon,
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "There is no such divergence."),
    };
}

/// <summary>One side of a comparison.</summary>
public readonly record struct ComparedSide
{
    internal static ComparedSide None { get; } = new() { Top = -1, Origin = double.NaN, Sum = double.NaN };

    /// <summary>The class with the largest probability, the first of equal ones; -1 where the row was not compared.</summary>
    public int Top { get; internal init; }

    /// <summary>Σ e^(x / T) over the numbers x of the row, of probabilities and counts their logarithms: at T = 1 what probabilities, given or by their logarithms,
    /// sum to, and a row is a distribution where it is 1. Of logits it says nothing, and may be infinite.</summary>
    public double Sum { get; internal init; }

    /// <summary>The number of that class: a logit or a log-probability.</summary>
    internal double TopValue { get; init; }

    /// <summary>The number whose exponential counts 1.</summary>
    internal double Origin { get; init; }

    /// <summary>ln of the sum of the exponentials.</summary>
    internal double LogSum { get; init; }

    internal double Temperature { get; init; }

    /// <summary>The probability of the top class.</summary>
    public double TopProbability => Math.Exp(LogProbability(TopValue));

    /// <summary>ln of the probability that a number of this side stands for.</summary>
    /// <param name="value">A logit or a log-probability of the row; of probabilities their logarithm.</param>
    public double LogProbability(double value) => ((value - Origin) / Temperature) - LogSum;
}
