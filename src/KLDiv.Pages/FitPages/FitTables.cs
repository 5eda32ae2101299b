using System.Xml.Linq;
using KLDiv.Files;
using KLDiv.Pages.Charts;
using KLDiv.Pages.Markup;
using KLDiv.Regression;

namespace KLDiv.Pages.FitPages;

/// <summary>The tables of a fit's page: its figures, and every number of its pictures.</summary>
internal sealed class FitTables(FitExplanation data, FitWords words)
{
    private const int Digits = 6;

    public IEnumerable<XElement> All() => [.. Fit(), .. Calibration(), PageParts.Gallery(data.Slices.SelectMany(Slices)), PageParts.Gallery(data.Effects.Select(Effect))];

    private IEnumerable<XElement> Fit()
    {
        yield return PageParts.Table("What was fitted", [], Setup());
        if (data.CrossValidation is { } validation)
        {
            yield return Figures($"Figures on held-out rows, {validation}: mean ± standard deviation over the folds", one => one.HeldOut, one => one.Deviation);
        }

        yield return Figures("Figures on the data that were fitted", one => one.OnTheData, _ => null);

        LossFigure loss = new(data);
        if (loss.Shown.Count > 0)
        {
            bool hasHeldOut = data.Progress.Any(step => step.HeldOutLoss is not null);
            string[] columns = ["iteration", "loss", hasHeldOut ? "loss of rows kept apart" : "above the least"];
            yield return PageParts.Table("The loss as it fell, nats a row", columns, loss.Shown.Select(step => new object[]
            {
                Numbers.Count(step.Iteration), Number(step.Loss, keepsZeros: true), Number(hasHeldOut ? step.HeldOutLoss ?? double.NaN : loss.Above(step), 4),
            }));
        }
    }

    private IEnumerable<object[]> Setup() =>
    [
        ["Data", PageParts.Words(Html.Name(data.Source))],
        ["Rows", Numbers.Count(data.Rows)],
        ["Predicted", PageParts.Words(Html.Name(data.Value))],
        data.Bins is { } bins
            ? ["Bins", PageParts.Words($"{Numbers.Count(bins.Count)}, {words.Reach()}")]
            : ["Classes", Numbers.Count(data.Classes.Count)],
        ["Features", PageParts.Words(data.Features.SelectMany((name, i) => new object[] { i == 0 ? "" : ", ", Html.Name(name) }))],
        .. data.Settings.Select(setting => new object[] { setting.Name, PageParts.Words(Html.Name(Setting(setting))) }),
        ["Iterations", Numbers.Count(data.Progress[^1].Iteration)],
        ["Ended", PageParts.Words(data.Stop switch
        {
            FitStop.IterationLimit => "at the limit of iterations, not at the minimum",
            FitStop.MinimumAtInfinity => "near the least loss: there is no minimum",
            FitStop.HeldOutRose => "when rows that were kept apart were predicted no better",
            _ => "at the minimum",
        })],
        ["Loss at the end, nats a row", Number(data.Progress[^1].Loss)],
        ["Loss with penalty at the end", Number(data.Progress[^1].Objective)],
    ];

    private static string Setting(FitSetting setting) => setting.Number is { } number ? Numbers.Of(number) + setting.Text : setting.Text;

    private XElement Figures(string caption, Func<FitContender, DistributionScores?> figures, Func<FitContender, DistributionScores?> deviations)
    {
        FitContender[] shown = [.. data.Contenders.Where(one => figures(one) is not null)];
        object[] Row(string name, Func<DistributionScores, double> figure) =>
            [name, .. shown.Select(one => Estimated(figure(figures(one)!), deviations(one) is { } deviation ? figure(deviation) : double.NaN))];

        IEnumerable<object[]> rows =
        [
            Row("Kullback-Leibler divergence, nats ↓", one => one.KL),
            Row("Chebyshev ↓", one => one.Chebyshev),
            Row("Clark ↓", one => one.Clark),
            Row("Canberra ↓", one => one.Canberra),
            Row("Cosine ↑", one => one.Cosine),
            Row("Intersection ↑", one => one.Intersection),
        ];
        IEnumerable<object[]> ordered = shown.Any(one => figures(one)!.Ordered is null) ? [] :
        [
            Row("Ranked probability score (CRPS) ↓", one => one.Ordered!.Crps),
            Row("50% intervals hold", one => one.Ordered!.Coverage50),
            Row("80% intervals hold", one => one.Ordered!.Coverage80),
            Row("95% intervals hold", one => one.Ordered!.Coverage95),
        ];
        IEnumerable<object[]> categories = shown.Any(one => figures(one)!.Categories is null) ? [] :
        [
            Row("Accuracy ↑", one => one.Categories!.Accuracy),
            Row("Log loss, nats ↓", one => one.Categories!.LogLoss),
        ];
        return PageParts.Table($"{caption}; ↓ lower is better, ↑ higher", ["figure", .. shown.Select(one => VisibleText.Of(one.Name))], [.. rows, .. ordered, .. categories]);
    }

    private IEnumerable<XElement> Calibration()
    {
        if (data.Contenders[0].Best.Ordered is { } figures)
        {
            int parts = figures.Pit.Count;
            (double low, double high) = PitHistogram.Chance(parts, data.Rows);
            yield return PageParts.Table(
                $"Places of what was observed in the predicted distributions, {words.Where}; 95% of chance: {FitWords.Share(low)} to {FitWords.Share(high)}",
                ["place", "share of the rows"],
                figures.Pit.Select((share, i) => new object[] { $"{Numbers.RoundPercent((double)i / parts)} to {Numbers.RoundPercent((i + 1.0) / parts)}", Share(share) }));
            yield return PageParts.Table(
                $"What intervals hold, {words.Where}",
                ["interval", "holds", "95% limits"],
                CalibrationFigures.Levels(figures).Select(one => new object[] { Numbers.RoundPercent(one.Level), Html.Number(one.Covered, FitWords.ExactShare(one.Covered)), Limits(one.Covered) }));
        }

        if (data.Reliability.Count > 0)
        {
            yield return PageParts.Table(
                "Classes by the probability that they were given, on the data",
                ["predicted", "observed", "standard error", "classes of rows"],
                data.Reliability.Select(group => new object[] { Share(group.Predicted), Share(group.Observed), Share(group.StandardError), Numbers.Count(group.Count) }));
        }
    }

    private XElement Limits(double covered)
    {
        (double low, double high) = Wilson.Interval(covered, data.Rows);
        return Html.Element("td", Html.Number(low, FitWords.ExactShare(low)), " to ", Html.Number(high, FitWords.ExactShare(high)));
    }

    private IEnumerable<XElement> Slices(FeatureSlices feature) => feature.Slices.Select(slice => PageParts.Table(
        $"{VisibleText.Of(feature.Feature)} {VisibleText.Of(FitWords.Part(feature, slice))}, {Numbers.Counted(slice.Rows, "row")}",
        [words.Value, "predicted", "observed"],
        SliceFigures.Bins(data) is { } bins
            ? Enumerable.Range(0, bins.Count).Select(i => Compared(bins.Name(i, words), bins.Share(slice.Predicted, i), bins.Share(slice.Observed, i)))
            : SliceFigures.Classes(slice).Select(i => Compared(Html.Name(words.Class(i)), slice.Predicted[i], slice.Observed[i]))));

    private static object[] Compared(object name, double predicted, double observed) => [name, Share(predicted), Share(observed)];

    private XElement Effect(FeatureEffect effect)
    {
        string caption = $"{VisibleText.Of(effect.Feature)}, which moves {FitWords.Share(effect.Influence)} of the probability";
        return data.Bins is null
            ? PageParts.Table(
                caption,
                ["class", "from", "at", "to", "at"],
                ClassEffectFigures.Moves(effect).Select(move => new object[]
                {
                    Html.Name(words.Class(move.Class)),
                    Share(move.From.Distribution[move.Class]), PageParts.Words(Html.Name(FitWords.Point(effect, move.From))),
                    Share(move.To.Distribution[move.Class]), PageParts.Words(Html.Name(FitWords.Point(effect, move.To))),
                }))
            : PageParts.Table(
                caption,
                [VisibleText.Of(effect.Feature), "share of the rows", "mean", "standard deviation"],
                effect.Points.Select(point => new object[] { Html.Name(FitWords.Point(effect, point)), Share(point.Share), Number(point.Mean), Number(point.Spread) }));
    }

    private static XElement Share(double share) => Html.Number(share, FitWords.Share(share));

    private static XElement Number(double value, int digits = Digits, bool keepsZeros = false) => Html.Number(value, Numbers.Of(value, digits, keepsZeros));

    private static XElement Estimated(double value, double deviation) => !FitWords.IsDeviation(value, deviation)
        ? Number(value, 4)
        : Html.Element("td", Number(value, 4), " ± ", Html.Number(deviation, Numbers.Of(deviation, 2, keepsZeros: true)));
}
