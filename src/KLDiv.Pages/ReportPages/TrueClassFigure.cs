using System.Xml.Linq;
using KLDiv.Pages.Charts;
using KLDiv.Regression;
using KLDiv.Reports;

namespace KLDiv.Pages.ReportPages;

/// <summary>What the input gives the true class, over what the target gave it.</summary>
internal static class TrueClassFigure
{
    public static XElement Draw(ReportFigures figures, LabelFigures labels, PageWords words)
    {
        TrueClassBin[] bins = [.. labels.TrueClass.Where(bin => bin.Count > 0)];
        double before = bins.Sum(bin => bin.Share * bin.MeanP), after = bins.Sum(bin => bin.Share * bin.MeanQ.Value);
        return PageParts.Figure(
            "true-class-picture",
            new Chart
            {
                Title = PageWords.ByWeight(
                    figures,
                    $"The true class has {Numbers.Percent(before)} on average in the target and {Numbers.Percent(after)} in the input"),
                Description = $"The mean probability of the true class in the input, over its probability in the target: {string.Join("; ", bins.Select(Told))}.",
                Horizontal = new Axis(new LinearScale(0, 1, Numbers.RoundPercent), "probability of the true class in the target"),
                Vertical = new Axis(new LinearScale(0, 1, Numbers.RoundPercent), "mean in the input"),
                Marks = [new Diagonal((0, 0), (1, 1)), new Dots([.. bins.Select(DotOf)], series: 1, DotShape.Diamond)],
                Keys = [new Key($"input, {words.Input}", 1, KeyShape.Diamond), new Key("as in the target", 0, KeyShape.Reference)],
                Width = 480,
                Aspect = 0.84,
            },
            "Rows are put together by the true class's probability in the target, in ten equal steps. Below the dotted line the true class has lost probability. "
                + "Upright lines: 95% intervals of the mean change.");
    }

    private static Dot DotOf(TrueClassBin bin)
    {
        double half = double.IsNaN(bin.MeanQ.StandardError) ? 0 : Wilson.Quantile * bin.MeanQ.StandardError;
        return new Dot(bin.MeanP, bin.MeanQ.Value, Math.Max(0, bin.MeanQ.Value - half), Math.Min(1, bin.MeanQ.Value + half), Told(bin));
    }

    private static string Told(TrueClassBin bin) =>
        $"{Numbers.Percent(bin.MeanP)} in the target, {Numbers.Percent(bin.MeanQ.Value)} in the input, over {Numbers.Counted(bin.Count, "row")}";
}
