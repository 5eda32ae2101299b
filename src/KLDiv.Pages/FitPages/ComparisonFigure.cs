using System.Xml.Linq;
using KLDiv.Files;
using KLDiv.Pages.Charts;
using KLDiv.Regression;

namespace KLDiv.Pages.FitPages;

/// <summary>How near the model comes, beside what it must beat.</summary>
internal static class ComparisonFigure
{
    public static XElement Draw(FitExplanation data, FitWords words)
    {
        double[] finite = [.. data.Contenders.Select(one => one.Best.KL).Where(double.IsFinite)];
        return PageParts.Figure(
            "contenders-picture",
            new BarList
            {
                Title = Title(data),
                Description = $"Bars of the divergence of a row {words.Where}, in nats: "
                    + string.Join(", ", data.Contenders.Select(one => $"{one.Name} {Numbers.Of(one.Best.KL)}")) + ".",
                Bars = [.. data.Contenders.Select(Bar)],
                Full = finite.Where(value => value > 0).DefaultIfEmpty(1).Max(),
            },
            $"Divergence of what was observed from what was predicted, nats a row, {words.Where}: the shorter the better."
                + (data.Contenders.Any(one => double.IsPositiveInfinity(one.Best.KL)) ? " It is infinite where something was observed that was held impossible." : ""));
    }

    private static NamedBar Bar(FitContender one) => new(
        one.Name, one.Best.KL, Numbers.Of(one.Best.KL) + FitWords.Deviation(one.Best.KL, one.Deviation?.KL ?? double.NaN));

    private static string Title(FitExplanation data)
    {
        FitContender model = data.Contenders[0];
        FitContender[] others = [.. data.Contenders.Skip(1).OrderBy(one => one.Best.KL)];
        return others.FirstOrDefault() switch
        {
            null => $"{VisibleText.Of(model.Name)} leaves {Numbers.Nats(model.Best.KL)} a row",
            { } next when next.Best.KL < model.Best.KL => $"Nearer than the model: {VisibleText.Of(next.Name)}, {Numbers.Of(next.Best.KL)} against {Numbers.Nats(model.Best.KL)} a row",
            { } next => $"The model comes nearest: {Numbers.Nats(model.Best.KL)} a row, the next best {VisibleText.Of(next.Name)} with {Numbers.Of(next.Best.KL)}",
        };
    }
}
