using KLDiv.Regression.Tables.Recognising;

namespace KLDiv.Regression.Tables.Cells;

/// <summary>Which of the cells that were read becomes which of those that are kept.</summary>
/// <param name="Name">The name of the column.</param>
/// <param name="At">Its number among those that were read.</param>
/// <param name="Column">What it was found to be; null: its cells are kept as they are.</param>
/// <param name="Part">The part of its dates that is kept; null: all of the cell.</param>
internal readonly record struct CellSource(string Name, int At, RecognisedColumn? Column = null, DatePart? Part = null)
{
    public double Of(ReadOnlySpan<double> row)
    {
        double cell = Column is null ? row[At] : Column.Of(row[At]);
        return Part is { } part ? part.Of(cell) : cell;
    }
}
