namespace KLDiv.Files;

/// <summary>A table whose columns have types, as Parquet and Arrow files hold them, from its first row to its last. One thread at a time.</summary>
/// <remarks>Derive from it to read tables of a format that is not known here: <see cref="FileFormat.OpenTable"/>. Columns that nobody asks for need not be read.</remarks>
public abstract class TypedTable : IDisposable
{
    /// <summary>A table.</summary>
    /// <param name="columns">Its columns, of which several may have one name.</param>
    /// <param name="rows">How many rows it has.</param>
    /// <exception cref="ArgumentNullException"><paramref name="columns"/> is null.</exception>
    protected TypedTable(IReadOnlyList<TypedColumn> columns, long rows)
    {
        ArgumentNullException.ThrowIfNull(columns);
        (Columns, Rows) = (columns, rows);
    }

    /// <summary>The columns.</summary>
    public IReadOnlyList<TypedColumn> Columns { get; }

    /// <summary>How many rows there are.</summary>
    public long Rows { get; }

    /// <summary>The row that the table stands on, from 1; 0 before the first.</summary>
    public long Row { get; private set; }

    /// <summary>Moves to the next row.</summary>
    /// <returns>Whether there is one.</returns>
    public bool Next()
    {
        bool isThere = Row < Rows;
        Row += isThere ? 1 : 0;
        return isThere;
    }

    /// <summary>The number in a cell.</summary>
    /// <param name="column">The number of the column.</param>
    /// <param name="number">The number; NaN where a column of numbers has none.</param>
    /// <returns>Whether the column is of numbers, or the text of the cell is one.</returns>
    /// <exception cref="DataFileException">The file is malformed, or cannot be read.</exception>
    public abstract bool TryNumber(int column, out double number);

    /// <summary>The text of a cell: of a number its digits, of a date or a time its ISO 8601 form, <c>True</c> or <c>False</c>; nothing where no value is.</summary>
    /// <param name="column">The number of the column.</param>
    /// <returns>The text, valid until the next call.</returns>
    /// <exception cref="DataFileException">The file is malformed, or cannot be read; or a cell has no such text: bytes that are not UTF-8, a date beyond the year 9999.</exception>
    public abstract ReadOnlySpan<char> Text(int column);

    /// <summary>Closes the file.</summary>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Releases what the table holds.</summary>
    /// <param name="disposing">Always true: there is no finalizer.</param>
    protected abstract void Dispose(bool disposing);
}
