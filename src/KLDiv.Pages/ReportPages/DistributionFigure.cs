using System.Xml.Linq;
using KLDiv.Pages.Charts;
using KLDiv.Pages.Markup;
using KLDiv.Reports;

namespace KLDiv.Pages.ReportPages;

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
    private readonly double _belowShare;
    private readonly bool _hasTail;

    private DistributionFigure(ReportFigures figures)
    {
        _figures = figures;
        DivergenceHistogram histogram = figures.Histogram;
        _all = histogram.Zeros + histogram.Infinities + histogram.Bins.Sum(bin => bin.Count);
        int first = FirstShown(histogram);
        _bins = [.. histogram.Bins.Skip(first)];
        _below = histogram.Zeros + histogram.Bins.Take(first).Sum(bin => bin.Count);
        _belowShare = histogram.ZeroShare + histogram.Bins.Take(first).Sum(bin => bin.Share);
        _hasTail = first > 0;
    }

    private string Below => _hasTail ? "less" : Zero;

    /// <summary>Less than 0 is possible where the probabilities of a row do not add up to 1.</summary>
    private string Zero => _figures.Min < 0 ? "≤0" : "0";

    public static XElement Draw(ReportFigures figures) => figures switch
    {
        { Histogram.Bins.Count: 0 } => Html.Element("p", WithoutBins(figures)),
        { Rows: 1 } => Html.Element("p", $"The only row differs by {Numbers.Nats(figures.Max)}."),
        _ => new DistributionFigure(figures).Draw(),
    };

    private XElement Draw()
    {
        (long infinities, double infiniteShare) = (_figures.Histogram.Infinities, _figures.Histogram.InfiniteShare);
        Bar[] bars =
        [
            new(0, 0, _belowShare, $"{(_hasTail ? $"less than {Numbers.Nats(_bins[0].From)}" : Zero)}: {Rows(_below, _belowShare)}"),
            .. _bins.Select(bin => new Bar(bin.From, bin.To, bin.Share, $"{Numbers.Of(bin.From)} to {Numbers.Nats(bin.To)}: {Rows(bin.Count, bin.Share)}")),
            new(double.PositiveInfinity, double.PositiveInfinity, infiniteShare, $"infinite: {Rows(infinities, infiniteShare)}"),
        ];
        return PageParts.Figure("distribution-picture", new Chart
        {
            Title = PageWords.ByWeight(_figures, Title()),
            Description = Description(),
            Horizontal = new Axis(
                new LogScale(_bins[0].From, _bins[^1].To, _below > 0 ? Below : null, infinities > 0), "divergence of a row, nats (logarithmic)"),
            Vertical = new Axis(LinearScale.UpTo(bars.Max(bar => bar.Height), Numbers.RoundPercent), _figures.IsWeighted ? "share of the weight" : "share of the rows"),
            Marks = [new Bars(bars)],
            References = [.. References()],
        }, Tail());
    }

    /// <summary>Where few rows are all but equal, they would take most of the axis: they are put together with those that are.</summary>
    private static int FirstShown(DivergenceHistogram histogram)
    {
        double least = Math.Pow(10, Math.Round(Math.Log10(histogram.Bins[^1].To)) - MostDecades) * (1 + 1e-9);
        double below = 0;
        int first = 0;
        while (first < histogram.Bins.Count - 1 && histogram.Bins[first].To <= least && below + histogram.Bins[first].Share <= MostBelow)
        {
            below += histogram.Bins[first++].Share;
        }

        return first;
    }

    private string? Tail() => !_hasTail ? null : $"On the left, {Rows(_below, _belowShare)} below {Numbers.Nats(_bins[0].From)} are put together"
        + (_figures.Histogram.Zeros > 0 ? $"; {Numbers.Count(_figures.Histogram.Zeros)} of them are {Zero}." : ".");

    private static string WithoutBins(ReportFigures figures) => (figures.Histogram, figures.Min) switch
    {
        ({ Infinities: 0 }, < 0) => $"No divergence is above 0, and the least is {Numbers.Nats(figures.Min)}: the probabilities of some rows do not add up to 1.",
        ({ Infinities: 0 }, _) when figures.TotalVariation.Value > 0 =>
            $"Every divergence is 0, but the two sides are not equal: their total variation distance is {Numbers.Of(figures.TotalVariation.Value)} on average.",
        ({ Infinities: 0, Zeros: 1 }, _) => "The two sides are equal in the only row: its divergence is 0.",
        ({ Infinities: 0 }, _) => $"The two sides are equal in all {Numbers.Counted(figures.Histogram.Zeros, "row")}: every divergence is 0.",
        ({ Zeros: 0 }, _) => $"The divergence is infinite in {(figures.Histogram.Infinities == 1 ? "the only row" : $"all {Numbers.Counted(figures.Histogram.Infinities, "row")}")}.",
        _ => $"In {Numbers.Counted(figures.Histogram.Zeros, "row")} the divergence is {(figures.Min < 0 ? "0 or less" : "0")}, and in {Numbers.Counted(figures.Histogram.Infinities, "row")} it is infinite.",
    };

    private string Title()
    {
        double high = PageWords.At(_figures.Percentiles, 99);
        DivergenceHistogram histogram = _figures.Histogram;
        string infinite = Numbers.Percent(histogram.InfiniteShare);
        return (_figures.Median, high) switch
        {
            (double.PositiveInfinity, _) => $"{infinite} of the rows have an infinite divergence; the least is {Numbers.Nats(_figures.Min)}",
            ( <= 0, double.PositiveInfinity) => $"{Numbers.Percent(histogram.ZeroShare)} of the rows have {NoDivergence}, and {infinite} an infinite one",
            ( <= 0, <= 0) => $"{Numbers.Percent(histogram.InfiniteShare + histogram.Bins.Sum(bin => bin.Share))} of the rows have a divergence {(_figures.Min < 0 ? "above 0" : "at all")}{Most}",
            ( <= 0, _) => $"{Numbers.Percent(histogram.ZeroShare)} of the rows have {NoDivergence}, and one row in a hundred differs by more than {Numbers.Nats(high)}",
            (_, double.PositiveInfinity) => $"Half of the rows differ by less than {Numbers.Nats(_figures.Median)}, and {infinite} infinitely",
            _ => $"Half of the rows differ by less than {Numbers.Nats(_figures.Median)}, and one row in a hundred by more than {Numbers.Of(high)}",
        };
    }

    private string NoDivergence => _figures.Min < 0 ? "no divergence above 0" : "a divergence of 0";

    private string Most => _figures.Max == double.PositiveInfinity
        ? $", {Numbers.Counted(_figures.Histogram.Infinities, "row")} of them an infinite one"
        : $", of {Numbers.Nats(_figures.Max)} at most";

    private string Description()
    {
        DivergenceHistogram histogram = _figures.Histogram;
        HistogramBin most = histogram.Bins.MaxBy(bin => bin.Share);
        return $"A histogram of the divergence of {Numbers.Counted(_all, "row")} over a logarithmic axis, from {Numbers.Of(_figures.Min)} to {Numbers.Nats(_figures.Max)}. "
            + $"Most rows lie between {Numbers.Of(most.From)} and {Numbers.Of(most.To)}: {Rows(most.Count, most.Share)}. "
            + $"The divergence is {Zero} in {Numbers.Counted(histogram.Zeros, "row")} and infinite in {Numbers.Counted(histogram.Infinities, "row")}.";
    }

    private IEnumerable<ReferenceLine> References() =>
        new (double Value, string Name)[] { (_figures.Median, "median "), (_figures.Mean, "mean "), (PageWords.At(_figures.Percentiles, 99), "99% below ") }
            .Where(value => value.Value > 0 && double.IsFinite(value.Value))
            .OrderBy(value => value.Value)
            .Select(value => new ReferenceLine(value.Value, value.Name + Numbers.Of(value.Value, 2)));

    private string Rows(long count, double share) => $"{Numbers.Counted(count, "row")} ({Numbers.Percent(share)}{(_figures.IsWeighted ? " of the weight" : "")})";
}
