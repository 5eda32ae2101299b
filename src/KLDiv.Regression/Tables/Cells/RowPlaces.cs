namespace KLDiv.Regression.Tables.Cells;

/// <summary>Where the rows of a table were in its source: little to be kept where rows follow each other, as lines of a file mostly do.</summary>
internal sealed class RowPlaces
{
    private readonly List<(int Row, long Number)> _runs = [];

    /// <summary>The place of the row that comes next.</summary>
    public void Add(int row, long number)
    {
        if (_runs.Count == 0 || number - _runs[^1].Number != row - _runs[^1].Row)
        {
            _runs.Add((row, number));
        }
    }

    /// <summary>The place of a row.</summary>
    public long Of(int row)
    {
        int low = 0, high = _runs.Count - 1;
        while (low < high)
        {
            int middle = (low + high + 1) / 2;
            (low, high) = _runs[middle].Row <= row ? (middle, high) : (low, middle - 1);
        }

        return _runs[low].Number + (row - _runs[low].Row);
    }
}
