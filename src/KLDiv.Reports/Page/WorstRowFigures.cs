using System.Xml.Linq;
using KLDiv.Pages;
using KLDiv.Pages.Charts;

namespace KLDiv.Reports;

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
            Parts.Note("The most probable classes of each row. In each picture the longest bar fills the width."),
            Parts.Keys([new Key($"target, {words.Target}", 0, KeyShape.PaleArea), new Key($"input, {words.Input}", 1, KeyShape.Area)])!,
            Parts.Gallery(rows.Select(row => Draw(row, figures.Support))),
        ];
    }

    private static XElement Draw(WorstRow row, long support)
    {
        RowClass[] leading = [.. row.Leading.Take(MostClasses)];
        BarList picture = new()
        {
            Title = $"Row {Numbers.Count(row.Row)}, {(double.IsFinite(row.Divergence) ? $"{Numbers.Of(row.Divergence)} nats" : "infinite")}: {Finding(row)}",
            Description = "Probabilities in the target and in the input: "
                + string.Join("; ", leading.Select(one => $"{PageWords.Name(one.Class, one.Name)} {Probability(one.P)} and {Probability(one.Q)}")) + ".",
            Bars = [.. leading.Select(one => new NamedBar(PageWords.Name(one.Class, one.Name), one.Q, Change(one), Under: one.P))],
            Full = leading.Max(one => Math.Max(one.P, one.Q)),
            Series = 1,
            Width = Picture.NarrowWidth,
        };
        return Parts.Figure($"row-{row.Row}", picture, Note(row, leading, support));
    }

    /// <summary>What happened to the class whose probability changed most.</summary>
    private static string Finding(WorstRow row)
    {
        RowClass most = row.Leading.MaxBy(one => Math.Abs(one.P - one.Q))!;
        return $"{PageWords.Quoted(most)} {(most.Q < most.P ? "falls" : "rises")} from {Probability(most.P)} to {Probability(most.Q)}";
    }

    private static string Note(WorstRow row, RowClass[] leading, long support)
    {
        string truth = row.Label is { } label ? $"True class: {PageWords.Quoted(label)}, {Change(label)}. " : "";
        string tops = row.TargetTop.Class == row.InputTop.Class
            ? $"Both sides put {PageWords.Quoted(row.TargetTop)} first."
            : $"The target puts {PageWords.Quoted(row.TargetTop)} first, the input {PageWords.Quoted(row.InputTop)}.";
        long others = support - leading.Length;
        string rest = others <= 0 ? "" : $" The other {PageWords.Classes(others)} share {Probability(Rest(leading, one => one.P))} and {Probability(Rest(leading, one => one.Q))}.";
        return truth + tops + rest;
    }

    private static double Rest(RowClass[] leading, Func<RowClass, double> probability) => Math.Max(0, 1 - leading.Sum(probability));

    private static string Change(RowClass one) => $"{Probability(one.P)} → {Probability(one.Q)}";

    private static string Probability(double probability) => Numbers.Percent(Math.Min(1, probability));
}
