namespace KLDiv.Regression.Tables.Cells;

/// <summary>One pass over the records of a table, in which every cell that may be used becomes a number.</summary>
/// <param name="records">The records.</param>
/// <param name="columns">The columns that are read.</param>
internal sealed class TableReading(TableRecords records, IReadOnlyList<ColumnReader> columns)
{
    /// <summary>Whether the wish to stop is looked at: every so many records.</summary>
    private const int RecordsBetweenLooks = 1 << 10;

    public TableRecords Records => records;

    /// <summary>A cell for each column.</summary>
    public RowStore Cells { get; } = new(columns.Count);

    /// <summary>Where the rows were.</summary>
    public RowPlaces Places { get; } = new();

    /// <summary>Reads all records.</summary>
    /// <exception cref="KLDiv.Files.DataFileException">A record is malformed, or there is none.</exception>
    public TableReading Run(CancellationToken cancellationToken)
    {
        while (records.Next())
        {
            if (Cells.Rows % RecordsBetweenLooks == 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
            }

            if (Cells.Rows == Array.MaxLength)
            {
                throw records.Wrong($"is one row too many; {Array.MaxLength} are read at most");
            }

            Span<double> cells = Cells.Next();
            for (int i = 0; i < columns.Count; i++)
            {
                cells[i] = columns[i].Read(records);
            }

            Places.Add(Cells.Rows, records.Number);
            Cells.Keep();
        }

        return Cells.Rows > 0 ? this : throw records.Malformed(records.Emptiness);
    }
}
