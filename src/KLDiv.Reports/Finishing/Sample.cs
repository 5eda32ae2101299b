using System.Numerics;
using KLDiv.Simd;

namespace KLDiv.Reports.Finishing;

/// <summary>Values of rows and the weights of these, for the statistics that are computed of kept values: always in the order of the rows.</summary>
/// <param name="values">The values.</param>
/// <param name="weights">Their weights, each more than 0; null: all weigh 1.</param>
internal sealed class Sample(double[] values, double[]? weights)
{
    private readonly double _weight = Sum(weights, values.Length, weight => weight);

    /// <summary>The rows that have the same spread as these if all weigh the same: (Σ w)² / Σ w².</summary>
    public double EffectiveCount { get; } = weights is null
        ? values.Length
        : Math.Pow(Sum(weights, values.Length, weight => weight), 2) / Sum(weights, values.Length, weight => weight * weight);

    /// <summary>The weighted mean of f(v).</summary>
    public double Mean(Func<double, double> of)
    {
        ExactSum sum = default;
        for (int i = 0; i < values.Length; i++)
        {
            double value = of(values[i]);
            sum.Add(weights is null ? value : weights[i] * value);
        }

        return sum.Value / _weight;
    }

    /// <summary>The weighted mean of f(v), and its standard error, sqrt((E[v²] - E[v]²) / (n - 1)).</summary>
    public Estimate Estimate(Func<double, double> of)
    {
        double mean = Mean(of);
        double variance = Mean(value => (of(value) - mean) * (of(value) - mean));
        return new Estimate(mean, StandardError(variance));
    }

    public Estimate Estimate() => Estimate(value => value);

    /// <summary>The mean of another number of the same rows, and its error, from the exact sums of w, w v and w v².</summary>
    public Estimate Estimate(Int128 weight, Int128 sum, Int128 squares)
    {
        if (weight == 0)
        {
            return new Estimate(double.NaN, double.NaN);
        }

        // Σw Σwv² - (Σwv)², without a rounding: nothing cancels.
        BigInteger spread = ((BigInteger)weight * (BigInteger)squares) - ((BigInteger)sum * (BigInteger)sum);
        double variance = (double)spread / (double)weight / (double)weight;
        return new Estimate((double)sum / (double)weight, StandardError(variance));
    }

    /// <summary>The covariance of the values with others of the same rows: E[(v - E[v]) (u - E[u])].</summary>
    public double Covariance(double[] others)
    {
        double mean = Mean(value => value), meanOfOthers = new Sample(others, weights).Mean(value => value);
        ExactSum sum = default;
        for (int i = 0; i < values.Length; i++)
        {
            sum.Add((weights is null ? 1 : weights[i]) * (values[i] - mean) * (others[i] - meanOfOthers));
        }

        return sum.Value / _weight;
    }

    /// <summary>The standard error of a mean.</summary>
    /// <param name="variance">E[v²] - E[v]².</param>
    public double StandardError(double variance) => EffectiveCount > 1 ? Math.Sqrt(Math.Max(0, variance) / (EffectiveCount - 1)) : double.NaN;

    private static double Sum(double[]? weights, int count, Func<double, double> of)
    {
        ExactSum sum = default;
        foreach (double weight in weights ?? [])
        {
            sum.Add(of(weight));
        }

        return weights is null ? count : sum.Value;
    }
}
