using System.Globalization;
using System.Text;
using KLDiv.Regression;
using KLDiv.Regression.Validation;

namespace KLDiv.Benchmarks.Labels;

/// <summary>The tables of docs/label-distributions.md on the yeast sets.</summary>
internal static class LabelTables
{
    /// <summary>In the order of the page.</summary>
    private static readonly MarkedRegion Optima = new("optima"), Folds = new("folds"), Figures = new("figures");

    public static string Write(string page, IReadOnlyList<LabelRow> rows) =>
        Figures.Replace(Folds.Replace(Optima.Replace(page, OfOptima(rows)), OfFolds(rows)), OfFigures(rows));

    /// <summary>The lines of a set in the tables of a page, one behind the other.</summary>
    public static IEnumerable<string> LinesOf(string set, string page) => new[] { Optima, Folds, Figures }
        .SelectMany(region => region.Read(page).Split('\n'))
        .Where(line => line.StartsWith($"| {set} |", StringComparison.Ordinal));

    /// <summary>The tables without the page around them.</summary>
    public static string Write(IReadOnlyList<LabelRow> rows) =>
        Write(string.Concat(new[] { Optima, Folds, Figures }.Select(region => region.Mark(""))), rows);

    private static string OfOptima(IEnumerable<LabelRow> rows)
    {
        StringBuilder text = new("""
            | set | features × labels | softmax(xW) | published | softmax(xW + b) | constant mean | published | uniform | published |
            |---|--:|--:|--:|--:|--:|--:|--:|--:|

            """);
        foreach (LabelRow row in rows)
        {
            text.Append(
                CultureInfo.InvariantCulture,
                $"| {row.Name} | {row.Features} × {row.Labels} | {Exact(row.Optimum)} | {Exact(row.Published?.Optimum)} | {Exact(row.OptimumWithBias)} "
                + $"| {Exact(row.ConstantMean)} | {Exact(row.Published?.ConstantMean)} | {Exact(row.Uniform)} | {Exact(row.Published?.Uniform)} |\n");
        }

        return text.ToString();
    }

    private static string OfFolds(IReadOnlyList<LabelRow> rows)
    {
        StringBuilder text = new("| set |");
        text.Append(string.Concat(rows[0].Contenders.Take(1).Select(contender => $" {contender.Name} | published | apart |")));
        text.Append(string.Concat(rows[0].Contenders.Skip(1).Select(contender => $" {contender.Name} |")));
        text.Append("\n|---|").Append(string.Concat(Enumerable.Repeat("--:|", rows[0].Contenders.Count + 2))).Append('\n');
        foreach (LabelRow row in rows)
        {
            string[] figures = [.. row.Contenders.Select(contender => Spread(contender.Figures.Mean.KL, contender.Figures.StandardDeviation.KL))];
            string published = row.Published is { } known ? $"{known.FoldMean:0.0000} ± {known.FoldDeviation:0.0000} | {row.DeviationsFromPublished:+0.00;-0.00}" : " | ";
            text.Append(CultureInfo.InvariantCulture, $"| {row.Name} | {figures[0]} | {published} | {string.Join(" | ", figures.Skip(1))} |\n");
        }

        return text.ToString();
    }

    private static string OfFigures(IEnumerable<LabelRow> rows)
    {
        StringBuilder text = new("""
            | set | | Chebyshev ↓ | Clark ↓ | Canberra ↓ | KL ↓ | cosine ↑ | intersection ↑ |
            |---|---|--:|--:|--:|--:|--:|--:|

            """);
        foreach (LabelRow row in rows)
        {
            foreach ((string name, ScoreSummary figures) in row.Contenders)
            {
                (DistributionScores mean, DistributionScores deviation) = (figures.Mean, figures.StandardDeviation);
                text.Append(
                    CultureInfo.InvariantCulture,
                    $"| {row.Name} | {name} | {Spread(mean.Chebyshev, deviation.Chebyshev)} | {Spread(mean.Clark, deviation.Clark)} "
                    + $"| {Spread(mean.Canberra, deviation.Canberra)} | {Spread(mean.KL, deviation.KL)} | {Spread(mean.Cosine, deviation.Cosine)} "
                    + $"| {Spread(mean.Intersection, deviation.Intersection)} |\n");
            }
        }

        return text.ToString();
    }

    private static string Exact(double? value) => value?.ToString("G12", CultureInfo.InvariantCulture) ?? "";

    private static string Spread(double mean, double deviation) => $"{mean:0.00000} ± {deviation:0.00000}";
}
