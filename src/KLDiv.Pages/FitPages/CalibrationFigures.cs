using System.Xml.Linq;
using KLDiv.Pages.Charts;
using KLDiv.Regression;

namespace KLDiv.Pages.FitPages;

/// <summary>Whether what was observed lies where the distributions say, for bins that have an order.</summary>
internal static class CalibrationFigures
{
    public static IEnumerable<XElement> Draw(FitExplanation data, FitWords words, OrderedScores figures) =>
    [
        PageParts.Note($"Of the model, {words.Where}. Each observed value has a place in the distribution that was predicted for it: the part of the probability that lies below."),
        .. data.Contents is { HasAtoms: true }
            ? [PageParts.Note("A value that has a probability of its own is evenly anywhere in it, and an interval that ends on one holds all of it: so it holds more than its part.")]
            : Array.Empty<XElement>(),
        PageParts.Gallery([Histogram(figures, data.Rows), Coverage(figures, data.Rows)]),
    ];

    /// <summary>The levels of intervals and the parts of what was observed that they hold.</summary>
    public static IEnumerable<(double Level, double Covered)> Levels(OrderedScores figures) =>
        [(0.5, figures.Coverage50), (0.8, figures.Coverage80), (0.95, figures.Coverage95)];

    private static XElement Histogram(OrderedScores figures, long rows)
    {
        int parts = figures.Pit.Count;
        (double low, double high) = PitHistogram.Chance(parts, rows);
        string part = PitFinding.Part(parts);
        return PageParts.Figure("pit-picture", new Chart
        {
            Title = PitFinding.Of(figures.Pit, rows),
            Description = $"A histogram of the places of what was observed in the predicted distributions. From the lowest to the highest {part}: "
                + string.Join(", ", figures.Pit.Select(FitWords.Share)) + $". Each would have {FitWords.Share(1.0 / parts)}.",
            Horizontal = new Axis(new LinearScale(0, 1, Numbers.RoundPercent), "place in the predicted distribution"),
            Vertical = new Axis(LinearScale.UpTo(1.05 * Math.Max(high, figures.Pit.Max()), Numbers.RoundPercent), "share of the rows"),
            Marks =
            [
                new Bars([.. figures.Pit.Select((share, i) => new Bar((double)i / parts, (i + 1.0) / parts, share, FitWords.Share(share)))]) { IsPale = true },
                new Diagonal((0, 1.0 / parts), (1, 1.0 / parts)),
                new Line([(0, low), (1, low)], series: 1) { IsDashed = true },
                new Line([(0, high), (1, high)], series: 1) { IsDashed = true },
            ],
            Keys = [new Key("95% of chance", 1, KeyShape.DashedLine), new Key("as many in each", 0, KeyShape.Reference)],
            Width = Picture.NarrowWidth,
        });
    }

    private static XElement Coverage(OrderedScores figures, long rows)
    {
        (double level, double covered)[] levels = [.. Levels(figures)];
        Dot Dot(double level, double covered)
        {
            (double low, double high) = Wilson.Interval(covered, rows);
            return new Dot(level, covered, low, high, $"intervals of {Numbers.RoundPercent(level)} hold {FitWords.ExactShare(covered)}");
        }

        return PageParts.Figure("coverage-picture", new Chart
        {
            Title = CoverageTitle(levels, rows),
            Description = "How much of what was observed lies in the intervals in the middle of the predicted distributions: "
                + string.Join(", ", levels.Select(one => $"{FitWords.ExactShare(one.covered)} in those of {Numbers.RoundPercent(one.level)}")) + ".",
            Horizontal = new Axis(new LinearScale(0, 1, Numbers.RoundPercent), "probability of the interval"),
            Vertical = new Axis(new LinearScale(0, 1, Numbers.RoundPercent), "observed inside"),
            Marks = [new Diagonal((0, 0), (1, 1)), new Dots([.. levels.Select(one => Dot(one.level, one.covered))])],
            Keys = [new Key("intervals, with 95% limits", 0, KeyShape.Circle), new Key("as many as expected", 0, KeyShape.Reference)],
            Width = Picture.NarrowWidth,
        });
    }

    private static string CoverageTitle((double Level, double Covered)[] levels, long rows)
    {
        string told = $"intervals of {FitWords.List([.. levels.Select(one => Numbers.RoundPercent(one.Level))])} hold {FitWords.List([.. levels.Select(one => FitWords.ExactShare(one.Covered))])}";
        (double Level, double Covered)[] apart = [.. levels.Where(one => Wilson.Interval(one.Covered, rows) is var (low, high) && (one.Level < low || one.Level > high))];
        return apart.Length == 0 ? $"Intervals hold what they promise: {told}"
            : apart.All(one => one.Covered < one.Level) ? $"Intervals hold less than they promise: {told}"
            : apart.All(one => one.Covered > one.Level) ? $"Intervals hold more than they promise: {told}"
            : $"Intervals do not hold what they promise: {told}";
    }
}
