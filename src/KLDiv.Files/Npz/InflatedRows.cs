using KLDiv.Files.Bytes;
using KLDiv.Files.Elements;
using KLDiv.Files.Npy;
using KLDiv.Files.Rows;

namespace KLDiv.Files.Npz;

/// <summary>The rows of a deflated <c>.npy</c> member of an archive, inflated as they are read.</summary>
internal sealed class InflatedRows : StoredRows
{
    private const int MostPiece = 1 << 16;

    private readonly Lock _gate = new();
    private readonly int _dataOffset;
    private readonly Func<Inflation> _start;
    private Inflation _inflation;
    private long _position;

    private InflatedRows(ByteSource file, string path, NpyHeader header, Func<Inflation> start, Inflation inflation)
        : base(file, path, header.Stored, header.Lengths)
    {
        _dataOffset = header.DataOffset;
        _start = start;
        _inflation = inflation;
    }

    public override bool IsSequential => true;

    /// <param name="file">The archive, owned from now on.</param>
    /// <param name="path">What messages call the member.</param>
    /// <param name="offset">Where its bytes start.</param>
    /// <param name="member">What the archive says of it.</param>
    /// <param name="asked">What the elements are said to be, of a type that NumPy does not know; null: nothing.</param>
    /// <exception cref="DataFileException">The member is malformed.</exception>
    public static InflatedRows Open(ByteSource file, string path, long offset, ZipMember member, StoredKind? asked)
    {
        NpyHeader header = ReadHeader(start, path, member.Length, asked);
        if (header.IsFortran)
        {
            throw new DataFileException(
                path, "is deflated and in Fortran order, so that no row is whole before the last byte; store it in C order, or without compression");
        }

        var rows = new InflatedRows(file, path, header, start, start());
        try
        {
            rows.Skip(header.DataOffset);
            return rows;
        }
        catch
        {
            rows._inflation.Dispose();
            throw;
        }

        Inflation start() => new(file, path, offset, member);
    }

    protected override void Dispose(bool disposing)
    {
        _inflation.Dispose();
        base.Dispose(disposing);
    }

    protected override void Fill<T>(long start, Span<T> destination, RowBuffer buffer)
    {
        lock (_gate)
        {
            if (start < _position)
            {
                _inflation.Dispose();
                _inflation = _start();
                _position = 0;
                Skip(_dataOffset);
            }

            long skipped = start - _position;
            long end = start + destination.Length;

            // Where reading fails, what follows is not where it is thought to be: the next reading starts again.
            _position = long.MaxValue;
            Skip(skipped * Stored.Size);
            while (!destination.IsEmpty)
            {
                Span<T> piece = destination[..Math.Min(destination.Length, MostPiece)];
                Span<byte> raw = Stored.Raw(piece, buffer);
                _inflation.ReadExactly(raw);
                Stored.Finish(raw, piece);
                destination = destination[piece.Length..];
            }

            _position = end;
        }
    }

    /// <summary>The header, out of an inflation of its own: how long it is, is known when it has been read.</summary>
    private static NpyHeader ReadHeader(Func<Inflation> start, string path, long length, StoredKind? asked)
    {
        byte[] bytes = new byte[Math.Min(length, NpyHeader.MostBytes)];
        using Inflation inflation = start();
        inflation.ReadExactly(bytes);
        return NpyHeader.Parse(path, bytes, length, asked);
    }

    private void Skip(long bytes)
    {
        Span<byte> passed = stackalloc byte[1 << 12];
        for (; bytes > 0; bytes -= Math.Min(bytes, passed.Length))
        {
            _inflation.ReadExactly(passed[..(int)Math.Min(bytes, passed.Length)]);
        }
    }
}
