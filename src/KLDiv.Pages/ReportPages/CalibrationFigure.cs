using System.Xml.Linq;
using KLDiv.Pages.Charts;
using KLDiv.Regression;
using KLDiv.Reports;

namespace KLDiv.Pages.ReportPages;

/// <summary>Whether the sides are right as often as they expect to be.</summary>
internal static class CalibrationFigure
{
    public static XElement Draw(ReportFigures figures, LabelFigures labels, PageWords words)
    {
        (double confidence, double accuracy) before = Overall(labels.TargetCalibration), after = Overall(labels.InputCalibration);
        return PageParts.Figure(
            "calibration-picture",
            new Chart
            {
                Title = PageWords.ByWeight(
                    figures,
                    $"The input is right in {Numbers.Percent(after.accuracy)} of the rows and expects {Numbers.Percent(after.confidence)}; "
                        + $"the target is right in {Numbers.Percent(before.accuracy)} and expects {Numbers.Percent(before.confidence)}"),
                Description = $"How often the top class is the true one, over the probability that it is given. Target: {Told(labels.TargetCalibration)}. Input: {Told(labels.InputCalibration)}.",
                Horizontal = new Axis(new LinearScale(0, 1, Numbers.RoundPercent), "probability of the top class"),
                Vertical = new Axis(new LinearScale(0, 1, Numbers.RoundPercent), "how often it is the true class"),
                Marks =
                [
                    new Diagonal((0, 0), (1, 1)),
                    new Dots(DotsOf(labels.TargetCalibration, "target")),
                    new Dots(DotsOf(labels.InputCalibration, "input"), series: 1, DotShape.Diamond),
                ],
                Keys =
                [
                    new Key($"target, {words.Target}", 0, KeyShape.Circle),
                    new Key($"input, {words.Input}", 1, KeyShape.Diamond),
                    new Key("right as often as expected", 0, KeyShape.Reference),
                ],
                Width = 480,
                Aspect = 0.84,
            },
            "Rows are put together by the probability of their top class, in ten equal steps. Below the dotted line a side is surer than it is right. Upright lines: 95% intervals (Wilson)"
                + (figures.IsWeighted ? ", as if the rows of a step weighed the same." : "."));
    }

    private static (double Confidence, double Accuracy) Overall(IReadOnlyList<CalibrationBin> bins)
    {
        CalibrationBin[] filled = [.. bins.Where(bin => bin.Count > 0)];
        double all = filled.Sum(bin => bin.Share);
        return (filled.Sum(bin => bin.Share * bin.Confidence) / all, filled.Sum(bin => bin.Share * bin.Accuracy) / all);
    }

    private static Dot[] DotsOf(IReadOnlyList<CalibrationBin> bins, string side) => [.. bins.Where(bin => bin.Count > 0).Select(bin =>
    {
        (double low, double high) = Wilson.Interval(bin.Accuracy, bin.Count);
        return new Dot(bin.Confidence, bin.Accuracy, low, high, $"{side}: expects {Numbers.Percent(bin.Confidence)}, right in {Numbers.Percent(bin.Accuracy)} of {Numbers.Counted(bin.Count, "row")}");
    })];

    private static string Told(IReadOnlyList<CalibrationBin> bins) => string.Join("; ", bins.Where(bin => bin.Count > 0).Select(bin =>
        $"expects {Numbers.Percent(bin.Confidence)}, right in {Numbers.Percent(bin.Accuracy)} of {Numbers.Counted(bin.Count, "row")}"));
}
