namespace KLDiv.Distilling;

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
