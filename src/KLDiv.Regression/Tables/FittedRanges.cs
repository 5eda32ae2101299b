using KLDiv.Regression.Tables.Cells;

namespace KLDiv.Regression.Tables;

/// <summary>What a prediction is asked for beyond what the model was fitted to: numbers outside the range of a column, and levels that it does not know.</summary>
internal sealed class FittedRanges(IReadOnlyList<FeatureColumn> features)
{
    /// <summary>What is to be told of the rows of a table: a line for each column, with how many rows it is, and the first.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="unit">What their places are counted in.</param>
    public IEnumerable<string> Notes(TableRows rows, string unit)
    {
        for (int i = 0; i < features.Count; i++)
        {
            (long count, int first) = (0, 0);
            for (int row = 0; row < rows.Cells.Rows; row++)
            {
                if (IsBeyond(features[i], rows.Cells.Row(row)[i]))
                {
                    first = count == 0 ? row : first;
                    count++;
                }
            }

            if (count > 0)
            {
                double cell = rows.Cells.Row(first)[i];
                yield return $"{count} of {CellText.Counted(rows.Cells.Rows, "row")} {(count == 1 ? "has" : "have")} {Beyond(features[i], cell)}, the first in {unit} {rows.Places.Of(first)}"
                    + (cell < 0 && features[i].HasLevels ? "" : $" ({features[i].TextOf(cell)})");
            }
        }
    }

    /// <summary>What is to be told of one record.</summary>
    /// <param name="cells">A cell for each feature.</param>
    public IEnumerable<string> Notes(double[] cells) => features.Zip(cells)
        .Where(pair => IsBeyond(pair.First, pair.Second))
        .Select(pair => pair.First.HasLevels ? $"it has {Beyond(pair.First, pair.Second)}" : $"{CellText.Shown(pair.First.Name)} is {pair.First.TextOf(pair.Second)}, and the model was fitted to {Range(pair.First)}");

    private static bool IsBeyond(FeatureColumn feature, double cell) => feature.HasLevels ? cell == FeatureColumn.UnseenCell : cell < feature.Low || cell > feature.High;

    private static string Beyond(FeatureColumn feature, double cell) => feature.HasLevels && cell < 0
        ? $"a level in column {CellText.Shown(feature.Source)} that the model does not know, and that takes the mean of its features"
        : $"{CellText.Shown(feature.Name)} outside of what the model was fitted to, {Range(feature)}";

    private static string Range(FeatureColumn feature) => feature.Low == feature.High ? feature.TextOf(feature.Low) : $"{feature.TextOf(feature.Low)} to {feature.TextOf(feature.High)}";
}
