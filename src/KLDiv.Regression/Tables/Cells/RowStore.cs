namespace KLDiv.Regression.Tables.Cells;

/// <summary>Rows of doubles that grow in number without being moved: pieces of memory, each of as many rows.</summary>
/// <param name="width">The doubles of a row.</param>
/// <param name="spent">Rows that are read while these are made, and whose memory these take as it is let go; null: none.</param>
internal sealed class RowStore(int width, RowStore? spent = null)
{
    /// <summary>Of a piece: 1 MiB, and a row at least.</summary>
    private const int PieceElements = 1 << 17;

    /// <summary>Rows that are wider than that leave more of a whole piece empty than may be wasted.</summary>
    private const int NarrowRow = PieceElements / 16;

    private readonly int _pieceRows = Math.Max(1, PieceElements / Math.Max(1, width));
    private readonly List<double[]?> _pieces = [];
    private readonly Stack<double[]> _free = [];

    public int Rows { get; private set; }

    /// <summary>The row that comes next, which counts once it is kept; what it held before is still there.</summary>
    public Span<double> Next()
    {
        (int piece, int row) = Math.DivRem(Rows, _pieceRows);
        if (piece == _pieces.Count)
        {
            int length = width <= NarrowRow ? PieceElements : _pieceRows * width;
            _pieces.Add(spent?.Taken(length) ?? GC.AllocateUninitializedArray<double>(length));
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
        if (piece > 0 && _pieces[piece - 1] is { } free)
        {
            _free.Push(free);
            _pieces[piece - 1] = null;
        }
    }

    /// <summary>A piece that was let go, of a length at least; null where there is none.</summary>
    private double[]? Taken(int length) => _free.TryPop(out double[]? piece) && piece.Length >= length ? piece : null;
}
