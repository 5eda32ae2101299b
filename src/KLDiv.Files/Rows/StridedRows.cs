using System.Buffers;
using System.Runtime.InteropServices;
using KLDiv.Files.Bytes;
using KLDiv.Files.Elements;

namespace KLDiv.Files.Rows;

/// <summary>
/// Rows whose elements do not follow each other in the file: those of a tensor in Fortran order, whose first index runs fastest, or of a view
/// that was saved with its strides. A block is gathered column by column: where the elements of a row lie far apart, those of one column in
/// neighbouring rows are often close together.
/// </summary>
internal sealed class StridedRows : StoredRows
{
    /// <summary>The most bytes that one reading of neighbours fetches.</summary>
    private const int MostBytes = 1 << 16;

    /// <summary>Neighbours that lie further apart than this many bytes are fetched one by one.</summary>
    private const int MostGap = 1 << 9;

    private readonly long _offset;
    private readonly long[] _rowLengths;
    private readonly nint[] _strides;
    private readonly long _neighbourStride;

    /// <param name="file">The file, owned from now on.</param>
    /// <param name="path">What messages call the tensor.</param>
    /// <param name="stored">How the elements are stored.</param>
    /// <param name="lengths">The lengths of the dimensions; at least one.</param>
    /// <param name="strides">How many elements lie between neighbours along each dimension; at least 0.</param>
    /// <param name="offset">Where the first element lies in the file.</param>
    public StridedRows(ByteSource file, string path, StoredType stored, nint[] lengths, nint[] strides, long offset)
        : base(file, path, stored, lengths)
    {
        _offset = offset;
        _rowLengths = [.. lengths[..^1].Select(length => (long)length)];
        _strides = strides;
        _neighbourStride = lengths.Length < 2 ? 1 : strides[^2];
    }

    internal override bool IsScattered => true;

    /// <summary>The strides of a tensor whose first index runs fastest.</summary>
    public static nint[] FortranStrides(ReadOnlySpan<nint> lengths)
    {
        nint[] strides = new nint[lengths.Length];
        nint stride = 1;
        for (int axis = 0; axis < lengths.Length; axis++)
        {
            strides[axis] = stride;
            stride *= lengths[axis];
        }

        return strides;
    }

    protected override void Fill<T>(long start, Span<T> destination, RowBuffer buffer)
    {
        Span<byte> raw = Stored.Raw(destination, buffer);
        switch (Stored.Size)
        {
            case sizeof(byte):
                Gather(start, raw);
                break;
            case sizeof(ushort):
                Gather(start, MemoryMarshal.Cast<byte, ushort>(raw));
                break;
            case sizeof(uint):
                Gather(start, MemoryMarshal.Cast<byte, uint>(raw));
                break;
            default:
                Gather(start, MemoryMarshal.Cast<byte, ulong>(raw));
                break;
        }

        Stored.Finish(raw, destination);
    }

    /// <summary>Fetches elements as they are stored, as rectangles of whole neighbouring rows and pieces of single ones.</summary>
    private void Gather<TStored>(long start, Span<TStored> destination)
        where TStored : unmanaged
    {
        byte[] span = ArrayPool<byte>.Shared.Rent(MostBytes);
        while (!destination.IsEmpty)
        {
            (long row, long column) = Math.DivRem(start, Support);
            bool isWhole = column == 0 && destination.Length >= Support;
            long columns = isWhole ? Support : Math.Min(Support - column, destination.Length);
            long rows = isWhole && _strides[^1] != 1 ? Math.Min(destination.Length / Support, NeighboursFrom(row)) : 1;
            Span<TStored> rectangle = destination[..(int)(rows * columns)];
            if (_strides[^1] == 1)
            {
                File.ReadExactly(MemoryMarshal.AsBytes(rectangle), _offset + ((PlaceOf(row) + column) * Stored.Size));
            }
            else
            {
                Gather(row, column, rectangle, (int)rows, span);
            }

            destination = destination[rectangle.Length..];
            start += rectangle.Length;
        }

        ArrayPool<byte>.Shared.Return(span);
    }

    /// <summary>How many rows follow each other along the last of the axes that count rows.</summary>
    private long NeighboursFrom(long row) => _rowLengths.Length == 0 ? 1 : _rowLengths[^1] - (row % _rowLengths[^1]);

    /// <summary>Fetches a rectangle: neighbouring rows, of each the same columns.</summary>
    private void Gather<TStored>(long row, long column, Span<TStored> destination, int rows, Span<byte> buffer)
        where TStored : unmanaged
    {
        int columns = destination.Length / rows;
        bool isClose = _neighbourStride <= MostGap / Stored.Size;
        int most = isClose ? (int)(MostBytes / (Stored.Size * Math.Max(1, _neighbourStride))) : 1;
        for (int c = 0; c < columns; c++)
        {
            long place = PlaceOf(row) + ((column + c) * _strides[^1]);
            for (int done = 0; done < rows; done += most)
            {
                int count = Math.Min(most, rows - done);
                int span = (int)((count - 1) * _neighbourStride) + 1;
                Span<byte> raw = buffer[..(span * Stored.Size)];
                File.ReadExactly(raw, _offset + ((place + (done * _neighbourStride)) * Stored.Size));
                Scatter(MemoryMarshal.Cast<byte, TStored>(raw), count, destination[((done * columns) + c)..], columns);
            }
        }
    }

    private void Scatter<TStored>(ReadOnlySpan<TStored> neighbours, int count, Span<TStored> destination, int columns)
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
        for (int axis = _rowLengths.Length - 1; axis >= 0; axis--)
        {
            place += row % _rowLengths[axis] * _strides[axis];
            row /= _rowLengths[axis];
        }

        return place;
    }
}
