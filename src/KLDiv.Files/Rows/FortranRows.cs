using System.Runtime.InteropServices;
using KLDiv.Files.Bytes;
using KLDiv.Files.Elements;

namespace KLDiv.Files.Rows;

/// <summary>
/// Rows of a tensor whose first index runs fastest: the elements of a row lie far apart, and those of a column of neighbouring
/// rows close together, so that a block is gathered column by column.
/// </summary>
internal sealed class FortranRows : FileRows
{
    /// <summary>The most bytes that one reading of neighbours fetches.</summary>
    private const int MostBytes = 1 << 16;

    /// <summary>Neighbours that lie further apart than this many bytes are fetched one by one.</summary>
    private const int MostGap = 1 << 9;

    private readonly StoredType _stored;
    private readonly long _offset;
    private readonly long[] _rowLengths;
    private readonly long _neighbourStride;

    /// <param name="file">The file, owned from now on.</param>
    /// <param name="path">What messages call the tensor.</param>
    /// <param name="stored">How the elements are stored.</param>
    /// <param name="lengths">The lengths of the dimensions; at least one.</param>
    /// <param name="offset">Where the first element lies in the file.</param>
    public FortranRows(ByteSource file, string path, StoredType stored, nint[] lengths, long offset)
        : base(file, path, stored.Type, lengths)
    {
        _stored = stored;
        _offset = offset;
        _rowLengths = [.. lengths[..^1].Select(length => (long)length)];
        _neighbourStride = lengths.Length < 2 ? 1 : TensorShape.Count(lengths.AsSpan(0, lengths.Length - 2));
    }

    protected override void Fill<T>(long start, Span<T> destination, RowBuffer buffer)
    {
        Span<T> all = destination;
        while (!destination.IsEmpty)
        {
            (long row, long column) = Math.DivRem(start, Support);
            bool isWhole = column == 0 && destination.Length >= Support;
            long columns = isWhole ? Support : Math.Min(Support - column, destination.Length);
            long rows = isWhole ? Math.Min(destination.Length / Support, NeighboursFrom(row)) : 1;
            Gather(row, column, destination[..(int)(rows * columns)], (int)rows, buffer);
            destination = destination[(int)(rows * columns)..];
            start += rows * columns;
        }

        _stored.Finish(MemoryMarshal.AsBytes(all), all);
    }

    /// <summary>How many rows follow each other along the last of the axes that count rows.</summary>
    private long NeighboursFrom(long row) => _rowLengths.Length == 0 ? 1 : _rowLengths[^1] - (row % _rowLengths[^1]);

    /// <summary>Fetches a rectangle: neighbouring rows, of each the same columns.</summary>
    private void Gather<T>(long row, long column, Span<T> destination, int rows, RowBuffer buffer)
        where T : unmanaged
    {
        int columns = destination.Length / rows;
        bool isClose = _neighbourStride <= MostGap / _stored.Size;
        int most = isClose ? (int)(MostBytes / (_stored.Size * _neighbourStride)) : 1;
        for (int c = 0; c < columns; c++)
        {
            long place = PlaceOf(row) + ((column + c) * Rows);
            for (int done = 0; done < rows; done += most)
            {
                int count = Math.Min(most, rows - done);
                int span = (int)((count - 1) * _neighbourStride) + 1;
                Span<byte> raw = buffer.Scratch(MostBytes)[..(span * _stored.Size)];
                File.ReadExactly(raw, _offset + ((place + (done * _neighbourStride)) * _stored.Size));
                Scatter(MemoryMarshal.Cast<byte, T>(raw), count, destination[((done * columns) + c)..], columns);
            }
        }
    }

    private void Scatter<T>(ReadOnlySpan<T> neighbours, int count, Span<T> destination, int columns)
    {
        for (int i = 0; i < count; i++)
        {
            destination[i * columns] = neighbours[(int)(i * _neighbourStride)];
        }
    }

    /// <summary>Where the first element of a row lies among the elements of the file.</summary>
    private long PlaceOf(long row)
    {
        long place = 0;
        long stride = Rows;
        for (int axis = _rowLengths.Length - 1; axis >= 0; axis--)
        {
            stride /= _rowLengths[axis];
            place += row % _rowLengths[axis] * stride;
            row /= _rowLengths[axis];
        }

        return place;
    }
}
