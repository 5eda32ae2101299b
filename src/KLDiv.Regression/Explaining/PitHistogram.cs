namespace KLDiv.Regression;

/// <summary>Reads a probability-integral histogram (<see cref="OrderedScores.Pit"/>).</summary>
public static class PitHistogram
{
    /// <summary>The quantile of the normal distribution that leaves 0.1% above it.</summary>
    private const double Surprising = 3.09;

    /// <summary>The part of what is uneven that a slope or a hill must explain to be named.</summary>
    private const double LeastExplained = 0.5;

    /// <summary>What a histogram says of the predictions.</summary>
    /// <remarks>
    /// It is uneven where Pearson's χ² of equal classes exceeds its mean by more than 3.09 of its standard deviations, which chance does in one of a thousand.
    /// Of a slope and a hill over the classes, the one that explains more of the sum of squares is named, where that is at least half of it.
    /// </remarks>
    /// <param name="shares">The shares of the classes; they add up to 1.</param>
    /// <param name="rows">How many values were observed.</param>
    /// <returns>Its shape.</returns>
    public static PitShape ShapeOf(IReadOnlyList<double> shares, long rows)
    {
        ArgumentNullException.ThrowIfNull(shares);
        double even = 1.0 / shares.Count, square = shares.Sum(share => (share - even) * (share - even)), freedom = shares.Count - 1;
        if (rows * square / even <= freedom + (Surprising * Math.Sqrt(2 * freedom)))
        {
            return PitShape.Even;
        }

        (double slope, double slopeExplains) = Projected(shares, place => place);
        (double ends, double endsExplain) = Projected(shares, place => (place * place) - Middle(shares.Count));
        return Math.Max(slopeExplains, endsExplain) < LeastExplained * square ? PitShape.Uneven
            : endsExplain >= slopeExplains ? ends > 0 ? PitShape.TooNarrow : PitShape.TooWide
            : slope > 0 ? PitShape.TooLow : PitShape.TooHigh;
    }

    /// <summary>Between which shares a class lies with 95% probability where the predictions are right: 1/k ± z sqrt(1/k (1 - 1/k) / n), at least 0.</summary>
    /// <param name="classes">k, how many classes there are.</param>
    /// <param name="rows">n, how many values were observed.</param>
    /// <returns>The two shares.</returns>
    public static (double Low, double High) Chance(int classes, long rows)
    {
        double even = 1.0 / classes, half = Wilson.Quantile * Math.Sqrt(even * (1 - even) / rows);
        return (Math.Max(0, even - half), even + half);
    }

    /// <summary>How much of the shares is a curve over the places from -1 to 1, and how much of their unevenness that explains.</summary>
    private static (double Factor, double Explained) Projected(IReadOnlyList<double> shares, Func<double, double> curve)
    {
        double[] values = [.. Enumerable.Range(0, shares.Count).Select(i => curve(Place(i, shares.Count)))];
        double product = values.Zip(shares, (value, share) => value * share).Sum(), length = values.Sum(value => value * value);
        return (product, product * product / length);
    }

    /// <summary>The mean of the squares of the places, so that a curve of them has the mean 0.</summary>
    private static double Middle(int count) => Enumerable.Range(0, count).Average(i => Place(i, count) * Place(i, count));

    private static double Place(int i, int count) => ((2.0 * i) + 1 - count) / count;
}
