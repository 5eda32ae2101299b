using System.Xml.Linq;
using KLDiv.Pages.Charts;
using KLDiv.Reports;

namespace KLDiv.Pages.ReportPages;

/// <summary>The rows with the largest divergence, a small picture each: both distributions laid over one another.</summary>
internal static class WorstRowFigures
{
    /// <summary>As many classes as can be compared at a glance.</summary>
    private const int MostClasses = 8;

    /// <summary>The pictures; null where no row has a divergence.</summary>
    public static XElement[]? Draw(ReportFigures figures, PageWords words)
    {
        WorstRow[] rows = [.. figures.WorstRows.Where(row => row.Divergence > 0)];
        return rows.Length == 0 ? null :
        [
            PageParts.Note("The most probable classes of each row. In each picture the longest bar fills the width."),
            PageParts.Keys([new Key($"target, {words.Target}", 0, KeyShape.PaleArea), new Key($"input, {words.Input}", 1, KeyShape.Area)])!,
            PageParts.Gallery(rows.Select(row => Draw(row, figures))),
        ];
    }

    private static XElement Draw(WorstRow row, ReportFigures figures)
    {
        RowClass told = Told(row, figures.Divergence == DivergenceKind.Reverse);
        RowClass[] first = [.. row.Leading.Take(MostClasses)];
        RowClass[] leading = first.Contains(told) ? first : [.. first.SkipLast(1), told];
        BarList picture = new()
        {
            Title = $"Row {Numbers.Count(row.Row)}, {(double.IsFinite(row.Divergence) ? Numbers.Nats(row.Divergence) : "infinite")}: {Finding(told)}",
            Description = "Probabilities in the target and in the input: "
                + string.Join("; ", leading.Select(one => $"{PageWords.Name(one.Class, one.Name)} {Probability(one.P)} and {Probability(one.Q)}")) + ".",
            Bars = [.. leading.Select(one => new NamedBar(PageWords.Name(one.Class, one.Name), one.Q, Change(one), Under: one.P))],
            Full = leading.Max(one => Math.Max(one.P, one.Q)),
            Series = 1,
            Width = Picture.NarrowWidth,
        };
        return PageParts.Figure($"row-{row.Row}", picture, Note(row, leading, figures.Support));
    }

    /// <summary>The class that the title names: where the row is infinite, the most probable one that makes it so; else the one whose probability changed most.</summary>
    private static RowClass Told(WorstRow row, bool isReverse)
    {
        RowClass? ruledOut = row.Leading
            .Where(one => isReverse ? one.P == 0 && one.Q > 0 : one.Q == 0 && one.P > 0)
            .MaxBy(one => Math.Max(one.P, one.Q));
        return double.IsPositiveInfinity(row.Divergence) && ruledOut is not null ? ruledOut : row.Leading.MaxBy(one => Math.Abs(one.P - one.Q))!;
    }

    /// <summary>What happened to the class that the title names.</summary>
    private static string Finding(RowClass told)
    {
        (string before, string after) = (Probability(told.P), Probability(told.Q));
        string name = PageWords.Quoted(told), way = told.Q < told.P ? "falls" : "rises";
        double points = 100 * Math.Abs(told.Q - told.P);
        return (points > 0, before.Equals(after, StringComparison.Ordinal)) switch
        {
            (false, _) => $"{name} stays at {before}",
            (_, true) => $"{name} hardly changes from {before}: it {way} by {Numbers.Of(points, 2)}\u00A0percentage points",
            _ => $"{name} {way} from {before} to {after}",
        };
    }

    private static string Note(WorstRow row, RowClass[] leading, long support)
    {
        string truth = row.Label is { } label ? $"True class: {PageWords.Quoted(label)}, {Change(label)}. " : "";
        string tops = row.TargetTop.Class == row.InputTop.Class
            ? $"Both sides put {PageWords.Quoted(row.TargetTop)} first."
            : $"The target puts {PageWords.Quoted(row.TargetTop)} first, the input {PageWords.Quoted(row.InputTop)}.";
        long others = support - leading.Length;
        string rest = others <= 0 ? "" : $" The other {Numbers.Counted(others, "class", "classes")} share {Probability(Rest(leading, one => one.P))} and {Probability(Rest(leading, one => one.Q))}.";
        return truth + tops + rest;
    }

    private static double Rest(RowClass[] leading, Func<RowClass, double> probability) => Math.Max(0, 1 - leading.Sum(probability));

    private static string Change(RowClass one) => $"{Probability(one.P)} → {Probability(one.Q)}";

    private static string Probability(double probability) => Numbers.Percent(Math.Min(1, probability));
}
