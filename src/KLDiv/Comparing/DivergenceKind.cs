namespace KLDiv;

/// <summary>One of the divergences of two distributions P and Q. In a report P is the target and Q the input.</summary>
public enum DivergenceKind
{
    /// <summary>KL(P || Q): Σ p ln(p / q).</summary>
    Forward,

    /// <summary>KL(Q || P): Σ q ln(q / p).</summary>
    Reverse,

    /// <summary>beta KL(P || M) + (1 - beta) KL(Q || M), with M = beta P + (1 - beta) Q.</summary>
    JensenShannon,
}
