using System.Buffers.Binary;
using System.IO.Compression;
using System.IO.Hashing;
using System.Text;

namespace KLDiv.TestSupport;

/// <summary>A member of a zip archive that is built byte by byte; every field may be set wrong.</summary>
internal sealed record ZipEntry(string Name, byte[] Contents)
{
    public ushort Method { get; init; }

    public ushort Flags { get; init; }

    public uint? Crc { get; init; }

    public uint? CompressedLength { get; init; }

    public uint? Length { get; init; }

    public uint? Offset { get; init; }

    /// <summary>The extra field of the directory.</summary>
    public byte[] Extra { get; init; } = [];

    /// <summary>The bytes in the archive, where they are not the contents.</summary>
    public byte[]? Raw { get; init; }

    /// <summary>A member that is deflated.</summary>
    public static ZipEntry Deflated(string name, byte[] contents) =>
        new(name, contents) { Method = 8, Raw = Deflate(contents) };

    public static byte[] Deflate(byte[] contents)
    {
        using var packed = new MemoryStream();
        using (var stream = new DeflateStream(packed, CompressionLevel.Optimal))
        {
            stream.Write(contents);
        }

        return packed.ToArray();
    }
}

/// <summary>Zip archives built byte by byte.</summary>
internal static class ZipBytes
{
    private const int EndLength = 22;

    public static byte[] Of(params ZipEntry[] entries) => Of(comment: "", entries);

    public static byte[] Of(string comment, params ZipEntry[] entries)
    {
        List<byte> archive = [];
        List<byte> directory = [];
        foreach (ZipEntry entry in entries)
        {
            byte[] name = Encoding.UTF8.GetBytes(entry.Name);
            byte[] raw = entry.Raw ?? entry.Contents;
            byte[] common =
            [
                .. U16(20), .. U16(entry.Flags), .. U16(entry.Method), .. U32(0),
                .. U32(entry.Crc ?? Crc32.HashToUInt32(entry.Contents)),
                .. U32(entry.CompressedLength ?? (uint)raw.Length), .. U32(entry.Length ?? (uint)entry.Contents.Length), .. U16(name.Length),
            ];
            directory.AddRange(
                [.. "PK\u0001\u0002"u8, .. U16(20), .. common, .. U16(entry.Extra.Length), .. U16(0), .. U16(0), .. U16(0), .. U32(0), .. U32(entry.Offset ?? (uint)archive.Count), .. name, .. entry.Extra]);
            archive.AddRange([.. "PK\u0003\u0004"u8, .. common, .. U16(0), .. name, .. raw]);
        }

        int offset = archive.Count;
        archive.AddRange(directory);
        archive.AddRange(End(entries.Length, directory.Count, offset, comment));
        return [.. archive];
    }

    /// <summary>The record at the end.</summary>
    public static byte[] End(int count, int length, int offset, string comment = "", int disk = 0) =>
    [
        .. "PK\u0005\u0006"u8, .. U16(disk), .. U16(0), .. U16(count), .. U16(count), .. U32((uint)length), .. U32((uint)offset),
        .. U16(comment.Length), .. Encoding.ASCII.GetBytes(comment),
    ];

    /// <summary>An archive of one member in which every size and offset stands in 64 bits.</summary>
    public static byte[] Wide(string name, byte[] contents)
    {
        ZipEntry entry = new(name, contents)
        {
            Length = uint.MaxValue,
            CompressedLength = uint.MaxValue,
            Offset = uint.MaxValue,
            Extra = [.. U16(7), .. U16(1), 0, .. U16(1), .. U16(24), .. I64(contents.Length), .. I64(contents.Length), .. I64(0)],
        };
        byte[] archive = Of(entry);
        long directory = archive.AsSpan().LastIndexOf("PK\u0001\u0002"u8);
        long end = archive.Length - EndLength;
        return
        [
            .. archive[..(int)end],
            .. "PK\u0006\u0006"u8, .. I64(44), .. U16(45), .. U16(45), .. U32(0), .. U32(0), .. I64(1), .. I64(1), .. I64(end - directory), .. I64(directory),
            .. "PK\u0006\u0007"u8, .. U32(0), .. I64(end), .. U32(1),
            .. "PK\u0005\u0006"u8, .. U16(0), .. U16(0), .. U16(-1), .. U16(-1), .. U32(uint.MaxValue), .. U32(uint.MaxValue), .. U16(0),
        ];
    }

    public static byte[] U16(int value)
    {
        byte[] bytes = new byte[2];
        BinaryPrimitives.WriteUInt16LittleEndian(bytes, (ushort)value);
        return bytes;
    }

    public static byte[] U32(uint value)
    {
        byte[] bytes = new byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, value);
        return bytes;
    }

    public static byte[] I64(long value)
    {
        byte[] bytes = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, value);
        return bytes;
    }
}
