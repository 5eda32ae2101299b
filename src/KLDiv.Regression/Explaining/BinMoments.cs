using KLDiv.Regression.Fitting;

namespace KLDiv.Regression.Explaining;

/// <summary>Mean and variance of many distributions over the same bins, each bin with its content.</summary>
internal sealed class BinMoments
{
    /// <summary>What places are measured from, so that nothing cancels in the variance.</summary>
    private readonly double _centre;
    private readonly double[] _means;
    private readonly double[] _squares;

    public BinMoments(BinContents contents)
    {
        int count = contents.Bins.Count;
        _centre = contents[count / 2].Mean;
        _means = [.. Enumerable.Range(0, count).Select(bin => contents[bin].Mean - _centre)];
        _squares = [.. _means.Select((mean, bin) => (mean * mean) + Math.Pow(contents[bin].Deviation, 2))];
    }

    public (double Mean, double Variance) Of(ReadOnlySpan<double> distribution)
    {
        double mean = SteadySums.Dot(distribution, _means);
        return (_centre + mean, Math.Max(0, SteadySums.Dot(distribution, _squares) - (mean * mean)));
    }
}
