namespace KLDiv.Regression.Tables;

/// <summary>Looks for the bandwidth of least divergence: first by doubling, then by golden section in its logarithm between the neighbours of the best.</summary>
internal sealed class BandwidthChoice
{
    /// <summary>Of the narrowest bin's width: a value spread by less stays in its bin.</summary>
    private const double Least = 0.125;

    /// <summary>Bandwidths in a row that may do worse than the best before doubling ends.</summary>
    private const int Patience = 3;

    /// <summary>The four-fold range between the neighbours is narrowed to a seventh part.</summary>
    private const int Sections = 5;

    /// <summary>From the smallest number to the largest.</summary>
    private const double MostDoublings = 2100;

    private const double Golden = 0.6180339887498949;

    private readonly Func<double, double> _loss;
    private readonly List<BandwidthStep> _steps = [];

    private BandwidthChoice(Func<double, double> loss) => _loss = loss;

    /// <summary>Tries bandwidths.</summary>
    /// <param name="bins">The bins, which say what is wide.</param>
    /// <param name="loss">The divergence of a bandwidth.</param>
    /// <param name="steps">The bandwidths that were tried.</param>
    /// <returns>The best of them, the narrower of equals.</returns>
    public static double Choose(Binning bins, Func<double, double> loss, out IReadOnlyList<BandwidthStep> steps)
    {
        var choice = new BandwidthChoice(loss);
        choice.Double(bins);
        choice.Narrow();
        steps = choice._steps;
        return choice.Best.Bandwidth;
    }

    /// <summary>How many bandwidths are tried at most.</summary>
    public static int MostSteps(Binning bins) => 1 + (int)Math.Clamp(Math.Floor(Math.Log2(Widest(bins) / (Least * Narrowest(bins)))) + 1, 0, MostDoublings) + Sections;

    private BandwidthStep Best => _steps.MinBy(step => (step.Mean, step.Bandwidth))!;

    private double Try(double bandwidth)
    {
        _steps.Add(new BandwidthStep(bandwidth, _loss(bandwidth)));
        return _steps[^1].Mean;
    }

    private void Double(Binning bins)
    {
        double widest = Widest(bins);
        Try(0);
        int worse = 0;
        for (double bandwidth = Least * Narrowest(bins); bandwidth <= widest && worse < Patience; bandwidth *= 2)
        {
            double best = Best.Mean;
            worse = Try(bandwidth) < best ? 0 : worse + 1;
        }
    }

    private static double Narrowest(Binning bins) => Enumerable.Range(0, bins.Count).Min(bins.WidthOf);

    private static double Widest(Binning bins) => (bins.GreatestEdge / 2) - (bins.LeastEdge / 2);

    private void Narrow()
    {
        double best = Best.Bandwidth;
        if (best == 0)
        {
            return;
        }

        (double low, double high) = (Math.Log(best / 2), Math.Log(best * 2));
        double left = high - (Golden * (high - low)), right = low + (Golden * (high - low));
        double atLeft = Try(Math.Exp(left)), atRight = Try(Math.Exp(right));
        for (int i = 2; i < Sections; i++)
        {
            if (atLeft <= atRight)
            {
                (high, right, atRight) = (right, left, atLeft);
                left = high - (Golden * (high - low));
                atLeft = Try(Math.Exp(left));
            }
            else
            {
                (low, left, atLeft) = (left, right, atRight);
                right = low + (Golden * (high - low));
                atRight = Try(Math.Exp(right));
            }
        }
    }
}
