namespace KLDiv.Files.Columnar.Typed;

/// <summary>A column of a table: block after block, of which one is held.</summary>
/// <param name="path">What messages call it.</param>
/// <param name="type">What its cells mean.</param>
internal abstract class CellColumn(string path, CellType type)
{
    private const int LeastRoom = 64;

    private CellBlock _block = CellBlock.None;
    private char[] _text = new char[LeastRoom];

    protected string Path => path;

    protected CellType Type => type;

    /// <summary>The number in the cell of a row; NaN where a column of numbers has none.</summary>
    public bool TryNumber(long row, out double number)
    {
        int at = PlaceOf(row);
        if (_block.IsMissing(at))
        {
            number = double.NaN;
            return type.Kind == TypedCells.Number;
        }

        return type.TryNumber(_block, at, out number);
    }

    /// <summary>The text of the cell of a row; nothing where no value is.</summary>
    public ReadOnlySpan<char> Text(long row)
    {
        int at = PlaceOf(row);
        if (_block.IsMissing(at))
        {
            return [];
        }

        try
        {
            int length;
            while (!type.TryWrite(_block, at, _text, out length))
            {
                _text = new char[Math.Max(2 * _text.Length, type.Stored == StoredCells.Texts ? _block.Texts[at].Length : 0)];
            }

            return _text.AsSpan(0, length);
        }
        catch (InvalidDataException wrong)
        {
            throw new DataFileException(path, $"row {row + 1} has {wrong.Message}", wrong);
        }
    }

    /// <summary>Reads the block that has a row, and any of the rows around it.</summary>
    protected abstract CellBlock Read(long row);

    private int PlaceOf(long row)
    {
        if (row < _block.First || row >= _block.First + _block.Count)
        {
            // Let go before another is read.
            _block = CellBlock.None;
            _block = LibraryFormat.Guarded(path, () => Read(row));
        }

        return (int)(row - _block.First);
    }
}
