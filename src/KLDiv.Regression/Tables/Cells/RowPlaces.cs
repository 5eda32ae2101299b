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
        int run = _runs.FindLastIndex(run => run.Row <= row);
        return _runs[run].Number + (row - _runs[run].Row);
    }
}
