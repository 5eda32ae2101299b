using KLDiv.Pages;

namespace KLDiv.Regression.FitPages;

/// <summary>What the probability-integral histogram shows, in one sentence.</summary>
internal static class PitFinding
{
    /// <summary>The quantile of the normal distribution that leaves 0.1% above it.</summary>
    private const double Surprising = 3.09;

    /// <summary>The part of what is uneven that a slope or a hill must explain to be named.</summary>
    private const double LeastExplained = 0.5;

    /// <summary>The sentence.</summary>
    /// <param name="shares">The histogram.</param>
    /// <param name="rows">How many values were observed.</param>
    public static string Of(IReadOnlyList<double> shares, long rows)
    {
        double even = 1.0 / shares.Count, square = shares.Sum(share => (share - even) * (share - even)), freedom = shares.Count - 1;
        if (rows * square / even <= freedom + (Surprising * Math.Sqrt(2 * freedom)))
        {
            return "What was observed lies evenly over the predicted distributions, as far as chance can tell";
        }

        (double slope, double slopeExplains) = Projected(shares, place => place);
        (double ends, double endsExplain) = Projected(shares, place => (place * place) - Middle(shares.Count));
        double most = shares.Max();
        string finding = Math.Max(slopeExplains, endsExplain) < LeastExplained * square
            ? "What was observed lies unevenly over the predicted distributions"
            : endsExplain >= slopeExplains
            ? $"Predicted distributions are too {(ends > 0 ? "narrow: what was observed lies too often at their ends" : "wide: what was observed lies too often in their middle")}"
            : $"What was observed lies too {(slope > 0 ? "high" : "low")} in the predicted distributions";
        return $"{finding}; the fullest {Part(shares.Count)} has {Numbers.Percent(most)} of it";
    }

    /// <summary>A part of the histogram, one of as many as it has.</summary>
    public static string Part(int count) => count == 10 ? "tenth" : "part";

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
