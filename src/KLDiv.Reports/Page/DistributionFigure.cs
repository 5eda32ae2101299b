using System.Xml.Linq;
using KLDiv.Pages;
using KLDiv.Pages.Charts;
using KLDiv.Pages.Markup;

namespace KLDiv.Reports;

/// <summary>How the divergences of the rows are spread, over a logarithmic axis, with zeros and infinities beside it.</summary>
internal sealed class DistributionFigure
{
    /// <summary>How many powers of ten the axis has at most, where few rows lie below.</summary>
    private const double MostDecades = 9;

    /// <summary>The part of the rows that may lie below the axis.</summary>
    private const double MostBelow = 0.02;

    private readonly ReportFigures _figures;
    private readonly HistogramBin[] _bins;
    private readonly long _all;
    private readonly long _below;
    private readonly bool _hasTail;

    private DistributionFigure(ReportFigures figures)
    {
        _figures = figures;
        DivergenceHistogram histogram = figures.Histogram;
        _all = histogram.Zeros + histogram.Infinities + histogram.Bins.Sum(bin => bin.Count);
        int first = FirstShown(histogram, _all);
        _bins = [.. histogram.Bins.Skip(first)];
        _below = histogram.Zeros + histogram.Bins.Take(first).Sum(bin => bin.Count);
        _hasTail = first > 0;
    }

    private string Below => _hasTail ? "less" : Zero;

    /// <summary>Less than 0 is possible where the probabilities of a row do not add up to 1.</summary>
    private string Zero => _figures.Min < 0 ? "≤0" : "0";

    public static XElement Draw(ReportFigures figures) => figures switch
    {
        { Histogram.Bins.Count: 0 } => Html.Element("p", WithoutBins(figures)),
        { Rows: 1 } => Html.Element("p", $"The only row differs by {Numbers.Of(figures.Max)} nats."),
        _ => new DistributionFigure(figures).Draw(),
    };

    private XElement Draw()
    {
        long infinities = _figures.Histogram.Infinities;
        Bar[] bars =
        [
            new(0, 0, Share(_below), $"{(_hasTail ? $"less than {Numbers.Of(_bins[0].From)} nats" : Zero)}: {Rows(_below)}"),
            .. _bins.Select(bin => new Bar(bin.From, bin.To, Share(bin.Count), $"{Numbers.Of(bin.From)} to {Numbers.Of(bin.To)} nats: {Rows(bin.Count)}")),
            new(double.PositiveInfinity, double.PositiveInfinity, Share(infinities), $"infinite: {Rows(infinities)}"),
        ];
        return Parts.Figure("distribution-picture", new Chart
        {
            Title = Title(),
            Description = Description(),
            Horizontal = new Axis(
                new LogScale(_bins[0].From, _bins[^1].To, _below > 0 ? Below : null, infinities > 0), "divergence of a row, nats (logarithmic)"),
            Vertical = new Axis(LinearScale.UpTo(bars.Max(bar => bar.Height), Numbers.RoundPercent), "share of the rows"),
            Marks = [new Bars(bars)],
            References = [.. References()],
        }, Tail());
    }

    /// <summary>Where few rows are all but equal, they would take most of the axis: they are put together with those that are.</summary>
    private static int FirstShown(DivergenceHistogram histogram, long all)
    {
        double least = Math.Pow(10, Math.Round(Math.Log10(histogram.Bins[^1].To)) - MostDecades) * (1 + 1e-9);
        long below = 0;
        int first = 0;
        while (first < histogram.Bins.Count - 1 && histogram.Bins[first].To <= least && below + histogram.Bins[first].Count <= MostBelow * all)
        {
            below += histogram.Bins[first++].Count;
        }

        return first;
    }

    private string? Tail() => !_hasTail ? null : $"On the left, {Rows(_below)} below {Numbers.Of(_bins[0].From)} nats are put together"
        + (_figures.Histogram.Zeros > 0 ? $"; {Numbers.Count(_figures.Histogram.Zeros)} of them are {Zero}." : ".");

    private static string WithoutBins(ReportFigures figures) => (figures.Histogram, figures.Min) switch
    {
        (_, < 0) => $"No divergence is above 0, and the least is {Numbers.Of(figures.Min)} nats: the probabilities of some rows do not add up to 1.",
        ({ Infinities: 0, Zeros: 1 }, _) => "The two sides are equal in the only row: its divergence is 0.",
        ({ Infinities: 0 }, _) => $"The two sides are equal in all {PageWords.Rows(figures.Histogram.Zeros)}: every divergence is 0.",
        ({ Zeros: 0 }, _) => $"The divergence is infinite in {(figures.Histogram.Infinities == 1 ? "the only row" : $"all {PageWords.Rows(figures.Histogram.Infinities)}")}.",
        _ => $"In {PageWords.Rows(figures.Histogram.Zeros)} the divergence is 0, and in {PageWords.Rows(figures.Histogram.Infinities)} it is infinite.",
    };

    private string Title()
    {
        double high = PageWords.At(_figures.Percentiles, 99);
        return (_figures.Median, high) switch
        {
            (0, _) => $"At least half of the rows are equal, and one row in a hundred differs by more than {Numbers.Of(high)} nats",
            (double.PositiveInfinity, _) => $"At least half of the rows have an infinite divergence; the least is {Numbers.Of(_figures.Min)} nats",
            (_, double.PositiveInfinity) => $"Half of the rows differ by less than {Numbers.Of(_figures.Median)} nats, and at least 1% infinitely",
            _ => $"Half of the rows differ by less than {Numbers.Of(_figures.Median)} nats, and one row in a hundred by more than {Numbers.Of(high)}",
        };
    }

    private string Description()
    {
        DivergenceHistogram histogram = _figures.Histogram;
        HistogramBin most = histogram.Bins.MaxBy(bin => bin.Count);
        return $"A histogram of the divergence of {PageWords.Rows(_all)} over a logarithmic axis, from {Numbers.Of(_figures.Min)} to {Numbers.Of(_figures.Max)} nats. "
            + $"Most rows lie between {Numbers.Of(most.From)} and {Numbers.Of(most.To)}: {Rows(most.Count)}. "
            + $"The divergence is {Zero} in {PageWords.Rows(histogram.Zeros)} and infinite in {PageWords.Rows(histogram.Infinities)}.";
    }

    private IEnumerable<Reference> References() =>
        new (double Value, string Name)[] { (_figures.Median, "median "), (_figures.Mean, "mean "), (PageWords.At(_figures.Percentiles, 99), "99% below ") }
            .Where(value => value.Value > 0 && double.IsFinite(value.Value))
            .OrderBy(value => value.Value)
            .Select(value => new Reference(value.Value, value.Name + Numbers.Of(value.Value, 2)));

    private double Share(long count) => count / (double)_all;

    private string Rows(long count) => $"{PageWords.Rows(count)} ({Numbers.Percent(Share(count))})";
}
