using System.Xml.Linq;
using KLDiv.Pages.Markup;
using KLDiv.Reports;

namespace KLDiv.Pages.ReportPages;

/// <summary>The tables of a page: every figure of the report.</summary>
internal static class NumberTables
{
    private const int Digits = 6;

    public static IEnumerable<XElement> Of(ReportFigures figures, PageWords words)
    {
        yield return PageParts.Table("What was compared", [], Setup(figures, words));
        if (figures.Rows == 0)
        {
            yield break;
        }

        yield return PageParts.Table("Divergence of a row, nats", [], Divergence(figures));
        yield return PageParts.Table("Beside the divergence", [], Beside(figures));
        if (figures.Labels is { } labels)
        {
            yield return PageParts.Table("With the true classes", [], WithLabels(labels));
            yield return PageParts.Table("Change of the true class's probability, q − p", [], Change(labels));
            yield return PageParts.Table("The true class's mean probability, by that in the target", TrueClassColumns, labels.TrueClass.Select(TrueClassRow));
            yield return PageParts.Table("Calibration of the target's top class", CalibrationColumns, labels.TargetCalibration.Select(CalibrationRow));
            yield return PageParts.Table("Calibration of the input's top class", CalibrationColumns, labels.InputCalibration.Select(CalibrationRow));
        }

        if (figures.Classes.Count > 0)
        {
            yield return PageParts.Table("Classes that contribute most", ["class", "adds, nats", "of the whole", "mean p", "mean q"], figures.Classes.Select(ClassRow));
        }

        if (figures.WorstRows.Count > 0)
        {
            string[] columns = ["row", "divergence", "top of the target", "top of the input"];
            yield return PageParts.Table(
                "Rows that are farthest apart, and probabilities in the target → in the input",
                figures.Labels is null ? columns : [.. columns, "true class"],
                figures.WorstRows.Select(row => WorstRow(row, figures.Labels is not null)));
        }
    }

    private static readonly string[] TrueClassColumns = ["probability", "rows", "p", "q", "error"];

    private static readonly string[] CalibrationColumns = ["probability", "rows", "expected", "right"];

    private static IEnumerable<IReadOnlyList<object>> Setup(ReportFigures figures, PageWords words)
    {
        yield return ["Input, Q", PageParts.Words(Html.Name(figures.Input), $": {PageWords.Kind(figures.InputKind)}")];
        yield return ["Target, P", PageParts.Words(Html.Name(figures.Target), $": {PageWords.Kind(figures.TargetKind)}")];
        yield return ["Divergence", PageParts.Words(words.Divergence)];
        yield return ["Temperature", Number(figures.Temperature)];
        yield return ["Rows", Numbers.Count(figures.Rows)];
        yield return ["Rows left out, of weight 0", Numbers.Count(figures.SkippedRows)];
        if (figures.MaskedRows > 0)
        {
            yield return ["Rows left out by the mask", Numbers.Count(figures.MaskedRows)];
        }

        if (figures.InputRowsOff + figures.TargetRowsOff > 0)
        {
            yield return ["Rows scaled to sum to 1", PageParts.Words($"{Numbers.Count(figures.InputRowsOff)} of the input, {Numbers.Count(figures.TargetRowsOff)} of the target")];
        }

        yield return ["Weights", figures.IsWeighted ? "one for each row" : "all rows weigh the same"];
        yield return ["Classes", Numbers.Count(figures.Support)];
    }

    private static IEnumerable<IReadOnlyList<object>> Divergence(ReportFigures figures) =>
    [
        ["Mean", Estimated(new Estimate(figures.Mean, figures.StandardError))],
        .. Spread(figures.Min, figures.Percentiles, figures.Median, figures.Max),
        ["Rows of infinite divergence", Numbers.Count(figures.InfiniteRows)],
        ["Rows of divergence 0", Numbers.Count(figures.Histogram.Zeros)],
    ];

    private static IEnumerable<IReadOnlyList<object>> Beside(ReportFigures figures) =>
    [
        ["Same top class, share of the rows", Estimated(figures.SameTop)],
        ["Total variation distance", Estimated(figures.TotalVariation)],
        ["Hellinger distance", Estimated(figures.Hellinger)],
    ];

    private static IEnumerable<IReadOnlyList<object>> WithLabels(LabelFigures labels) =>
    [
        .. labels.UnlabelledRows == 0 ? Array.Empty<IReadOnlyList<object>>() : [["Rows without a label", Numbers.Count(labels.UnlabelledRows)]],
        ["Perplexity of the target", Estimated(labels.TargetPerplexity)],
        ["Perplexity of the input", Estimated(labels.InputPerplexity)],
        ["ln of their ratio, input over target", Estimated(labels.LogRatio)],
        ["Correlation of −ln p and −ln q", Number(labels.Correlation)],
        ["The target's top class is the true one", Estimated(labels.TargetAccuracy)],
        ["The input's top class is the true one", Estimated(labels.InputAccuracy)],
    ];

    private static IEnumerable<IReadOnlyList<object>> Change(LabelFigures labels) =>
    [
        ["Mean", Estimated(labels.Change)],
        ["Root mean square", Estimated(labels.RootMeanSquareChange)],
        .. Spread(labels.MinChange, labels.ChangePercentiles, labels.MedianChange, labels.MaxChange),
    ];

    /// <summary>From the least to the largest, with the percentiles and the median between.</summary>
    private static IEnumerable<IReadOnlyList<object>> Spread(double min, IReadOnlyList<Percentile> percentiles, double median, double max) =>
    [
        ["Minimum", Number(min)],
        .. percentiles.Where(one => one.Percent < 50).Select(PercentileRow),
        ["Median", Number(median)],
        .. percentiles.Where(one => one.Percent > 50).Select(PercentileRow),
        ["Maximum", Number(max)],
    ];

    private static object[] PercentileRow(Percentile one) => [$"Percentile {Numbers.Of(one.Percent)}", Number(one.Value)];

    private static object[] CalibrationRow(CalibrationBin bin) => bin.Count == 0
        ? [Stretch(bin.From, bin.To), "0", "–", "–"]
        : [Stretch(bin.From, bin.To), Numbers.Count(bin.Count), Share(bin.Confidence), Share(bin.Accuracy)];

    private static object[] TrueClassRow(TrueClassBin bin) => bin.Count == 0
        ? [Stretch(bin.From, bin.To), "0", "–", "–", "–"]
        :
        [
            Stretch(bin.From, bin.To), Numbers.Count(bin.Count), Share(bin.MeanP), Share(bin.MeanQ.Value),
            double.IsNaN(bin.MeanQ.StandardError) ? "–" : Share(bin.MeanQ.StandardError),
        ];

    private static string Stretch(double from, double to) => $"{Numbers.RoundPercent(from)} to {Numbers.RoundPercent(to)}";

    private static object[] ClassRow(ClassContribution one) =>
        [Class(one.Class, one.Name), Number(one.Contribution, 4, keepsZeros: true), double.IsNaN(one.Share) ? "–" : Share(one.Share), Share(one.MeanP), Share(one.MeanQ)];

    private static object[] WorstRow(WorstRow row, bool hasLabels) =>
    [
        Numbers.Count(row.Row),
        PageParts.Words(Number(row.Divergence, 4, keepsZeros: true)),
        Changed(row.TargetTop),
        Changed(row.InputTop),
        .. hasLabels ? new object[] { row.Label is { } label ? Changed(label) : "–" } : [],
    ];

    /// <summary>A class of a row, with its probability in the target and in the input.</summary>
    private static XElement Changed(RowClass one) =>
        PageParts.Words(Html.Element("span", Class(one.Class, one.Name), ", ", Share(one.P), " → ", Share(one.Q)));

    private static XElement Class(long number, string? name) => Html.Name(PageWords.Name(number, name));

    private static XElement Share(double share) => Html.Number(share, Numbers.Percent(share));

    private static XElement Number(double value, int digits = Digits, bool keepsZeros = false) =>
        Html.Number(value, Numbers.Of(value, digits, keepsZeros));

    private static XElement Estimated(Estimate estimate) => double.IsNaN(estimate.StandardError)
        ? Number(estimate.Value)
        : Html.Element("td", Number(estimate.Value), " ± ", Html.Number(estimate.StandardError, Numbers.Of(estimate.StandardError, 2, keepsZeros: true)));
}
