using KLDiv.Distilling;

namespace KLDiv.Comparing;

/// <summary>A row of logits of P and Q, of which everything is computed before the sums of its exponentials are known: from an estimate of how far P's lie above Q's.</summary>
/// <remarks>
/// With a = e^((x - origin) / T) for P's logits x, and b for Q's logits y so that d = ln a - ln b = (x - y - shift) / T. Whatever the shift is, the sums over
/// the row tell the divergence (see <see cref="OneWalkSums"/>); the nearer it is to ln of the ratio of the two sums, the less cancels.
/// </remarks>
internal unsafe struct OneWalkRow
{
    public float* P;

    public float* Q;

    public int Length;

    /// <summary>A logit that no logit of P exceeds.</summary>
    public double Origin;

    /// <summary>How far P's logits are assumed to lie above Q's: a number that float holds.</summary>
    public double Shift;

    public double InverseTemperature;

    /// <summary>Where a goes.</summary>
    public float* ExponentialsP;

    /// <summary>Where b goes.</summary>
    public float* ExponentialsQ;

    /// <summary>Where a d - a + b goes.</summary>
    public float* Terms;

    public OneWalkSums Sums;
}

/// <summary>Sums over a <see cref="OneWalkRow"/>.</summary>
internal struct OneWalkSums
{
    /// <summary>Σ a.</summary>
    public double P;

    /// <summary>Σ (b - a).</summary>
    public double Difference;

    /// <summary>Σ (a d - a + b), each at least 0.</summary>
    public double Terms;

    /// <summary>Σ (sqrt a - sqrt b)².</summary>
    public double RootDistance;

    /// <summary>The least d.</summary>
    public double Least;

    /// <summary>Σ b.</summary>
    public readonly double Q => P + Difference;

    /// <summary>ln(Σ a / Σ b): what the shift should have been more, over T.</summary>
    public readonly double LogRatio => -PairState.LogPlusOne(Difference / P);

    /// <summary>What the terms have too much of the divergence because the shift was not right, over Σ a.</summary>
    public readonly double Excess => PairState.Excess(1, 1 + (Difference / P), LogRatio);

    /// <summary>KL(P || Q).</summary>
    public readonly double Divergence => (Terms / P) - Excess;

    /// <summary>Σ (sqrt p - sqrt q)², p and q being a and b over their sums.</summary>
    public readonly double NormalisedRootDistance
    {
        get
        {
            double roots = Difference / (Math.Sqrt(P) + Math.Sqrt(Q));
            return (RootDistance - (roots * roots)) / Math.Sqrt(P * Q);
        }
    }
}
