namespace KLDiv.Regression.Scores;

/// <summary>The figures of one row over ordered bins.</summary>
internal sealed class OrderedRow
{
    private const int First = 1, Last = OrderedScores.PitClasses - 1;

    /// <summary>The levels of the transform at which its distribution is wanted: the ends of the three central intervals, and between the classes.</summary>
    private static readonly double[] Levels =
    [
        .. new[] { 0.025, 0.25, 0.75, 0.975 }
            .Concat(Enumerable.Range(First, Last).Select(i => i / (double)OrderedScores.PitClasses))
            .Order(),
    ];

    private static readonly int[] Classes = [.. Enumerable.Range(First, Last).Select(i => At(i / (double)OrderedScores.PitClasses))];

    private readonly double[] _steps;
    private readonly double[] _below = new double[Levels.Length];

    public OrderedRow(Binning bins)
    {
        _steps = [.. Enumerable.Range(0, bins.Count - 1).Select(i => bins.Middle(i + 1) - bins.Middle(i))];
    }

    /// <summary>Writes what <see cref="OrderedScores.Values"/> are for one row.</summary>
    /// <param name="probabilities">The prediction.</param>
    /// <param name="target">What was observed; sums to 1.</param>
    /// <param name="values">The figures.</param>
    public void Write(ReadOnlySpan<double> probabilities, ReadOnlySpan<double> target, Span<double> values)
    {
        values[0] = Crps(probabilities, target);
        Transform(probabilities, target);
        values[1] = _below[At(0.75)] - _below[At(0.25)];
        values[2] = _below[At(0.9)] - _below[At(0.1)];
        values[3] = _below[At(0.975)] - _below[At(0.025)];
        Span<double> shares = values[4..];
        double before = 0;
        for (int i = 0; i < Classes.Length; i++)
        {
            shares[i] = _below[Classes[i]] - before;
            before = _below[Classes[i]];
        }

        shares[^1] = 1 - before;
    }

    private double Crps(ReadOnlySpan<double> probabilities, ReadOnlySpan<double> target)
    {
        double sum = 0, difference = 0;
        for (int bin = 0; bin < _steps.Length; bin++)
        {
            difference += probabilities[bin] - target[bin];
            sum += _steps[bin] * difference * difference;
        }

        return sum;
    }

    /// <summary>
    /// The distribution function of the transform at every level: what of the target lies below the prediction's quantile, with its mass in a bin
    /// spread as the prediction's is. A bin that the prediction rules out is a jump at the probability before it.
    /// </summary>
    private void Transform(ReadOnlySpan<double> probabilities, ReadOnlySpan<double> target)
    {
        int level = 0;
        double cumulated = 0, below = 0;
        for (int bin = 0; bin < target.Length; bin++)
        {
            double next = cumulated + probabilities[bin];
            for (; level < Levels.Length && Levels[level] < next; level++)
            {
                _below[level] = below + (target[bin] * (Levels[level] - cumulated) / probabilities[bin]);
            }

            cumulated = next;
            below += target[bin];
        }

        _below.AsSpan(level).Fill(below);
    }

    private static int At(double level) => Array.IndexOf(Levels, level);
}
