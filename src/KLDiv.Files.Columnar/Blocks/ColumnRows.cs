
namespace KLDiv.Files.Columnar.Blocks;

/// <summary>The rows of a column of lists, or of several columns of numbers side by side.</summary>
internal sealed class ColumnRows : RowSource
{
    private const int MostElements = 1 << 14;

    private readonly Lock _gate = new();
    private readonly ByteSource _file;
    private readonly BlockColumn[] _columns;

    /// <param name="file">The file, owned from now on.</param>
    /// <param name="name">What messages call the rows.</param>
    /// <param name="columns">The columns: one, or several without lists.</param>
    /// <param name="isSequential">Whether the columns are read by one thread at a time.</param>
    public ColumnRows(ByteSource file, string name, BlockColumn[] columns, bool isSequential)
        : base(name, TypeOf(columns), LengthsOf(columns)) => (_file, _columns, IsSequential) = (file, columns, isSequential);

    public override string FilePath => _file.Path;

    public override bool IsSequential { get; }

    public override string StoredAs => _columns.All(column => column.Stored == _columns[0].Stored) ? _columns[0].Stored.Name : ElementType.Name();

    public override bool HoldsIntegers => _columns.All(column => column.Stored.IsWhole);

    protected override void Dispose(bool disposing)
    {
        _file.Dispose();
        base.Dispose(disposing);
    }

    protected override void Fill<T>(long start, Span<T> destination, RowBuffer buffer)
    {
        if (!IsSequential)
        {
            FillAll(start, destination, buffer);
            return;
        }

        lock (_gate)
        {
            FillAll(start, destination, buffer);
        }
    }

    private static ElementType TypeOf(BlockColumn[] columns) =>
        columns.All(column => column.Stored.Type == columns[0].Stored.Type) ? columns[0].Stored.Type : ElementType.Float64;

    private static nint[] LengthsOf(BlockColumn[] columns)
    {
        nint rows = (nint)columns[0].Rows;
        return columns switch
        {
            [{ ListLength: { } length }] => [rows, (nint)length],
            [_] => [rows],
            _ => [rows, columns.Length],
        };
    }

    private void FillAll<T>(long start, Span<T> destination, RowBuffer buffer)
        where T : unmanaged
    {
        while (!destination.IsEmpty)
        {
            Span<T> piece = destination[..Math.Min(destination.Length, _columns is [{ Stored.IsHandedOut: true }] ? destination.Length : MostElements)];
            if (_columns is [{ } only])
            {
                only.Read(start, piece, buffer);
            }
            else
            {
                Interleave(start, piece, buffer);
            }

            destination = destination[piece.Length..];
            start += piece.Length;
        }
    }

    private void Interleave<T>(long start, Span<T> destination, RowBuffer buffer)
        where T : unmanaged
    {
        int width = _columns.Length;
        long firstRow = start / width, lastRow = (start + destination.Length - 1) / width;
        T[] numbers = new T[lastRow - firstRow + 1];
        for (int column = 0; column < width; column++)
        {
            _columns[column].Read<T>(firstRow, numbers, buffer);
            for (int row = 0; row < numbers.Length; row++)
            {
                long place = ((firstRow + row) * width) + column - start;
                if (place >= 0 && place < destination.Length)
                {
                    destination[(int)place] = numbers[row];
                }
            }
        }
    }
}
