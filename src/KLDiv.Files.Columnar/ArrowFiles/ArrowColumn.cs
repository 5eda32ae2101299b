using System.Buffers.Binary;
using Apache.Arrow.Compression;
using Apache.Arrow.Ipc;
using KLDiv.Files.Columnar.Blocks;

namespace KLDiv.Files.Columnar.ArrowFiles;

/// <summary>A column of an Arrow file. What is not compressed is read by position; of what is, one buffer at a time is held.</summary>
internal sealed class ArrowColumn : BlockColumn
{
    /// <summary>So many bytes may come of a buffer, or so many for each of its own: a file of some bytes takes no memory without an end.</summary>
    private const int MostExpanded = 1 << 24, MostExpansion = 1 << 12;

    private const int LengthPrefix = sizeof(long);

    private readonly ByteSource _file;
    private readonly string _path;
    private readonly IReadOnlyList<ArrowBatch> _batches;
    private readonly int _buffer;
    private (ArrowBatch? Batch, byte[] Bytes) _expanded = (null, []);

    /// <param name="file">The file.</param>
    /// <param name="path">What messages call the column.</param>
    /// <param name="name">Its name.</param>
    /// <param name="stored">How its elements are stored.</param>
    /// <param name="batches">The batches of the file.</param>
    /// <param name="buffer">The place of the buffer of the elements among those of a batch.</param>
    /// <param name="listLength">How many elements each row has; null where each is one number.</param>
    public ArrowColumn(ByteSource file, string path, string name, StoredType stored, IReadOnlyList<ArrowBatch> batches, int buffer, long? listLength)
        : base(name, stored, batches.Sum(batch => batch.Rows), listLength) => (_file, _path, _batches, _buffer) = (file, path, batches, buffer);

    /// <summary>Whether one thread at a time may read.</summary>
    public bool IsExpanded => _batches.Any(batch => batch.Codec is not null);

    private long Width => ListLength ?? 1;

    public override void Read(long start, Span<byte> raw)
    {
        while (!raw.IsEmpty)
        {
            ArrowBatch batch = BatchOf(start / Math.Max(1, Width));
            long first = start - (batch.FirstRow * Width), count = Math.Min(raw.Length / Stored.Size, (batch.Rows * Width) - first);
            Span<byte> piece = raw[..(int)(count * Stored.Size)];
            if (Stored.Kind is StoredKind.Bool)
            {
                ReadBits(batch, first, piece);
            }
            else
            {
                ReadBytes(batch, first * Stored.Size, piece);
            }

            raw = raw[piece.Length..];
            start += count;
        }
    }

    private void ReadBits(ArrowBatch batch, long first, Span<byte> flags)
    {
        long firstByte = first / 8;
        byte[] bits = new byte[((first + flags.Length + 7) / 8) - firstByte];
        ReadBytes(batch, firstByte, bits);
        for (int i = 0; i < flags.Length; i++)
        {
            long place = first + i - (firstByte * 8);
            flags[i] = (byte)((bits[place / 8] >> (int)(place % 8)) & 1);
        }
    }

    private void ReadBytes(ArrowBatch batch, long offset, Span<byte> destination)
    {
        (long place, long length) = LibraryFormat.Guarded(_path, () => batch.Buffer(_buffer));
        if (batch.Codec is null)
        {
            MustHold(length, offset + destination.Length, batch);
            _file.ReadExactly(destination, place + offset);
            return;
        }

        if (_expanded.Batch != batch)
        {
            _expanded = (batch, LibraryFormat.Guarded(_path, () => Expand(_file, _path, batch, place, length)));
        }

        MustHold(_expanded.Bytes.Length, offset + destination.Length, batch);
        _expanded.Bytes.AsSpan((int)offset, destination.Length).CopyTo(destination);
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

    private void MustHold(long length, long needed, ArrowBatch batch)
    {
        if (needed > length)
        {
            throw new DataFileException(_path, $"has a buffer of {length} bytes for {batch.Rows} rows, which need {needed}");
        }
    }

    private ArrowBatch BatchOf(long row)
    {
        int low = 0, high = _batches.Count - 1;
        while (low < high)
        {
            int middle = (low + high + 1) / 2;
            (low, high) = _batches[middle].FirstRow <= row ? (middle, high) : (low, middle - 1);
        }

        // Batches without rows have the number of the next one's first row.
        return _batches[low];
    }
}
