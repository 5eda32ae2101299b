namespace KLDiv.Regression;

/// <summary>The distribution of a number that is given by the probabilities of bins, with a uniform density inside each.</summary>
public sealed class BinnedDistribution
{
    private readonly Binning _bins;

    /// <summary>The probability up to the end of each bin; the last is 1.</summary>
    private readonly double[] _cumulated;

    /// <summary>A distribution over bins.</summary>
    /// <param name="bins">The bins.</param>
    /// <param name="probabilities">One for each bin, finite and at least 0; divided by their sum.</param>
    /// <exception cref="ArgumentException">The probabilities are not as many as the bins, one is not finite and at least 0, or all are 0.</exception>
    public BinnedDistribution(Binning bins, ReadOnlySpan<double> probabilities)
    {
        ArgumentNullException.ThrowIfNull(bins);
        if (probabilities.Length != bins.Count)
        {
            throw new ArgumentException($"There are {probabilities.Length} probabilities and {bins.Count} bins; they must be equal.", nameof(probabilities));
        }

        _bins = bins;
        _cumulated = new double[bins.Count];
        double sum = 0;
        for (int bin = 0; bin < bins.Count; bin++)
        {
            if (!double.IsFinite(probabilities[bin]) || probabilities[bin] < 0)
            {
                throw new ArgumentException(
                    $"The probability of bin {bin} is {probabilities[bin]}; it must be finite and at least 0.", nameof(probabilities));
            }

            sum += probabilities[bin];
            _cumulated[bin] = sum;
        }

        if (!double.IsFinite(sum) || sum == 0)
        {
            throw new ArgumentException($"The probabilities sum to {sum}; the sum must be finite and above 0.", nameof(probabilities));
        }

        for (int bin = 0; bin < bins.Count; bin++)
        {
            _cumulated[bin] /= sum;
        }
    }

    /// <summary>Σ p m, with m the middles of the bins.</summary>
    public double Mean
    {
        get
        {
            double sum = 0;
            for (int bin = 0; bin < _bins.Count; bin++)
            {
                sum += Probability(bin) * _bins.Middle(bin);
            }

            return sum;
        }
    }

    /// <summary>√ Σ p ((m - mean)² + w² / 12), with m the middles and w the widths of the bins: the deviation between the bins and that inside them.</summary>
    public double StandardDeviation
    {
        get
        {
            // In units of a power of two, which takes no digit, so that no square overflows or vanishes.
            int exponent = Math.ILogB(Math.Max(Math.Abs(_bins.Low), Math.Abs(_bins.High)));
            double mean = Math.ScaleB(Mean, -exponent), sum = 0;
            for (int bin = 0; bin < _bins.Count; bin++)
            {
                double distance = Math.ScaleB(_bins.Middle(bin), -exponent) - mean, width = Math.ScaleB(_bins.Edge(bin + 1) - _bins.Edge(bin), -exponent);
                sum += Probability(bin) * ((distance * distance) + (width * width / 12));
            }

            return Math.ScaleB(Math.Sqrt(sum), exponent);
        }
    }

    /// <summary>The least number up to which the probability is p; inside a bin the probability grows evenly.</summary>
    /// <param name="probability">p, from 0 to 1. At 0 it is where the first bin begins that has any probability, at 1 where the last one ends.</param>
    /// <exception cref="ArgumentOutOfRangeException">p is not from 0 to 1.</exception>
    public double Quantile(double probability)
    {
        if (!(probability is >= 0 and <= 1))
        {
            throw new ArgumentOutOfRangeException(nameof(probability), probability, "The probability must be from 0 to 1.");
        }

        int bin = 0;
        while (_cumulated[bin] < probability || _cumulated[bin] == 0)
        {
            bin++;
        }

        double share = (probability - (bin == 0 ? 0 : _cumulated[bin - 1])) / Probability(bin);
        double low = _bins.Edge(bin), high = _bins.Edge(bin + 1);
        return share >= 1 ? high : low + (share * (high - low));
    }

    /// <summary>The central interval: with as much probability below it as above.</summary>
    /// <param name="level">The probability inside, from 0 to 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">The level is not from 0 to 1.</exception>
    public (double Low, double High) Interval(double level)
    {
        if (!(level is >= 0 and <= 1))
        {
            throw new ArgumentOutOfRangeException(nameof(level), level, "The level must be from 0 to 1.");
        }

        return (Quantile((1 - level) / 2), Quantile((1 + level) / 2));
    }

    private double Probability(int bin) => bin == 0 ? _cumulated[0] : _cumulated[bin] - _cumulated[bin - 1];
}
