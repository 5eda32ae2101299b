using System.Buffers.Binary;
using Parquet.Meta;

namespace KLDiv.Files.Columnar.ParquetFiles;

/// <summary>A page of a column: its values, or the dictionary that these refer to.</summary>
/// <param name="Offset">Where its header starts in the file.</param>
/// <param name="HeaderLength">The length of its header.</param>
/// <param name="Length">The length of header and data.</param>
/// <param name="Expanded">What its data come to without compression.</param>
/// <param name="FirstElement">The number of its first element among those of its row group.</param>
/// <param name="Count">How many elements it has, missing ones included.</param>
/// <param name="Encoding">How its values are encoded, by the format's number.</param>
/// <param name="Levels">What a page of version 2 has before its values; null of others.</param>
internal readonly record struct ParquetPage(long Offset, int HeaderLength, long Length, int Expanded, long FirstElement, int Count, int Encoding, PageLevels? Levels)
{
    public const int DataPage = 0, DictionaryPage = 2, DataPageV2 = 3;

    private const int MostHeader = 1 << 16;

    /// <summary>A page may come to so many bytes and elements, or to so many for each byte that it has: a file of some bytes takes no memory without an end.</summary>
    private const int MostExpanded = 1 << 24, MostExpansion = 1 << 12;

    /// <summary>Compressed data say within so many bytes what they come to.</summary>
    private const int MostBeginning = 32;

    /// <summary>The pages of a column in a row group, which are found by passing from header to header.</summary>
    /// <param name="file">The file.</param>
    /// <param name="path">What messages call the column.</param>
    /// <param name="column">What the file says of the column in the row group.</param>
    /// <param name="elementSize">The bytes of an element as the file stores it; 0 where they are bits.</param>
    /// <param name="dictionary">The dictionary; null where there is none.</param>
    public static ParquetPage[] Find(ByteSource file, string path, ColumnMetaData column, int elementSize, out ParquetPage? dictionary)
    {
        List<ParquetPage> pages = [];
        dictionary = null;
        long place = new[] { column.DictionaryPageOffset ?? 0, column.DataPageOffset }.Where(offset => offset != 0).DefaultIfEmpty(-1).Min();
        long elements = 0;
        while (elements < column.NumValues)
        {
            if (place < 0 || place >= file.Length)
            {
                throw new DataFileException(path, $"has a page at byte {place}; the file has {file.Length}");
            }

            ParquetPage page = Read(file, path, column.Codec, place, elements, elementSize, out bool isDictionary);
            if (isDictionary)
            {
                dictionary = dictionary is null && pages.Count == 0 ? page : throw new DataFileException(path, $"has a second dictionary at byte {place}");
            }
            else
            {
                pages.Add(page);
                elements += page.Count;
            }

            place += page.Length;
        }

        return elements == column.NumValues ? [.. pages] : throw new DataFileException(path, $"has {elements} elements in the pages of a row group that has {column.NumValues}");
    }

    private static ParquetPage Read(ByteSource file, string path, CompressionCodec codec, long place, long elements, int elementSize, out bool isDictionary)
    {
        byte[] start = new byte[Math.Min(MostHeader, file.Length - place)];
        file.ReadExactly(start, place);
        Dictionary<(string Structure, int Field), long> numbers = [];
        ThriftCheck header = new(start, numbers);
        header.Walk("PageHeader");
        long type = numbers.GetValueOrDefault(("PageHeader", 1), -1), expanded = numbers.GetValueOrDefault(("PageHeader", 2), -1), compressed = numbers.GetValueOrDefault(("PageHeader", 3), -1);
        isDictionary = type == DictionaryPage;
        string kind = type switch { DataPage => "DataPageHeader", DictionaryPage => "DictionaryPageHeader", DataPageV2 => "DataPageHeaderV2", _ => "" };
        long count = numbers.GetValueOrDefault((kind, 1), -1);
        if (compressed < 0 || compressed > file.Length - place - header.Place || expanded < 0 || count < 0)
        {
            throw new DataFileException(path, $"has a page at byte {place} of type {type}, {compressed} bytes and {count} elements; the file has {file.Length} bytes");
        }

        PageLevels? levels = type == DataPageV2 ? LevelsOf(path, numbers, Math.Min(compressed, expanded), count) : null;
        long levelBytes = levels?.Length ?? 0, values = place + header.Place + levelBytes;
        byte[] beginning = new byte[Math.Min(MostBeginning, compressed - levelBytes)];
        file.ReadExactly(beginning, values);
        long said = Math.Max(expanded, levels is { IsCompressed: false } ? 0 : SaidBy(codec, beginning));
        int encoding = (int)numbers.GetValueOrDefault((kind, type == DataPageV2 ? 4 : 2), -1);
        bool isPlain = isDictionary || encoding == (int)Parquet.Meta.Encoding.PLAIN;
        if (Math.Max(said, count) > Math.Max(MostExpanded, compressed * MostExpansion) || said > Array.MaxLength || count > Array.MaxLength / sizeof(double)
            || ((codec == CompressionCodec.UNCOMPRESSED || levels is { IsCompressed: false }) && expanded != compressed))
        {
            throw new DataFileException(path, $"has a page of {compressed} bytes that is said to come to {said} bytes and {count} elements");
        }

        // Missing values take no bytes, but are refused in any case.
        return isPlain && count * elementSize > expanded - levelBytes
            ? throw new DataFileException(path, $"has a page of {expanded} bytes, too few for {count} elements")
            : new ParquetPage(place, header.Place, header.Place + compressed, (int)expanded, elements, (int)count, encoding, levels);
    }

    private static PageLevels LevelsOf(string path, Dictionary<(string Structure, int Field), long> numbers, long bytes, long count)
    {
        const string Kind = "DataPageHeaderV2";
        long missing = numbers.GetValueOrDefault((Kind, 2)), definitions = numbers.GetValueOrDefault((Kind, 5)), repetitions = numbers.GetValueOrDefault((Kind, 6));
        return missing < 0 || missing > count || definitions < 0 || definitions > bytes || repetitions < 0 || repetitions > bytes - definitions
            ? throw new DataFileException(path, $"has a page of {bytes} bytes and {count} elements whose levels take {definitions} and {repetitions} bytes, and which lacks {missing} elements")
            : new PageLevels((int)repetitions, (int)definitions, (int)missing, numbers.GetValueOrDefault((Kind, 7), 1) != 0);
    }

    /// <summary>What compressed data say themselves that they come to, which is believed too; 0 where they say nothing.</summary>
    private static long SaidBy(CompressionCodec codec, ReadOnlySpan<byte> data) => codec switch
    {
        CompressionCodec.SNAPPY => SaidBySnappy(data),
        CompressionCodec.ZSTD => SaidByZstd(data),
        _ => 0,
    };

    private static long SaidBySnappy(ReadOnlySpan<byte> data)
    {
        long length = 0;
        for (int i = 0; i < Math.Min(5, data.Length); i++)
        {
            length |= (data[i] & 0x7FL) << (7 * i);
            if (data[i] < 0x80)
            {
                break;
            }
        }

        return length;
    }

    /// <summary>Source: RFC 8878, section 3.1.1.</summary>
    private static long SaidByZstd(ReadOnlySpan<byte> data)
    {
        const int Descriptor = 4;
        if (data.Length <= Descriptor)
        {
            return 0;
        }

        bool isSingle = (data[Descriptor] & 0x20) != 0;
        int place = Descriptor + 1 + (isSingle ? 0 : 1) + ((data[Descriptor] & 3) switch { 0 => 0, 1 => 1, 2 => 2, _ => 4 });
        int size = (data[Descriptor] >> 6) switch { 0 => isSingle ? 1 : 0, 1 => 2, 2 => 4, _ => 8 };
        if (size == 0 || data.Length < place + size)
        {
            return 0;
        }

        Span<byte> length = stackalloc byte[sizeof(ulong)];
        data.Slice(place, size).CopyTo(length);
        return (long)Math.Min(BinaryPrimitives.ReadUInt64LittleEndian(length) + (size == 2 ? 256u : 0u), long.MaxValue);
    }
}
