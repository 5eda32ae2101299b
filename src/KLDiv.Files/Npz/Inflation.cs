using System.IO.Compression;
using System.IO.Hashing;
using KLDiv.Files.Bytes;

namespace KLDiv.Files.Npz;

/// <summary>
/// The bytes of a deflated member, from first to last: at most as many as the archive says, each counted and taken into the
/// checksum on the way. At the end both must be what the archive says.
/// </summary>
/// <param name="file">The archive.</param>
/// <param name="path">What messages call the member.</param>
/// <param name="offset">Where its bytes start in the archive.</param>
/// <param name="member">What the archive says of it.</param>
internal sealed class Inflation(ByteSource file, string path, long offset, ZipMember member) : IDisposable
{
    private readonly DeflateStream _stream = new(new PartStream(file, offset, member.CompressedLength), CompressionMode.Decompress);
    private readonly Crc32 _checksum = new();
    private long _position;

    /// <summary>Fills the destination with the next bytes, which must lie within the member's length.</summary>
    /// <exception cref="DataFileException">The member is no deflated data, or shorter or longer than the archive says, or its
    /// checksum differs.</exception>
    public void ReadExactly(Span<byte> destination)
    {
        int count = Read(destination);
        if (count < destination.Length)
        {
            throw new DataFileException(path, $"inflates to {_position} bytes; the archive says {member.Length}");
        }

        if (_position == member.Length)
        {
            CheckEnd();
        }
    }

    public void Dispose() => _stream.Dispose();

    private int Read(Span<byte> destination)
    {
        try
        {
            int count = _stream.ReadAtLeast(destination, destination.Length, throwOnEndOfStream: false);
            _checksum.Append(destination[..count]);
            _position += count;
            return count;
        }
        catch (InvalidDataException e)
        {
            throw new DataFileException(path, $"is no deflated data after {_position} bytes of it", e);
        }
    }

    private void CheckEnd()
    {
        uint checksum = _checksum.GetCurrentHashAsUInt32();
        Span<byte> more = stackalloc byte[1];
        if (Read(more) > 0)
        {
            throw new DataFileException(path, $"inflates to more bytes than the {member.Length} that the archive says");
        }

        if (checksum != member.Crc32)
        {
            throw new DataFileException(path, $"has the CRC-32 {checksum:X8}; the archive says {member.Crc32:X8}");
        }
    }
}
