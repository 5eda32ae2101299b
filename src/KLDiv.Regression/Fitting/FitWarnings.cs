using System.Globalization;
using KLDiv.Regression.Tables.Cells;

namespace KLDiv.Regression.Fitting;

/// <summary>Says what looks wrong of a fit, and what to do.</summary>
/// <param name="classes">The names of the classes.</param>
/// <param name="features">The names of the features.</param>
/// <param name="where">Says of a feature that it is above or below a bound.</param>
internal sealed class FitWarnings(IReadOnlyList<string> classes, IReadOnlyList<string> features, Func<int, double, bool, string> where)
{
    private const int MostTold = 3;

    /// <summary>Words for the columns of a matrix.</summary>
    public static FitWarnings OfMatrix(DistributionModel model)
    {
        string[] names = [.. Enumerable.Range(0, model.Features).Select(column => $"x{column}")];
        return new FitWarnings(new SavedModel(model, Table: null).Classes, names, (column, bound, isAbove) => Beyond(names[column], bound, isAbove));
    }

    /// <summary>That a number is above or below a bound.</summary>
    public static string Beyond(string name, double bound, bool isAbove) =>
        string.Create(CultureInfo.InvariantCulture, $"{name} is {(isAbove ? "above" : "below")} {bound:G6}");

    /// <summary>A line each.</summary>
    public IEnumerable<string> Of(FitResult fit)
    {
        if (fit.Stop == FitStop.MinimumAtInfinity)
        {
            yield return $"without a penalty the minimum lies at infinity: {Reasons(fit)}; --l2 brings it back (1/(2 rows) is the default), and what was fitted is the model of a penalty of 1e-10";
        }

        if (fit.OffsetColumn is { } column)
        {
            yield return $"{CellText.Shown(features[column])} lies so far from 0 beside its spread that the weights in its own unit lose digits, and the divergence is {fit.Loss:G6}; subtract its mean";
        }
    }

    private string Reasons(FitResult fit)
    {
        IReadOnlyList<Separation> all = fit.Separations;
        string more = all.Count > MostTold ? $", and {CellText.Counted(all.Count - MostTold, "more case")}" : "";
        return all.Count == 0 ? "every row is reproduced" : $"{string.Join(", ", all.Take(MostTold).Select(one => Told(one, fit.Model)))}{more}";
    }

    private string Told(Separation one, DistributionModel model)
    {
        string name = CellText.Shown(classes[one.Class]);
        return one.Terms.Count switch
        {
            0 => $"{name} is never seen",
            1 when one.Terms[0] < features.Count => $"{name} never happens where {where(one.Terms[0], one.Bound, one.IsAbove)}",
            1 => $"{name} never happens where {Beyond(NameOf(one.Terms[0], model), one.Bound, one.IsAbove)}",
            _ => $"{name} can be told without fail, by {string.Join(", ", one.Terms.Select(term => NameOf(term, model)))} together",
        };
    }

    private string NameOf(int term, DistributionModel model)
    {
        if (term < features.Count || model is not InteractionRegression pairs)
        {
            return CellText.Shown(features[term]);
        }

        (int first, int second) = pairs.Products[term - features.Count];
        return $"{CellText.Shown(features[first])} × {CellText.Shown(features[second])}";
    }
}
