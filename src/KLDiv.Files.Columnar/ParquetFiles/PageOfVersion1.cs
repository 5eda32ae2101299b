using System.Buffers.Binary;
using System.IO.Compression;
using K4os.Compression.LZ4;
using Parquet.Meta;
using Parquet.Schema;
using Snappier;
using ZstdSharp;

namespace KLDiv.Files.Columnar.ParquetFiles;

/// <summary>
/// Pages of version 2, whose lists, missing values and bool the library does not read, written anew as those of version 1 without compression: the levels go
/// before the values with their lengths, and bool become bits.
/// </summary>
internal static class PageOfVersion1
{
    private const byte FieldOfNumber = 0x15, DataPageHeader = 0x2C, DictionaryPageHeader = 0x4C;

    /// <summary>The bytes of a page, behind those of the dictionary that it refers to.</summary>
    /// <param name="file">The file.</param>
    /// <param name="path">What messages call the column.</param>
    /// <param name="codec">How pages of the column are compressed.</param>
    /// <param name="field">The column.</param>
    /// <param name="dictionary">The dictionary; null where there is none.</param>
    /// <param name="page">The page.</param>
    /// <exception cref="DataFileException">The page is not what it says.</exception>
    public static byte[] Of(ByteSource file, string path, CompressionCodec codec, DataField field, ParquetPage? dictionary, ParquetPage page)
    {
        using MemoryStream bytes = new();
        if (dictionary is { } shared)
        {
            byte[] entries = Expand(path, codec, DataOf(file, shared), shared.Expanded);
            Write(bytes, ParquetPage.DictionaryPage, DictionaryPageHeader, shared, entries.Length, (int)Encoding.PLAIN);
            bytes.Write(entries);
        }

        PageLevels levels = page.Levels!.Value;
        byte[] data = DataOf(file, page);
        ReadOnlySpan<byte> repetitions = field.MaxRepetitionLevel > 0 ? data.AsSpan(0, levels.Repetitions) : [], definitions = field.MaxDefinitionLevel > 0 ? data.AsSpan(levels.Repetitions, levels.Definitions) : [];
        byte[] values = Expand(path, levels.IsCompressed ? codec : CompressionCodec.UNCOMPRESSED, data.AsSpan(levels.Length), page.Expanded - levels.Length);
        bool isRuns = page.Encoding == (int)Encoding.RLE && field.ClrType == typeof(bool);
        values = isRuns ? BitsOfRuns(path, values, page.Count - levels.Missing) : values;
        int length = values.Length + (field.MaxRepetitionLevel > 0 ? sizeof(int) + repetitions.Length : 0) + (field.MaxDefinitionLevel > 0 ? sizeof(int) + definitions.Length : 0);
        Write(bytes, ParquetPage.DataPage, DataPageHeader, page, length, isRuns ? (int)Encoding.PLAIN : page.Encoding);
        WriteLevels(bytes, field.MaxRepetitionLevel, repetitions);
        WriteLevels(bytes, field.MaxDefinitionLevel, definitions);
        bytes.Write(values);
        return bytes.ToArray();
    }

    private static byte[] DataOf(ByteSource file, ParquetPage page)
    {
        byte[] data = new byte[page.Length - page.HeaderLength];
        file.ReadExactly(data, page.Offset + page.HeaderLength);
        return data;
    }

    /// <summary>A header in Thrift's compact protocol: numbers that follow each other, a structure of them, and the ends of both.</summary>
    private static void Write(MemoryStream bytes, int type, byte structure, ParquetPage page, int length, int encoding)
    {
        WriteNumbers(bytes, type, length, length);
        bytes.WriteByte(structure);
        WriteNumbers(bytes, structure == DataPageHeader ? [page.Count, encoding, (int)Encoding.RLE, (int)Encoding.RLE] : [page.Count, encoding]);
        bytes.Write([0, 0]);
    }

    private static void WriteNumbers(MemoryStream bytes, params ReadOnlySpan<int> numbers)
    {
        foreach (int number in numbers)
        {
            bytes.WriteByte(FieldOfNumber);
            uint left = (uint)number << 1;
            for (; left >= 0x80; left >>= 7)
            {
                bytes.WriteByte((byte)(left | 0x80));
            }

            bytes.WriteByte((byte)left);
        }
    }

    private static void WriteLevels(MemoryStream bytes, int mostLevel, ReadOnlySpan<byte> levels)
    {
        if (mostLevel > 0)
        {
            Span<byte> length = stackalloc byte[sizeof(int)];
            BinaryPrimitives.WriteInt32LittleEndian(length, levels.Length);
            bytes.Write(length);
            bytes.Write(levels);
        }
    }

    private static byte[] Expand(string path, CompressionCodec codec, ReadOnlySpan<byte> data, int length)
    {
        if (codec == CompressionCodec.UNCOMPRESSED)
        {
            return data.ToArray();
        }

        byte[] expanded = new byte[length];
        int written = codec switch
        {
            _ when data.IsEmpty => 0,
            CompressionCodec.SNAPPY => Snappy.Decompress(data, expanded),
            CompressionCodec.ZSTD => Unzstd(data, expanded),
            CompressionCodec.LZ4_RAW => LZ4Codec.Decode(data, expanded),
            CompressionCodec.BROTLI => BrotliDecoder.TryDecompress(data, expanded, out int count) ? count : -1,
            CompressionCodec.GZIP => Gunzip(data, expanded),
            _ => throw new DataFileException(path, $"is compressed by {codec}, which is not read in data pages of version 2"),
        };
        return written == length ? expanded : throw new DataFileException(path, $"has a page of {data.Length} bytes that does not come to the {length} bytes that it says");
    }

    private static int Unzstd(ReadOnlySpan<byte> data, Span<byte> expanded)
    {
        using Decompressor decompressor = new();
        return decompressor.Unwrap(data, expanded);
    }

    private static int Gunzip(ReadOnlySpan<byte> data, byte[] expanded)
    {
        using GZipStream stream = new(new MemoryStream(data.ToArray()), CompressionMode.Decompress);
        return stream.ReadAtLeast(expanded, expanded.Length, throwOnEndOfStream: false);
    }

    /// <summary>Bool as version 2 writes them: runs of one value, or of bits as they are.</summary>
    private static byte[] BitsOfRuns(string path, ReadOnlySpan<byte> runs, int count)
    {
        byte[] bits = new byte[(count + 7) / 8];
        int place = sizeof(int);
        for (int done = 0; done < count;)
        {
            (uint header, place) = Varint(path, runs, place);
            bool isBits = (header & 1) != 0;
            long length = Math.Min((header >> 1) * (isBits ? 8L : 1), count - done);
            int bytes = isBits ? (int)((length + 7) / 8) : 1;
            if (length == 0 || bytes > runs.Length - place)
            {
                throw Short(path);
            }

            for (int i = 0; i < length; i++, done++)
            {
                bool value = ((isBits ? runs[place + (i / 8)] >> (i % 8) : runs[place]) & 1) != 0;
                bits[done / 8] |= (byte)(value ? 1 << (done % 8) : 0);
            }

            place += bytes;
        }

        return bits;
    }

    private static (uint Number, int End) Varint(string path, ReadOnlySpan<byte> bytes, int place)
    {
        uint number = 0;
        for (int shift = 0; shift < 32 && place < bytes.Length; shift += 7)
        {
            byte next = bytes[place++];
            number |= (uint)(next & 0x7F) << shift;
            if (next < 0x80)
            {
                return (number, place);
            }
        }

        throw Short(path);
    }

    private static DataFileException Short(string path) => new(path, "has a page with fewer values than it says");
}
