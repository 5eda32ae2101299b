using KLDiv.Pages.Charts;
using KLDiv.Regression;

namespace KLDiv.Pages.FitPages;

/// <summary>The bins as pictures of several distributions show them: without empty ends, and where they are many, several put together.</summary>
internal sealed class ShownBins
{
    /// <summary>As many as a small picture tells apart.</summary>
    private const int MostBins = 60;

    /// <summary>What a distribution may have beyond the bins that are shown, at either end.</summary>
    private const double Beyond = 1e-3;

    private readonly Binning _bins;
    private readonly int _first;
    private readonly int _last;
    private readonly int _together;

    public ShownBins(Binning bins, IReadOnlyCollection<IReadOnlyList<double>> distributions)
    {
        _bins = bins;
        int[] all = [.. Enumerable.Range(0, bins.Count)];
        _first = distributions.Min(distribution => Reached(distribution, all));
        _last = distributions.Max(distribution => Reached(distribution, all.Reverse()));
        _together = (_last - _first + MostBins) / MostBins;
        double[] widths = [.. Enumerable.Range(0, Count).Select(i => To(i) - From(i))];
        IsUniform = widths.SkipLast(1).All(width => Math.Abs(width - widths[0]) <= 1e-9 * widths[0]);
        Width = widths[0];
    }

    /// <summary>How many are shown.</summary>
    public int Count => (_last - _first + _together) / _together;

    /// <summary>Whether all are of one width, but for what is left over at the end; then pictures show shares, else densities.</summary>
    public bool IsUniform { get; }

    /// <summary>The width of the first.</summary>
    public double Width { get; }

    public double From(int i) => _bins.Edge(_first + (i * _together));

    public double To(int i) => _bins.Edge(Math.Min(_last, _first + ((i + 1) * _together) - 1) + 1);

    /// <summary>What a distribution has in one of them.</summary>
    public double Share(IReadOnlyList<double> distribution, int i)
    {
        double sum = 0;
        for (int bin = _first + (i * _together); bin <= Math.Min(_last, _first + ((i + 1) * _together) - 1); bin++)
        {
            sum += distribution[bin];
        }

        return sum;
    }

    /// <summary>How high a distribution stands over one of them: its share, or where widths differ its density.</summary>
    public double Height(IReadOnlyList<double> distribution, int i) => Share(distribution, i) / (IsUniform ? 1 : To(i) - From(i));

    /// <summary>The first bin, in an order, up to which a distribution has more than may be left out.</summary>
    private static int Reached(IReadOnlyList<double> distribution, IEnumerable<int> order)
    {
        double sum = 0;
        return order.FirstOrDefault(bin => (sum += distribution[bin]) > Beyond);
    }

    public double Highest(IEnumerable<IReadOnlyList<double>> distributions) =>
        distributions.Max(distribution => Enumerable.Range(0, Count).Max(i => Height(distribution, i)));

    /// <summary>A line that goes along the tops.</summary>
    public Line Steps(IReadOnlyList<double> distribution, int series) =>
        new([.. Enumerable.Range(0, Count).SelectMany(i => new[] { (From(i), Height(distribution, i)), (To(i), Height(distribution, i)) })], series);

    /// <summary>Pale bars.</summary>
    public Bars Bars(IReadOnlyList<double> distribution, Func<int, string> tip) =>
        new([.. Enumerable.Range(0, Count).Select(i => new Bar(From(i), To(i), Height(distribution, i), tip(i)))]) { IsPale = true };
}
