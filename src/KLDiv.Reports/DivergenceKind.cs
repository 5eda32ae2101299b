namespace KLDiv.Reports;

/// <summary>Which divergence of the target P and the input Q a report is about.</summary>
public enum DivergenceKind
{
    /// <summary>KL(P || Q), the target from the input: Σ p ln(p / q).</summary>
    Forward,

    /// <summary>KL(Q || P): Σ q ln(q / p).</summary>
    Reverse,

    /// <summary>beta KL(P || M) + (1 - beta) KL(Q || M), with M = beta P + (1 - beta) Q.</summary>
    JensenShannon,
}
