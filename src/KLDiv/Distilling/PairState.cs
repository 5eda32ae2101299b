using KLDiv.Simd;

namespace KLDiv.Distilling;

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
        if (Math.Abs(x) > 1)
        {
            return Math.Exp(x) - 1;
        }

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
        Shares p = Shares.Of(left.OriginP, left.SumP, right.OriginP, right.SumP, inverseTemperature);
        Shares q = Shares.Of(left.OriginQ, left.SumQ, right.OriginQ, right.SumQ, inverseTemperature);
        (merged.OriginP, merged.SumP) = (p.Origin, p.Sum);
        (merged.OriginQ, merged.SumQ) = (q.Origin, q.Sum);
        if (left.HasP && left.HasQ && right.HasP && right.HasQ)
        {
            merged.Join(left, right, p, q, inverseTemperature);
        }
        else if (left.HasP && left.HasQ)
        {
            merged.Extend(left, right, p.Right, q.Right, p.Left, q.Left);
        }
        else if (right.HasP && right.HasQ)
        {
            merged.Extend(right, left, p.Left, q.Left, p.Right, q.Right);
        }
        else
        {
            merged.Forward = double.PositiveInfinity;
            merged.Reverse = double.PositiveInfinity;
            merged.LogRatio = merged.RatioOfSums(inverseTemperature);
        }

        return merged;
    }

    /// <summary>Both parts have classes of both sides: KL is the mean of the divergences within the parts plus the one between them.</summary>
    private void Join(in PairState left, in PairState right, in Shares p, in Shares q, double inverseTemperature)
    {
        // ln(p / q) of the parts as classes: how far their ratios are from the whole's.
        ExactSum apart = right.LogRatio;
        apart.Add(-left.LogRatio);
        (double ofLeft, double ofRight) = Ratios(apart.Value, p, q);
        bool leftIsNearer = Math.Abs(ofLeft) <= Math.Abs(ofRight);
        LogRatio = leftIsNearer ? left.LogRatio : right.LogRatio;
        LogRatio.Add(leftIsNearer ? -ofLeft : -ofRight);
        if (Math.Min(Math.Abs(ofLeft), Math.Abs(ofRight)) > 1)
        {
            // P and Q are in different parts, and neither part's own ratio says anything of theirs.
            LogRatio = RatioOfSums(inverseTemperature);
        }

        Forward = Times(p.Left, left.Forward) + Times(p.Right, right.Forward) + Excess(p.Left, q.Left, ofLeft) + Excess(p.Right, q.Right, ofRight);
        Reverse = Times(q.Left, left.Reverse) + Times(q.Right, right.Reverse) + Excess(q.Left, p.Left, -ofLeft) + Excess(q.Right, p.Right, -ofRight);
    }

    /// <summary><see cref="LogRatio"/> to the digits of double.</summary>
    private readonly ExactSum RatioOfSums(double inverseTemperature)
    {
        ExactSum ratio = default;
        ratio.Add((OriginP - OriginQ) * inverseTemperature);
        ratio.Add(Math.Log(SumP / SumQ));
        return ratio;
    }

    /// <summary>ln(p / q) of two parts, given how much larger it is in the right one.</summary>
    /// <remarks>
    /// Where the two are near, shares that are equal but for their last digits would leave nothing of it: 1 = p.Left e^-left + p.Right e^-right
    /// gives the same without a difference. Where they are not, a share may be too small to hold, but not its logarithm.
    /// </remarks>
    private static (double Left, double Right) Ratios(double apart, in Shares p, in Shares q)
    {
        if (Math.Abs(apart) >= 1)
        {
            return (Difference(p.LogLeft, q.LogLeft), Difference(p.LogRight, q.LogRight));
        }

        double ofLeft = apart >= 0 ? LogPlusOne(p.Right * ExpMinusOne(-apart)) : LogPlusOne(p.Left * ExpMinusOne(apart)) - apart;
        return (ofLeft, apart + ofLeft);
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

    /// <summary>left - right, of which both may be infinite.</summary>
    private static double Difference(double left, double right) => left == right ? 0 : left - right;

    /// <summary>A part whose own divergence is infinite makes that of the whole so, however small its share.</summary>
    private static double Times(double weight, double value) => double.IsInfinity(value) ? value : weight * value;

    /// <summary>e^x - 1 for x &lt;= 0.</summary>
    /// <param name="x">The exponent.</param>
    /// <param name="excess">e^x - 1 - x.</param>
    private static double MinusOne(double x, out double excess)
    {
        Vector1Of<double> change = StableExponential.MinusOne<Vector1Of<double>, double, No>(
            Vector1Of<double>.Create(x), out Vector1Of<double> isNear, out Vector1Of<double> near);
        excess = Vector1Of<double>.Total(Vector1Of<double>.Select(isNear, near, change - Vector1Of<double>.Create(x)), default);
        return Vector1Of<double>.Total(change, default);
    }
}

/// <summary>The exponentials of one side in two parts of the classes: their sum, and what each part has of it.</summary>
internal readonly struct Shares
{
    /// <summary>The logit whose exponential counts 1 in <see cref="Sum"/>.</summary>
    public double Origin { get; private init; }

    public double Sum { get; private init; }

    public double Left { get; private init; }

    public double Right { get; private init; }

    /// <summary>ln of <see cref="Left"/>, also where that is too small to hold.</summary>
    public double LogLeft { get; private init; }

    /// <summary>ln of <see cref="Right"/>, also where that is too small to hold.</summary>
    public double LogRight { get; private init; }

    /// <param name="leftOrigin">The logit from which the left part counts.</param>
    /// <param name="leftSum">Its sum; 0 where the side has none of its classes.</param>
    /// <param name="rightOrigin">The logit from which the right part counts.</param>
    /// <param name="rightSum">Its sum.</param>
    /// <param name="inverseTemperature">1 / T.</param>
    public static Shares Of(double leftOrigin, double leftSum, double rightOrigin, double rightSum, double inverseTemperature)
    {
        if (leftSum == 0 || rightSum == 0)
        {
            return leftSum == 0
                ? new() { Origin = rightOrigin, Sum = rightSum, Right = 1, LogLeft = double.NegativeInfinity }
                : new() { Origin = leftOrigin, Sum = leftSum, Left = 1, LogRight = double.NegativeInfinity };
        }

        double origin = Math.Max(leftOrigin, rightOrigin);
        double left = leftSum * Math.Exp((leftOrigin - origin) * inverseTemperature);
        double right = rightSum * Math.Exp((rightOrigin - origin) * inverseTemperature);
        double apart = ((rightOrigin - leftOrigin) * inverseTemperature) + Math.Log(rightSum / leftSum);
        double logOfLarger = -PairState.LogPlusOne(Math.Exp(-Math.Abs(apart)));
        return new()
        {
            Origin = origin,
            Sum = left + right,
            Left = left / (left + right),
            Right = right / (left + right),
            LogLeft = apart > 0 ? logOfLarger - apart : logOfLarger,
            LogRight = apart > 0 ? logOfLarger : logOfLarger + apart,
        };
    }
}
