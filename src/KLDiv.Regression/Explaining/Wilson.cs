namespace KLDiv.Regression;

/// <summary>How sure a share is that was counted.</summary>
public static class Wilson
{
    /// <summary>The quantile of the normal distribution that leaves 2.5% on either side.</summary>
    public const double Quantile = 1.959963984540054;

    /// <summary>The 95% interval of a share among n, (s + z²/2n ± z sqrt(s(1 - s)/n + z²/4n²)) / (1 + z²/n) (Wilson 1927).</summary>
    /// <param name="share">s, from 0 to 1.</param>
    /// <param name="n">Of how many it is a share; at least 1.</param>
    /// <returns>Where the interval begins and ends.</returns>
    public static (double Low, double High) Interval(double share, double n)
    {
        double square = Quantile * Quantile / n;
        double half = Quantile * Math.Sqrt(((share * (1 - share)) + (square / 4)) / n);
        double middle = share + (square / 2);
        return ((middle - half) / (1 + square), (middle + half) / (1 + square));
    }
}
