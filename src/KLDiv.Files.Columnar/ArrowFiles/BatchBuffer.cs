using System.Buffers.Binary;
using Apache.Arrow.Compression;
using Apache.Arrow.Ipc;

namespace KLDiv.Files.Columnar.ArrowFiles;

/// <summary>The bytes of one buffer of a column in each batch. What is not compressed is read by position; of what is, the buffer of one batch is held.</summary>
/// <param name="file">The file.</param>
/// <param name="path">What messages call the column.</param>
/// <param name="index">The place of the buffer among those of a batch.</param>
internal sealed class BatchBuffer(ByteSource file, string path, int index)
{
    /// <summary>So many bytes may come of a buffer, or so many for each of its own: a file of some bytes takes no memory without an end.</summary>
    private const int MostExpanded = 1 << 24, MostExpansion = 1 << 12;

    private const int LengthPrefix = sizeof(long);

    private (ArrowBatch? Batch, byte[] Bytes) _expanded = (null, []);

    /// <summary>Reads bytes from a place in the buffer on.</summary>
    public void Read(ArrowBatch batch, long offset, Span<byte> destination)
    {
        MustHold(batch, offset + destination.Length);
        if (batch.Codec is null)
        {
            file.ReadExactly(destination, batch.Buffer(index).Offset + offset);
        }
        else
        {
            _expanded.Bytes.AsSpan((int)offset, destination.Length).CopyTo(destination);
        }
    }

    /// <summary>Checks that the buffer has so many bytes, before room is made for them.</summary>
    public void MustHold(ArrowBatch batch, long needed)
    {
        (long place, long length) = LibraryFormat.Guarded(path, () => batch.Buffer(index));
        if (batch.Codec is not null)
        {
            _expanded = _expanded.Batch == batch ? _expanded : (batch, LibraryFormat.Guarded(path, () => Expand(file, path, batch, place, length)));
            length = _expanded.Bytes.Length;
        }

        if (needed > length)
        {
            throw new DataFileException(path, $"has a buffer of {length} bytes for {batch.Rows} rows, which need {needed}");
        }
    }

    /// <summary>Reads bits from a place in the buffer on, each as a byte.</summary>
    public void ReadBits(ArrowBatch batch, long first, Span<byte> flags)
    {
        long firstByte = first / 8;
        byte[] bits = new byte[((first + flags.Length + 7) / 8) - firstByte];
        Read(batch, firstByte, bits);
        for (int i = 0; i < flags.Length; i++)
        {
            long place = first + i - (firstByte * 8);
            flags[i] = (byte)((bits[place / 8] >> (int)(place % 8)) & 1);
        }
    }

    /// <summary>The bytes of a compressed buffer: how many, and then they; or -1, and they are not compressed.</summary>
    public static byte[] Expand(ByteSource file, string path, ArrowBatch batch, long place, long length)
    {
        if (length == 0)
        {
            return [];
        }

        byte[] compressed = length is >= LengthPrefix and < int.MaxValue ? new byte[length] : throw new DataFileException(path, $"has a compressed buffer of {length} bytes");
        file.ReadExactly(compressed, place);
        long expanded = BinaryPrimitives.ReadInt64LittleEndian(compressed);
        if (expanded == -1)
        {
            return compressed[LengthPrefix..];
        }

        if (expanded < 0 || expanded > Math.Min(Array.MaxLength, Math.Max(MostExpanded, length * MostExpansion)))
        {
            throw new DataFileException(path, $"has a buffer of {length} bytes that is said to come to {expanded}; write smaller record batches, or without compression");
        }

        byte[] bytes = new byte[expanded];
        using ICompressionCodec codec = new CompressionCodecFactory().CreateCodec(batch.Codec == 0 ? CompressionCodecType.Lz4Frame : CompressionCodecType.Zstd);
        int count = codec.Decompress(compressed.AsMemory(LengthPrefix), bytes);
        return count == expanded ? bytes : throw new DataFileException(path, $"has a buffer that comes to {count} bytes, and is said to come to {expanded}");
    }
}
