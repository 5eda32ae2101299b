namespace KLDiv.Reports.State;

/// <summary>The rows with the largest divergence; of equal ones the first in the file.</summary>
/// <param name="most">How many are kept.</param>
internal sealed class WorstRowList(int most)
{
    private readonly List<WorstRow> _rows = [];

    /// <summary>The rows, the worst first.</summary>
    public IReadOnlyList<WorstRow> Rows => _rows;

    /// <summary>The worst of several lists.</summary>
    public static IReadOnlyList<WorstRow> Merge(IEnumerable<IReadOnlyList<WorstRow>> lists, int most) =>
        [.. lists.SelectMany(rows => rows).OrderByDescending(row => row.Divergence).ThenBy(row => row.Row).Take(most)];

    /// <summary>Whether a row is one of the worst so far.</summary>
    public bool Takes(double divergence, long row) =>
        _rows.Count < most || (most > 0 && IsWorse(divergence, row, _rows[^1]));

    /// <summary>Adds a row that <see cref="Takes"/> said yes to.</summary>
    public void Add(WorstRow row)
    {
        int place = _rows.FindIndex(other => IsWorse(row.Divergence, row.Row, other));
        _rows.Insert(place < 0 ? _rows.Count : place, row);
        if (_rows.Count > most)
        {
            _rows.RemoveAt(most);
        }
    }

    private static bool IsWorse(double divergence, long row, WorstRow than) =>
        divergence > than.Divergence || (divergence == than.Divergence && row < than.Row);
}
