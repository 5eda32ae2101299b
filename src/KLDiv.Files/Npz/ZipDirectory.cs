using System.Buffers.Binary;
using System.Text;
using KLDiv.Files.Bytes;
using KLDiv.Files.Formats;

namespace KLDiv.Files.Npz;

/// <summary>
/// The directory at the end of a zip archive. <see cref="System.IO.Compression.ZipArchive"/> does not tell where the bytes of a
/// member lie, which reading by position needs, nor does it bound the memory that a directory takes.
/// </summary>
/// <remarks>The format: PKWARE's APPNOTE.TXT; the rules for what is read: docs/formats/npz.md.</remarks>
internal sealed class ZipDirectory
{
    /// <summary>The most bytes of a directory that are read: some 15,000 members.</summary>
    public const int MostBytes = 1 << 20;

    private const int EndLength = 22;
    private const int MostComment = ushort.MaxValue;
    private const int LocatorLength = 20;
    private const int End64Length = 56;
    private const int MemberLength = 46;
    private const int LocalLength = 30;
    private const uint EndMark = 0x06054B50;
    private const uint LocatorMark = 0x07064B50;
    private const uint End64Mark = 0x06064B50;
    private const uint MemberMark = 0x02014B50;
    private const uint LocalMark = 0x04034B50;

    private readonly ByteSource _file;
    private readonly long _offset;

    private ZipDirectory(ByteSource file, long offset, IReadOnlyList<ZipMember> members)
    {
        _file = file;
        _offset = offset;
        Members = members;
    }

    /// <summary>How an archive with members starts.</summary>
    public static ReadOnlySpan<byte> Magic => "PK\u0003\u0004"u8;

    /// <summary>How an archive without members starts.</summary>
    public static ReadOnlySpan<byte> EmptyMagic => "PK\u0005\u0006"u8;

    public IReadOnlyList<ZipMember> Members { get; }

    /// <summary>Reads the directory of an archive.</summary>
    /// <exception cref="DataFileException">The file is no archive, or a malformed one.</exception>
    public static ZipDirectory Read(ByteSource file)
    {
        (long offset, long length, long count) = FindDirectory(file);
        if (length > MostBytes)
        {
            throw file.Malformed($"says that its directory is {length} bytes long; the most that is read is {MostBytes}");
        }

        byte[] bytes = new byte[length];
        file.ReadExactly(bytes, offset);
        return new ZipDirectory(file, offset, ReadMembers(file, bytes, count));
    }

    /// <summary>Where the bytes of a member start, once its own header has been compared with the directory.</summary>
    /// <param name="member">The member.</param>
    /// <param name="path">What messages call it.</param>
    /// <exception cref="DataFileException">The header is not there, or the bytes lie outside the archive's.</exception>
    public long Locate(ZipMember member, string path)
    {
        Span<byte> header = stackalloc byte[LocalLength];
        if (member.HeaderOffset > _offset - LocalLength)
        {
            throw new DataFileException(path, $"has its header at byte {member.HeaderOffset} of the archive, whose directory starts at {_offset}");
        }

        _file.ReadExactly(header, member.HeaderOffset);
        if (BinaryPrimitives.ReadUInt32LittleEndian(header) != LocalMark)
        {
            throw new DataFileException(path, $"has no header at byte {member.HeaderOffset} of the archive: {Convert.ToHexString(header[..4])} is there, and not 504B0304");
        }

        long start = member.HeaderOffset + LocalLength + U16(header, 26) + U16(header, 28);
        return member.CompressedLength <= _offset - start
            ? start
            : throw new DataFileException(
                path, $"has {member.CompressedLength} bytes from byte {start} of the archive on, whose directory starts at {_offset}");
    }

    /// <summary>Finds the directory by the record at the end of the archive, and by the one of 64 bits before that where there is one.</summary>
    private static (long Offset, long Length, long Count) FindDirectory(ByteSource file)
    {
        byte[] tail = new byte[Math.Min(file.Length, EndLength + MostComment)];
        long tailOffset = file.Length - tail.Length;
        file.ReadExactly(tail, tailOffset);
        int end = FindEnd(tail);
        if (end < 0)
        {
            throw file.Malformed($"has no end of a zip directory in its last {tail.Length} bytes");
        }

        ReadOnlySpan<byte> record = tail.AsSpan(end);
        (long disk, long first, long here, long count, long length, long offset) =
            (U16(record, 4), U16(record, 6), U16(record, 8), U16(record, 10), U32(record, 12), U32(record, 16));
        long limit = tailOffset + end;
        bool isWide = count == ushort.MaxValue || length == uint.MaxValue || offset == uint.MaxValue;
        if (ReadEnd64(file, limit, mustBeThere: isWide) is (long start, byte[] wide))
        {
            limit = start;
            (disk, first, here, count, length, offset) = (U32(wide, 16), U32(wide, 20), I64(wide, 24), I64(wide, 32), I64(wide, 40), I64(wide, 48));
        }

        if (disk != 0 || first != 0 || here != count)
        {
            throw file.Malformed($"is part {disk} of an archive in several parts, which are not read");
        }

        return offset >= 0 && length >= 0 && offset <= limit && length == limit - offset
            ? (offset, length, count)
            : throw file.Malformed($"says that its directory is {length} bytes long from byte {offset} on; it must end where its end is told, at byte {limit}");
    }

    /// <summary>The last place whose comment ends with the file, as an archive's end does.</summary>
    private static int FindEnd(ReadOnlySpan<byte> tail)
    {
        for (int end = tail.Length - EndLength; end >= 0; end--)
        {
            if (U32(tail, end) == EndMark && end + EndLength + U16(tail, end + 20) == tail.Length)
            {
                return end;
            }
        }

        return -1;
    }

    /// <summary>The record of 64 bits before the end of an archive. Some programs write it though nothing in it needs 64 bits.</summary>
    private static (long Offset, byte[] Record)? ReadEnd64(ByteSource file, long end, bool mustBeThere)
    {
        byte[] locator = new byte[LocatorLength];
        if (end >= LocatorLength + End64Length)
        {
            file.ReadExactly(locator, end - LocatorLength);
            long offset = I64(locator, 8);
            if (U32(locator, 0) == LocatorMark && offset >= 0 && offset <= end - LocatorLength - End64Length)
            {
                byte[] record = new byte[End64Length];
                file.ReadExactly(record, offset);
                if (U32(record, 0) == End64Mark)
                {
                    return (offset, record);
                }
            }
        }

        return mustBeThere ? throw file.Malformed("has no end of 64 bits, though its end says so") : null;
    }

    private static List<ZipMember> ReadMembers(ByteSource file, ReadOnlySpan<byte> directory, long count)
    {
        List<ZipMember> members = [];
        HashSet<string> names = new(StringComparer.Ordinal);
        int offset = 0;
        for (long i = 0; i < count; i++)
        {
            ReadOnlySpan<byte> rest = directory[offset..];
            if (rest.Length < MemberLength || U32(rest, 0) != MemberMark || rest.Length < MemberLength + U16(rest, 28) + U16(rest, 30) + U16(rest, 32))
            {
                throw file.Malformed($"has no member {i} of {count} at byte {offset} of its directory");
            }

            ZipMember member = ReadMember(file, rest);
            if (!names.Add(member.Name))
            {
                throw file.Malformed($"has the member {TensorPath.Shown(member.Name)} twice");
            }

            members.Add(member);
            offset += MemberLength + U16(rest, 28) + U16(rest, 30) + U16(rest, 32);
        }

        return offset == directory.Length
            ? members
            : throw file.Malformed($"has {directory.Length - offset} bytes after the {count} members of its directory");
    }

    private static ZipMember ReadMember(ByteSource file, ReadOnlySpan<byte> entry)
    {
        string name = Encoding.UTF8.GetString(entry.Slice(MemberLength, U16(entry, 28)));
        ReadOnlySpan<byte> extra = entry.Slice(MemberLength + U16(entry, 28), U16(entry, 30));
        long compressed = U32(entry, 20);
        long length = U32(entry, 24);
        long header = U32(entry, 42);

        // Values of 64 bits stand in the extra field, in this order, where those of 32 bits are all ones.
        ReadOnlySpan<byte> wide = length == uint.MaxValue || compressed == uint.MaxValue || header == uint.MaxValue ? Find64(extra) : default;
        length = length == uint.MaxValue ? Take(ref wide) : length;
        compressed = compressed == uint.MaxValue ? Take(ref wide) : compressed;
        header = header == uint.MaxValue ? Take(ref wide) : header;
        return length >= 0 && compressed >= 0 && header >= 0
            ? new ZipMember
            {
                Name = name,
                Method = U16(entry, 10),
                IsEncrypted = (U16(entry, 8) & 1) != 0,
                Crc32 = (uint)U32(entry, 16),
                CompressedLength = compressed,
                Length = length,
                HeaderOffset = header,
            }
            : throw file.Malformed($"member {TensorPath.Shown(name)} lacks its sizes of 64 bits, or they are negative");
    }

    /// <summary>The extra field of number 1, which holds values of 64 bits; empty where there is none.</summary>
    private static ReadOnlySpan<byte> Find64(ReadOnlySpan<byte> extra)
    {
        while (extra.Length >= 4 && extra.Length >= 4 + U16(extra, 2))
        {
            if (U16(extra, 0) == 1)
            {
                return extra.Slice(4, U16(extra, 2));
            }

            extra = extra[(4 + U16(extra, 2))..];
        }

        return default;
    }

    private static long Take(ref ReadOnlySpan<byte> values)
    {
        if (values.Length < sizeof(long))
        {
            return -1;
        }

        long value = I64(values, 0);
        values = values[sizeof(long)..];
        return value;
    }

    private static int U16(ReadOnlySpan<byte> bytes, int offset) => BinaryPrimitives.ReadUInt16LittleEndian(bytes[offset..]);

    private static long U32(ReadOnlySpan<byte> bytes, int offset) => BinaryPrimitives.ReadUInt32LittleEndian(bytes[offset..]);

    private static long I64(ReadOnlySpan<byte> bytes, int offset) => BinaryPrimitives.ReadInt64LittleEndian(bytes[offset..]);
}
