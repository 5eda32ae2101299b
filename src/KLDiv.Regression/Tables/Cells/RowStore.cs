namespace KLDiv.Regression.Tables.Cells;

/// <summary>Rows of doubles that grow in number without being moved: pieces of memory, each of as many rows.</summary>
internal sealed class RowStore(int width)
{
    /// <summary>Of a piece: 1 MiB, and a row at least.</summary>
    private const int PieceElements = 1 << 17;

    private readonly int _pieceRows = Math.Max(1, PieceElements / Math.Max(1, width));
    private readonly List<double[]?> _pieces = [];

    public int Rows { get; private set; }

    /// <summary>The row that comes next, which counts once it is kept; what it held before is still there.</summary>
    public Span<double> Next()
    {
        (int piece, int row) = Math.DivRem(Rows, _pieceRows);
        if (piece == _pieces.Count)
        {
            _pieces.Add(GC.AllocateUninitializedArray<double>(_pieceRows * width));
        }

        return _pieces[piece].AsSpan(row * width, width);
    }

    public void Keep() => Rows = checked(Rows + 1);

    public Span<double> Row(nint index)
    {
        (int piece, int row) = Math.DivRem((int)index, _pieceRows);
        return _pieces[piece].AsSpan(row * width, width);
    }

    /// <summary>Lets the memory of the rows before one go, which are not asked for again.</summary>
    public void Forget(nint before)
    {
        int piece = (int)before / _pieceRows;
        if (piece > 0)
        {
            _pieces[piece - 1] = null;
        }
    }
}
