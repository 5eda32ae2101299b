using System.Buffers.Binary;

namespace KLDiv.Files.Columnar.ArrowFiles;

/// <summary>Where the numbers of a record batch lie in its file.</summary>
internal sealed class ArrowBatch
{
    private const int MostMetadata = 1 << 26;
    private const int MessageHeaderField = 2, MessageTypeField = 1, DictionaryMessage = 2, RecordBatchMessage = 3, DictionaryBatchField = 1;
    private const int LengthField = 0, NodesField = 1, BuffersField = 2, CompressionField = 3;
    private const int PairSize = 2 * sizeof(long);

    private readonly long _body;
    private readonly long _bodyLength;
    private readonly byte[] _nodes;
    private readonly byte[] _buffers;

    private ArrowBatch(FlatTable batch, long body, long bodyLength, long firstRow)
    {
        Rows = batch.Int64(LengthField);
        FirstRow = firstRow;
        Codec = batch.Has(CompressionField) ? batch.Table(CompressionField).Byte(0) : null;
        (_body, _bodyLength) = (body, bodyLength);
        _nodes = batch.Vector(NodesField, PairSize).ToArray();
        _buffers = batch.Vector(BuffersField, PairSize).ToArray();
    }

    /// <summary>How many rows the batch has.</summary>
    public long Rows { get; }

    /// <summary>The number of the first one among those of the file.</summary>
    public long FirstRow { get; }

    /// <summary>How the buffers are compressed: 0, LZ4; 1, zstd; null where they are not.</summary>
    public byte? Codec { get; }

    /// <summary>The number of the dictionary whose values these are; null where they are rows of the table.</summary>
    public long? Dictionary { get; private init; }

    /// <summary>The batch that has a row.</summary>
    public static ArrowBatch Of(IReadOnlyList<ArrowBatch> batches, long row)
    {
        int low = 0, high = batches.Count - 1;
        while (low < high)
        {
            int middle = (low + high + 1) / 2;
            (low, high) = batches[middle].FirstRow <= row ? (middle, high) : (low, middle - 1);
        }

        // Batches without rows have the number of the next one's first row.
        return batches[low];
    }

    /// <param name="file">The file.</param>
    /// <param name="block">What the footer says of the batch: where it is, and the lengths of what describes it and of what it holds.</param>
    /// <param name="firstRow">The number of its first row.</param>
    public static ArrowBatch Read(ByteSource file, ReadOnlySpan<byte> block, long firstRow)
    {
        const int MetadataPlace = 8, BodyPlace = 16, LongPrefix = 8, ShortPrefix = 4;
        long offset = BinaryPrimitives.ReadInt64LittleEndian(block), bodyLength = BinaryPrimitives.ReadInt64LittleEndian(block[BodyPlace..]);
        int metadataLength = BinaryPrimitives.ReadInt32LittleEndian(block[MetadataPlace..]);
        if (offset < 0 || metadataLength is < LongPrefix or > MostMetadata || bodyLength < 0 || (Int128)offset + metadataLength + bodyLength > file.Length)
        {
            throw file.Malformed($"has a record batch at byte {offset} of {metadataLength} and {bodyLength} bytes; the file has {file.Length}");
        }

        byte[] metadata = new byte[metadataLength];
        file.ReadExactly(metadata, offset);
        bool isLong = BinaryPrimitives.ReadInt32LittleEndian(metadata) == -1;
        FlatTable message = FlatTable.Root(metadata.AsSpan(isLong ? LongPrefix : ShortPrefix));
        FlatTable header = message.Table(MessageHeaderField);
        ArrowBatch batch = message.Byte(MessageTypeField) switch
        {
            RecordBatchMessage => new ArrowBatch(header, offset + metadataLength, bodyLength, firstRow),
            DictionaryMessage => new ArrowBatch(header.Table(DictionaryBatchField), offset + metadataLength, bodyLength, firstRow) { Dictionary = header.Int64(0) },
            _ => throw file.Malformed($"has no record batch at byte {offset}"),
        };
        return batch.Rows is >= 0 and < 1L << 48 ? batch : throw file.Malformed($"has a record batch of {batch.Rows} rows");
    }

    /// <summary>How many elements a field has in the batch, and how many of them are missing.</summary>
    public (long Count, long Missing) Node(int index) => Pair(_nodes, index);

    /// <summary>Where a buffer lies in the file, and how long it is.</summary>
    public (long Offset, long Length) Buffer(int index)
    {
        (long offset, long length) = Pair(_buffers, index);
        return offset >= 0 && length >= 0 && length <= _bodyLength - offset
            ? (_body + offset, length)
            : throw new InvalidDataException($"a buffer at byte {offset} of {length} bytes, and the record batch has {_bodyLength}");
    }

    private static (long First, long Second) Pair(byte[] pairs, int index)
    {
        ReadOnlySpan<byte> pair = pairs.AsSpan(index * PairSize, PairSize);
        return (BinaryPrimitives.ReadInt64LittleEndian(pair), BinaryPrimitives.ReadInt64LittleEndian(pair[sizeof(long)..]));
    }
}
