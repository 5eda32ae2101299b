using KLDiv.Regression.Fitting;

namespace KLDiv.Regression.Explaining;

/// <summary>Mean and variance of many distributions over the same bins, each uniform inside its bins.</summary>
internal sealed class BinMoments
{
    /// <summary>What places are measured from, so that nothing cancels in the variance.</summary>
    private readonly double _centre;
    private readonly double[] _middles;
    private readonly double[] _squares;

    public BinMoments(Binning bins)
    {
        _centre = bins.Middle(bins.Count / 2);
        _middles = [.. Enumerable.Range(0, bins.Count).Select(bin => bins.Middle(bin) - _centre)];
        _squares = [.. _middles.Select((middle, bin) => (middle * middle) + (Math.Pow(bins.Edge(bin + 1) - bins.Edge(bin), 2) / 12))];
    }

    public (double Mean, double Variance) Of(ReadOnlySpan<double> distribution)
    {
        double mean = SteadySums.Dot(distribution, _middles);
        return (_centre + mean, Math.Max(0, SteadySums.Dot(distribution, _squares) - (mean * mean)));
    }
}
