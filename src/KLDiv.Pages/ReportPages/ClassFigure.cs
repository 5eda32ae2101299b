using System.Xml.Linq;
using KLDiv.Files;
using KLDiv.Pages.Charts;
using KLDiv.Reports;

namespace KLDiv.Pages.ReportPages;

/// <summary>The classes that contribute most to the divergence.</summary>
internal static class ClassFigure
{
    /// <summary>The picture; null where no class contributes.</summary>
    public static XElement? Draw(ReportFigures figures, PageWords words)
    {
        ClassContribution[] classes = [.. figures.Classes.Where(one => one.Contribution > 0)];
        if (classes.Length == 0)
        {
            return null;
        }

        double[] finite = [.. classes.Select(one => one.Contribution).Where(double.IsFinite)];
        return PageParts.Figure(
            "classes-picture",
            new BarList
            {
                Title = Title(classes, figures.Support),
                Description = $"Bars of what each class adds to the mean of {words.Divergence}, in nats: "
                    + string.Join(", ", classes.Select(one => $"{PageWords.Name(one.Class, one.Name)} {Numbers.Of(one.Contribution)}")) + ".",
                Bars = [.. classes.Select(Bar)],
                Full = finite.Length > 0 ? finite.Max() : 1,
            },
            "What each class adds to the mean divergence, in nats, and its part of the whole.");
    }

    private static NamedBar Bar(ClassContribution one) => new(
        PageWords.Name(one.Class, one.Name),
        one.Contribution,
        double.IsFinite(one.Share) ? $"{Numbers.Of(one.Contribution)} · {Numbers.Percent(one.Share)}" : Numbers.Of(one.Contribution),
        Tip: $"mean probability {Numbers.Percent(one.MeanP)} in the target, {Numbers.Percent(one.MeanQ)} in the input");

    private static string Title(ClassContribution[] classes, long support)
    {
        ClassContribution first = classes[0];
        string name = first.Name is { } given ? VisibleText.Quoted(given) : $"class {first.Class}";
        string most = classes.Length == 1 ? "One class" : $"{Numbers.Count(classes.Length)} classes";
        return (double.IsFinite(first.Share), classes.Length < support) switch
        {
            (false, _) => double.IsFinite(first.Contribution) ? $"The largest part comes from {name}" : $"{Upper(name)} is ruled out by one side where the other expects it",
            (true, false) => $"{Upper(name)} makes up {Numbers.Percent(first.Share)} of the divergence",
            (true, true) => $"{most} of {Numbers.Count(support)} make up {Numbers.Percent(Math.Min(1, classes.Sum(one => one.Share)))} of the divergence, {name} alone {Numbers.Percent(first.Share)}",
        };
    }

    private static string Upper(string text) => char.ToUpperInvariant(text[0]) + text[1..];
}
