using KLDiv.Kernels;

namespace KLDiv.Logits;

/// <summary>
/// What is known of two softmaxes P and Q after a part of their classes: their sums, the logarithm of the ratio of these, and how far the
/// two are from each other within the part. States merge by the chain rule of the divergence, whose terms are all &gt;= 0, so that nothing cancels.
/// </summary>
internal struct PairState
{
    /// <summary>The logit of P whose exponential counts 1.</summary>
    public double OriginP;

    /// <summary>Σ e^((logit of P - origin) / T) over the classes; 0 where P has none of them.</summary>
    public double SumP;

    /// <summary>The same for Q.</summary>
    public double OriginQ;

    public double SumQ;

    /// <summary>ln of Σ e^(logit of P / T) over Σ e^(logit of Q / T), to twice the digits of double, if neither is 0.</summary>
    public ExactSum LogRatio;

    /// <summary>KL(P || Q) of the two within the part.</summary>
    public double Forward;

    /// <summary>KL(Q || P) of the two within the part.</summary>
    public double Reverse;

    public readonly bool HasP => SumP > 0;

    public readonly bool HasQ => SumQ > 0;

    /// <summary>Marks the state of a row in which a number is missing.</summary>
    public static PairState Missing { get; } = new() { SumP = double.NaN, SumQ = double.NaN, Forward = double.NaN, Reverse = double.NaN };

    /// <summary>The state with P and Q exchanged.</summary>
    public readonly PairState Exchanged => new()
    {
        OriginP = OriginQ,
        SumP = SumQ,
        OriginQ = OriginP,
        SumQ = SumP,
        LogRatio = -LogRatio,
        Forward = Reverse,
        Reverse = Forward,
    };

    public readonly bool IsMissing => double.IsNaN(SumP) || double.IsNaN(SumQ);

    /// <summary>p (x + e^-x - 1) >= 0 with x = ln(p / q), which is p x - p + q.</summary>
    public static double Excess(double p, double q, double x)
    {
        if (p == 0 || Math.Abs(x) >= 1)
        {
            return (p == 0 ? 0 : p * x) - p + q;
        }

        double change = MinusOne(-Math.Abs(x), out double excess);
        return x >= 0 ? p * excess : p * ((change * x) - excess) / (1 + change);
    }

    /// <summary>ln(1 + x).</summary>
    public static double LogPlusOne(double x)
    {
        double u = 1 + x;
        return u == 1 || double.IsPositiveInfinity(u) ? x : Math.Log(u) * (x / (u - 1));
    }

    /// <summary>e^x - 1.</summary>
    public static double ExpMinusOne(double x)
    {
        double change = MinusOne(-Math.Abs(x), out _);
        return x <= 0 ? change : -change / (1 + change);
    }

    /// <summary>The state after the classes of both, which have none in common.</summary>
    public static PairState Merge(in PairState left, in PairState right, double inverseTemperature)
    {
        if (left.IsMissing || right.IsMissing)
        {
            return Missing;
        }

        if (!left.HasP && !left.HasQ)
        {
            return right;
        }

        if (!right.HasP && !right.HasQ)
        {
            return left;
        }

        PairState merged = default;
        (merged.OriginP, merged.SumP, double leftP, double rightP) =
            Add(left.OriginP, left.SumP, right.OriginP, right.SumP, inverseTemperature);
        (merged.OriginQ, merged.SumQ, double leftQ, double rightQ) =
            Add(left.OriginQ, left.SumQ, right.OriginQ, right.SumQ, inverseTemperature);
        if (left.HasP && left.HasQ && right.HasP && right.HasQ)
        {
            merged.Join(left, right, leftP, leftQ, rightP, rightQ);
        }
        else if (left.HasP && left.HasQ)
        {
            merged.Extend(left, right, rightP, rightQ, leftP, leftQ);
        }
        else if (right.HasP && right.HasQ)
        {
            merged.Extend(right, left, leftP, leftQ, rightP, rightQ);
        }
        else
        {
            merged.Forward = double.PositiveInfinity;
            merged.Reverse = double.PositiveInfinity;
            merged.LogRatio.Add((merged.OriginP - merged.OriginQ) * inverseTemperature);
            merged.LogRatio.Add(Math.Log(merged.SumP / merged.SumQ));
        }

        return merged;
    }

    private static (double Origin, double Sum, double Left, double Right) Add(
        double leftOrigin, double leftSum, double rightOrigin, double rightSum, double inverseTemperature)
    {
        if (leftSum == 0 || rightSum == 0)
        {
            return leftSum == 0 ? (rightOrigin, rightSum, 0, 1) : (leftOrigin, leftSum, 1, 0);
        }

        double origin = Math.Max(leftOrigin, rightOrigin);
        double left = leftSum * Math.Exp((leftOrigin - origin) * inverseTemperature);
        double right = rightSum * Math.Exp((rightOrigin - origin) * inverseTemperature);
        return (origin, left + right, left / (left + right), right / (left + right));
    }

    /// <summary>Both parts have both: KL is the mean of those within the parts, and the one between the parts.</summary>
    private void Join(in PairState left, in PairState right, double leftP, double leftQ, double rightP, double rightQ)
    {
        // Distances of the parts' ratios from the whole's: ln(p / q) of the parts as classes.
        ExactSum apart = right.LogRatio;
        apart.Add(-left.LogRatio);
        double difference = apart.Value;
        double ofLeft = difference >= 0
            ? LogOfMean(leftP, rightP, -difference)
            : LogOfMean(rightP, leftP, difference) - difference;
        double ofRight = difference + ofLeft;
        LogRatio = left.LogRatio;
        LogRatio.Add(-ofLeft);
        Forward = Times(leftP, left.Forward) + Times(rightP, right.Forward) + Excess(leftP, leftQ, ofLeft) + Excess(rightP, rightQ, ofRight);
        Reverse = Times(leftQ, left.Reverse) + Times(rightQ, right.Reverse) + Excess(leftQ, leftP, -ofLeft) + Excess(rightQ, rightP, -ofRight);
    }

    /// <summary>ln(one + other e^x) for two shares of 1 and x &lt;= 0.</summary>
    private static double LogOfMean(double one, double other, double x)
    {
        double mean = one + (other * Math.Exp(x));
        return mean < 0.5 ? Math.Log(mean) : LogPlusOne(other * ExpMinusOne(x));
    }

    /// <summary>The other part has classes of one side only, or of none.</summary>
    private void Extend(in PairState whole, in PairState other, double otherP, double otherQ, double wholeP, double wholeQ)
    {
        // What the other part takes from the whole's share of P or Q moves the ratio within the whole's classes.
        double moved = other.HasP ? -LogPlusOne(otherP / wholeP) : LogPlusOne(otherQ / wholeQ);
        LogRatio = whole.LogRatio;
        LogRatio.Add(-moved);
        Forward = other.HasP ? double.PositiveInfinity : whole.Forward + moved;
        Reverse = other.HasP ? whole.Reverse - moved : double.PositiveInfinity;
    }

    private static double Times(double weight, double value) => weight == 0 ? 0 : weight * value;

    /// <summary>e^x - 1 for x &lt;= 0.</summary>
    /// <param name="x">The exponent.</param>
    /// <param name="excess">e^x - 1 - x.</param>
    private static double MinusOne(double x, out double excess)
    {
        Vector1Of<double> change = PairExponential.MinusOne<Vector1Of<double>, double>(
            Vector1Of<double>.Create(x), out Vector1Of<double> isNear, out Vector1Of<double> near);
        excess = Vector1Of<double>.Total(Vector1Of<double>.Select(isNear, near, change - Vector1Of<double>.Create(x)), default);
        return Vector1Of<double>.Total(change, default);
    }
}
