namespace KLDiv.Regression;

/// <summary>The distribution of a number: probabilities of bins, and inside each bin what was seen there.</summary>
/// <remarks>
/// All figures of a predicted row come from it: X = a bin by its probability, then a value by the bin's content (<see cref="BinContents"/>). It has atoms
/// (values with a probability of their own) and a density between them.
/// </remarks>
public sealed class BinnedDistribution
{
    /// <summary>The probability from which on a single value counts as the mode.</summary>
    private const double AtomOfMode = 0.05;

    private readonly BinContents _contents;

    /// <summary>The probability up to the end of each bin; the last is 1.</summary>
    private readonly double[] _cumulated;

    /// <summary>A distribution over bins of which nothing is known but their edges: even inside each, and at the edge in one without an end.</summary>
    /// <param name="bins">The bins.</param>
    /// <param name="probabilities">One for each bin, finite and at least 0; divided by their sum.</param>
    /// <exception cref="ArgumentException">The probabilities are not as many as the bins, one is not finite and at least 0, or all are 0.</exception>
    public BinnedDistribution(Binning bins, ReadOnlySpan<double> probabilities)
        : this(BinContents.Even(bins), probabilities)
    {
    }

    /// <summary>A distribution over bins with contents.</summary>
    /// <param name="contents">The bins and what is inside them.</param>
    /// <param name="probabilities">One for each bin, finite and at least 0; divided by their sum.</param>
    /// <exception cref="ArgumentException">The probabilities are not as many as the bins, one is not finite and at least 0, or all are 0.</exception>
    public BinnedDistribution(BinContents contents, ReadOnlySpan<double> probabilities)
    {
        ArgumentNullException.ThrowIfNull(contents);
        Binning bins = contents.Bins;
        if (probabilities.Length != bins.Count)
        {
            throw new ArgumentException($"There are {probabilities.Length} probabilities and {bins.Count} bins; they must be equal.", nameof(probabilities));
        }

        _contents = contents;
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

    /// <summary>E X: Σ p m, with m the means of the bins' contents.</summary>
    public double Mean
    {
        get
        {
            double sum = 0;
            for (int bin = 0; bin < _cumulated.Length; bin++)
            {
                sum += Probability(bin) * _contents[bin].Mean;
            }

            return sum;
        }
    }

    /// <summary>E (X - E X)²; infinite where it overflows.</summary>
    public double Variance => StandardDeviation * StandardDeviation;

    /// <summary>√ Σ p ((m - mean)² + s²), with m the means and s the standard deviations of the bins' contents.</summary>
    public double StandardDeviation
    {
        get
        {
            // In units of a power of two, which takes no digit, so that no square overflows or vanishes.
            double mean = Mean, size = Math.Max(Math.Abs(_contents.End(0) - mean), Math.Abs(_contents.End(_cumulated.Length) - mean)), sum = 0;
            int exponent = size > 0 && double.IsFinite(size) ? Math.ILogB(size) : 0;
            for (int bin = 0; bin < _cumulated.Length; bin++)
            {
                double distance = Math.ScaleB(_contents[bin].Mean - mean, -exponent), inside = Math.ScaleB(_contents[bin].Deviation, -exponent);
                sum += Probability(bin) * ((distance * distance) + (inside * inside));
            }

            return Math.ScaleB(Math.Sqrt(sum), exponent);
        }
    }

    /// <summary>The most probable value: that of greatest probability among the single ones, if it has at least a twentieth; else the middle of the bin of greatest density.</summary>
    public double Mode
    {
        get
        {
            (double best, double value) = (AtomOfMode, double.NaN);
            (double densest, double middle) = (double.NegativeInfinity, 0);
            for (int bin = 0; bin < _cumulated.Length; bin++)
            {
                double probability = Probability(bin), width = _contents[bin].High - _contents[bin].Low;
                foreach ((double atom, double share) in _contents[bin].Atoms())
                {
                    (best, value) = probability * share >= best ? (Math.BitIncrement(probability * share), atom) : (best, value);
                }

                if (probability > densest * width && probability > 0)
                {
                    (densest, middle) = (probability / width, Snapped(bin, (0.5 * _contents[bin].Low) + (0.5 * _contents[bin].High)));
                }
            }

            return double.IsNaN(value) ? middle : value;
        }
    }

    /// <summary>The probability of a bin.</summary>
    /// <param name="bin">Its number.</param>
    public double Probability(int bin) => bin == 0 ? _cumulated[0] : _cumulated[bin] - _cumulated[bin - 1];

    /// <summary>P(X ≤ x), the distribution function.</summary>
    /// <param name="value">x.</param>
    /// <exception cref="ArgumentOutOfRangeException">x is NaN.</exception>
    public double CumulativeProbability(double value)
    {
        double end = _contents.Lattice?.EndOf(Checked(value)) ?? Checked(value);
        int bin = _contents.BinAt(end);
        return Before(bin) + (Probability(bin) * _contents[bin].UpTo(end));
    }

    /// <summary>P(X &lt; x): less than the distribution function by the probability of x itself.</summary>
    /// <param name="value">x.</param>
    /// <exception cref="ArgumentOutOfRangeException">x is NaN.</exception>
    public double ProbabilityBelow(double value)
    {
        double end = _contents.Lattice?.EndBefore(Checked(value), isIncluded: false) ?? Checked(value);
        int bin = _contents.BinAt(end);
        return Before(bin) + (Probability(bin) * _contents[bin].Below(end));
    }

    /// <summary>P(X = x): above 0 where x is an atom, or a multiple of the step of which all values are multiples.</summary>
    /// <param name="value">x.</param>
    /// <exception cref="ArgumentOutOfRangeException">x is NaN.</exception>
    public double ProbabilityOf(double value) => Math.Max(0, CumulativeProbability(value) - ProbabilityBelow(value));

    /// <summary>The density at x of what is no atom; at an end of a piece that of the piece above.</summary>
    /// <param name="value">x.</param>
    /// <exception cref="ArgumentOutOfRangeException">x is NaN.</exception>
    public double Density(double value)
    {
        int bin = _contents.BinAt(Checked(value));
        return Probability(bin) * _contents[bin].Density(value);
    }

    /// <summary>The least number up to which the probability is p; where all values are multiples of a step, it is one too.</summary>
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

        return Snapped(bin, _contents[bin].Quantile((probability - Before(bin)) / Probability(bin)));
    }

    /// <summary>The central interval: from the quantile of (1 - level) / 2 to that of (1 + level) / 2. With atoms at its ends it holds more than the level.</summary>
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

    /// <summary>
    /// The continuous ranked probability score of a value y, ∫ (P(X ≤ x) - [y ≤ x])² dx = E|X - y| - E|X - X'| / 2, in the unit of the value (Gneiting and
    /// Raftery 2007, "Strictly proper scoring rules, prediction, and estimation", JASA 102:359-378). Lower is better.
    /// </summary>
    /// <param name="observed">y.</param>
    /// <exception cref="ArgumentOutOfRangeException">y is NaN.</exception>
    public double Crps(double observed)
    {
        int last = _cumulated.Length;
        double sum = Math.Max(0, _contents.End(0) - Checked(observed)) + Math.Max(0, observed - _contents.End(last));
        for (int bin = 0; bin < last; bin++)
        {
            (double low, double high) = (_contents.End(bin), _contents.End(bin + 1));
            double middle = Math.Clamp(observed, low, high), before = Before(bin), probability = Probability(bin), after = 1 - before;
            (double areaAfter, double squareAfter) = _contents.Areas(bin);
            (double area, double square) = middle == low ? (0, 0) : middle == high ? (areaAfter, squareAfter) : _contents[bin].AreasUpTo(middle);
            (areaAfter, squareAfter) = (areaAfter - area, squareAfter - square);
            sum += (before * before * (middle - low)) + (2 * before * probability * area) + (probability * probability * square);
            sum += (after * after * (high - middle)) - (2 * after * probability * areaAfter) + (probability * probability * squareAfter);
        }

        return sum;
    }

    /// <summary>A value drawn from the distribution.</summary>
    /// <param name="random">Gives a number from 0 to 1, of which the value is the quantile.</param>
    public double Sample(Random random)
    {
        ArgumentNullException.ThrowIfNull(random);
        return Quantile(random.NextDouble());
    }

    private static double Checked(double value, [System.Runtime.CompilerServices.CallerArgumentExpression(nameof(value))] string? name = null) =>
        double.IsNaN(value) ? throw new ArgumentOutOfRangeException(name, value, "The value is not a number.") : value;

    private double Before(int bin) => bin == 0 ? 0 : _cumulated[bin - 1];

    /// <summary>The multiple of the step that is nearest to a place inside a bin, unless none is inside.</summary>
    private double Snapped(int bin, double value)
    {
        if (_contents.Lattice is not { } lattice)
        {
            return value;
        }

        double nearest = lattice.NearestBelow(value);
        nearest = nearest < _contents[bin].Low ? lattice.Nearest(nearest + lattice.Step) : nearest;
        return nearest >= _contents[bin].Low && nearest <= _contents[bin].High ? nearest : value;
    }
}
