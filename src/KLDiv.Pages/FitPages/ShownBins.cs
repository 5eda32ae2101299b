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

    private readonly BinContents _contents;
    private readonly Binning _bins;
    private readonly int _first;
    private readonly int _last;
    private readonly int _together;

    public ShownBins(BinContents contents, IReadOnlyCollection<IReadOnlyList<double>> distributions)
    {
        (_contents, _bins) = (contents, contents.Bins);
        Binning bins = _bins;
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

    /// <summary>Whether all are of one width, but for what is left over at the end; others are drawn as if they were, so that narrow ones are seen.</summary>
    public bool IsUniform { get; }

    /// <summary>The width of the first.</summary>
    public double Width { get; }

    public double From(int i) => Low(First(i));

    public double To(int i) => High(Last(i));

    /// <summary>Names what is shown: a bin, or several from the start of one to the end of another.</summary>
    public string Name(int i, FitWords words) => First(i) == Last(i) ? words.Class(First(i)) : words.Range(_bins.Edge(First(i)), _bins.Edge(Last(i) + 1));

    /// <summary>A scale over them.</summary>
    public Scale Scale(Func<double, string> format) => IsUniform
        ? new LinearScale(From(0), To(Count - 1), format)
        : new StepScale([.. Enumerable.Range(0, Count).Select(From), To(Count - 1)], format);

    /// <summary>What a distribution has in one of them.</summary>
    public double Share(IReadOnlyList<double> distribution, int i)
    {
        double sum = 0;
        for (int bin = First(i); bin <= Last(i); bin++)
        {
            sum += distribution[bin];
        }

        return sum;
    }

    private int First(int i) => _first + (i * _together);

    private int Last(int i) => Math.Min(_last, First(i + 1) - 1);

    /// <summary>Where a bin begins; one without a beginning where the least value was seen, or as far below its end as the next bin is wide.</summary>
    private double Low(int bin) => double.IsFinite(_bins.Edge(bin)) ? _bins.Edge(bin)
        : Math.Min(_contents.Low, _bins.Count > 1 ? _bins.Edge(1) - Beside(1) : _contents.Low - 1);

    private double High(int bin) => double.IsFinite(_bins.Edge(bin + 1)) ? _bins.Edge(bin + 1)
        : Math.Max(_contents.High, _bins.Count > 1 ? _bins.Edge(bin) + Beside(bin - 1) : _contents.High + 1);

    private double Beside(int bin) => double.IsFinite(_bins.WidthOf(bin)) ? _bins.WidthOf(bin) : 1;

    /// <summary>The first bin, in an order, up to which a distribution has more than may be left out.</summary>
    private static int Reached(IReadOnlyList<double> distribution, IEnumerable<int> order)
    {
        double sum = 0;
        return order.FirstOrDefault(bin => (sum += distribution[bin]) > Beyond);
    }

    public double Highest(IEnumerable<IReadOnlyList<double>> distributions) =>
        distributions.Max(distribution => Enumerable.Range(0, Count).Max(i => Share(distribution, i)));

    /// <summary>A line that goes along the tops.</summary>
    public Line Steps(IReadOnlyList<double> distribution, int series) =>
        new([.. Enumerable.Range(0, Count).SelectMany(i => new[] { (From(i), Share(distribution, i)), (To(i), Share(distribution, i)) })], series);

    /// <summary>Pale bars.</summary>
    public Bars Bars(IReadOnlyList<double> distribution, Func<int, string> tip) =>
        new([.. Enumerable.Range(0, Count).Select(i => new Bar(From(i), To(i), Share(distribution, i), tip(i)))]) { IsPale = true };
}
