using KLDiv.Regression.Tables.Cells;

namespace KLDiv.Regression.Tables.Recognising;

/// <summary>A number far from all others of its column, that may stand for a missing value.</summary>
/// <param name="Value">The number.</param>
/// <param name="Rows">How many rows have it.</param>
/// <param name="Low">The least of the others.</param>
/// <param name="High">The greatest of the others.</param>
internal readonly record struct Spike(double Value, long Rows, double Low, double High)
{
    /// <summary>What is to be told of the columns that have such a number: a line for each number.</summary>
    public static IEnumerable<string> Notes(IEnumerable<RecognisedColumn> columns)
    {
        var spikes = columns.Where(column => column.Sort == ColumnSort.Number).SelectMany(column => column.Extremes.Spikes().Select(spike => (column.Name, Spike: spike)));
        foreach (var (value, all) in spikes.GroupBy(one => one.Spike.Value).Select(group => (group.Key, group.ToArray())))
        {
            Spike first = all[0].Spike;
            string where = all.Length == 1
                ? $"column {CellText.Shown(all[0].Name)} has {value} in {CellText.Counted(first.Rows, "row")}, far from all others, which are from {first.Low} to {first.High}"
                : $"columns {CellText.List([.. all.Select(one => one.Name)])} have {value}, far from all their other numbers";
            yield return $"{where}; if it stands for a missing value, --missing-values {value} says so";
        }
    }
}
