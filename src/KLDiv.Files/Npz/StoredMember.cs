using System.IO.Hashing;
using KLDiv.Files.Bytes;

namespace KLDiv.Files.Npz;

/// <summary>
/// The bytes of a stored member, read by their place like those of a file of its own. What is read is taken into the checksum on the way, in any
/// order and by any number of threads; when the last byte that had not been read is, the checksum must be what the archive says. Of a member that
/// is not read to its end (for a shard, or where rows weigh 0) it stays unknown.
/// </summary>
/// <param name="file">The archive, owned from now on.</param>
/// <param name="path">What messages call the member.</param>
/// <param name="start">Where its bytes start in the archive.</param>
/// <param name="member">What the archive says of it.</param>
/// <param name="isOptional">Whether a checksum of 0 says that there is none.</param>
internal sealed class StoredMember(ByteSource file, string path, long start, ZipMember member, bool isOptional = false) : ByteSource(path)
{
    /// <summary>Elements that are fetched one by one leave as many pieces; instead, the member is then read once from first to last.</summary>
    private const int MostPieces = 1 << 10;

    private const int MostBytes = 1 << 18;

    private readonly Lock _gate = new();

    /// <summary>What has been read, in the order of the places. Neighbours are one.</summary>
    private readonly List<Piece> _read = [];

    /// <summary>torch.save can be told to leave the checksums out, which are then 0.</summary>
    private bool _isChecked = isOptional && member.Crc32 == 0;

    public override long Length => member.Length;

    public override int Read(Span<byte> destination, long offset)
    {
        int count = (int)Math.Clamp(Length - offset, 0, destination.Length);
        file.ReadExactly(destination[..count], start + offset);
        if (count > 0 && !Volatile.Read(ref _isChecked))
        {
            Note(destination[..count], offset);
        }

        return count;
    }

    protected override void Dispose(bool disposing) => file.Dispose();

    private void Note(ReadOnlySpan<byte> bytes, long offset)
    {
        // Outside the lock, since nearly always all of it is new.
        Piece all = new(offset, offset + bytes.Length, Crc32.HashToUInt32(bytes));
        lock (_gate)
        {
            if (_isChecked)
            {
                return;
            }

            foreach ((long from, long to) in NotRead(all.Start, all.End))
            {
                bool isAll = to - from == bytes.Length;
                Add(isAll ? all : new Piece(from, to, Crc32.HashToUInt32(bytes[(int)(from - offset)..(int)(to - offset)])));
            }

            if (_read.Count > MostPieces)
            {
                Check(ChecksumOfAll());
            }
            else if (_read[0].Start == 0 && _read[0].End == Length)
            {
                Check(_read[0].Checksum);
            }
        }
    }

    /// <summary>The stretches of a stretch that have not been read.</summary>
    private List<(long From, long To)> NotRead(long from, long to)
    {
        List<(long From, long To)> gaps = [];
        foreach (Piece piece in _read)
        {
            if (piece.End <= from || piece.Start >= to)
            {
                continue;
            }

            if (piece.Start > from)
            {
                gaps.Add((from, piece.Start));
            }

            from = piece.End;
        }

        if (from < to)
        {
            gaps.Add((from, to));
        }

        return gaps;
    }

    private void Add(Piece piece)
    {
        int place = _read.FindIndex(other => other.Start > piece.Start);
        place = place < 0 ? _read.Count : place;
        if (place < _read.Count && _read[place].Start == piece.End)
        {
            piece = piece.With(_read[place]);
            _read.RemoveAt(place);
        }

        if (place > 0 && _read[place - 1].End == piece.Start)
        {
            _read[place - 1] = _read[place - 1].With(piece);
            return;
        }

        _read.Insert(place, piece);
    }

    private uint ChecksumOfAll()
    {
        Crc32 checksum = new();
        byte[] bytes = new byte[MostBytes];
        for (long done = 0; done < Length; done += MostBytes)
        {
            Span<byte> piece = bytes.AsSpan(0, (int)Math.Min(MostBytes, Length - done));
            file.ReadExactly(piece, start + done);
            checksum.Append(piece);
        }

        return checksum.GetCurrentHashAsUInt32();
    }

    private void Check(uint checksum)
    {
        if (checksum != member.Crc32)
        {
            throw new DataFileException(Path, $"has the CRC-32 {checksum:X8}; the archive says {member.Crc32:X8}");
        }

        Volatile.Write(ref _isChecked, true);
    }

    /// <summary>Bytes that have been read, and their checksum.</summary>
    private readonly record struct Piece(long Start, long End, uint Checksum)
    {
        public Piece With(Piece next) => new(Start, next.End, JoinedChecksum.Of(Checksum, next.Checksum, next.End - next.Start));
    }
}
