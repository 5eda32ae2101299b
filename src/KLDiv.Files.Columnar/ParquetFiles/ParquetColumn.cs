using System.Runtime.InteropServices;
using KLDiv.Files.Columnar.Blocks;
using Parquet.Schema;

namespace KLDiv.Files.Columnar.ParquetFiles;

/// <summary>A column of a Parquet file: page by page, of which one is held.</summary>
internal sealed class ParquetColumn : BlockColumn
{
    private readonly string _path;
    private readonly DataField _field;
    private readonly ParquetPages _pages;
    private readonly Func<int, ReadOnlyMemory<byte>> _decode;
    private (long Start, ReadOnlyMemory<byte> Bytes) _held;

    /// <param name="file">The file.</param>
    /// <param name="path">What messages call the column.</param>
    /// <param name="field">The column, which has numbers.</param>
    public ParquetColumn(ParquetFile file, string path, ParquetField field)
        : this(file, path, field, new ParquetPages(file, path, field.Data!, SizeInFile(field.Stored!.Value)))
    {
    }

    private ParquetColumn(ParquetFile file, string path, ParquetField field, ParquetPages pages)
        : base(field.Name, field.Stored!.Value, file.Rows, field.IsList ? LengthOf(path, file, pages.Groups) : null)
    {
        (_path, _field, _pages) = (path, field.Data!, pages);
        _decode = DecoderOf(field);
        long width = ListLength ?? 1;
        foreach (ParquetGroup group in pages.Groups)
        {
            if (group.Count != group.Rows * width)
            {
                throw Unequal(path, group.Count, group.Rows);
            }
        }
    }

    /// <summary>The bytes of an element as a file stores it; 0 where they are bits.</summary>
    private static int SizeInFile(StoredType stored) => stored.Kind switch
    {
        StoredKind.Bool => 0,
        StoredKind.Float16 => sizeof(ushort),
        _ => Math.Max(sizeof(int), stored.Size),
    };

    public override void Read(long start, Span<byte> raw)
    {
        while (!raw.IsEmpty)
        {
            long held = _held.Bytes.Length / Stored.Size;
            if (start < _held.Start || start >= _held.Start + held)
            {
                Hold(start);
                held = _held.Bytes.Length / Stored.Size;
            }

            int count = (int)Math.Min(raw.Length / Stored.Size, _held.Start + held - start);
            _held.Bytes.Span.Slice((int)(start - _held.Start) * Stored.Size, count * Stored.Size).CopyTo(raw);
            raw = raw[(count * Stored.Size)..];
            start += count;
        }
    }

    private static long LengthOf(string path, ParquetFile file, IReadOnlyList<ParquetGroup> groups)
    {
        long elements = groups.Sum(group => group.Count);
        return file.Rows == 0 ? 0 : elements % file.Rows == 0 ? elements / file.Rows : throw Unequal(path, elements, file.Rows);
    }

    private static DataFileException Unequal(string path, long elements, long rows) =>
        new(path, $"has {elements} elements in {rows} rows of a row group; a tensor needs lists of one length");

    /// <summary>Decodes the page that has an element.</summary>
    private void Hold(long element)
    {
        _held = (0, ReadOnlyMemory<byte>.Empty);
        (long first, int count) = _pages.Show(element);
        ReadOnlyMemory<byte> bytes = LibraryFormat.Guarded(_path, () => _decode(count));
        CheckLevels(first, count);
        _held = (first, bytes);
    }

    /// <summary>No value may be missing, and every list must begin where one of the length does.</summary>
    private void CheckLevels(long start, int count)
    {
        if (_field.MaxDefinitionLevel > 0 && _pages.Levels[..count].IndexOfAnyExcept(_field.MaxDefinitionLevel) is >= 0 and var missing)
        {
            throw new DataFileException(_path, $"has no value in row {(start + missing) / (ListLength ?? 1)}; fill it in, or leave the row out");
        }

        long length = ListLength ?? 1;
        long expected = (length - (start % length)) % length;
        for (int i = 0; _field.MaxRepetitionLevel > 0 && i < count; i++)
        {
            bool begins = i == expected;
            if (begins != (_pages.Repetitions[i] == 0))
            {
                throw new DataFileException(_path, $"has a list of another length than {length} at row {(start + i) / length}; a tensor needs lists of one length");
            }

            expected += begins ? length : 0;
        }
    }

    private Func<int, ReadOnlyMemory<byte>> DecoderOf(ParquetField field) => Stored.Kind switch
    {
        StoredKind.Float64 => DecoderOf<double>(),
        StoredKind.Float32 => DecoderOf<float>(),
        StoredKind.Float16 => DecodeHalves,
        StoredKind.Int64 => DecoderOf<long>(),
        StoredKind.Int32 => DecoderOf<int>(),
        StoredKind.Int16 => DecoderOf<short>(),
        StoredKind.Int8 => DecoderOf<sbyte>(),
        StoredKind.UInt64 => DecoderOf<ulong>(),
        StoredKind.UInt32 => DecoderOf<uint>(),
        StoredKind.UInt16 => DecoderOf<ushort>(),
        StoredKind.UInt8 => DecoderOf<byte>(),
        _ => DecoderOf<bool>(),
    };

    private Func<int, ReadOnlyMemory<byte>> DecoderOf<T>()
        where T : unmanaged
    {
        T[] values = [];
        byte[] bytes = [];
        return count =>
        {
            if (values.Length < count)
            {
                values = new T[count];
                bytes = new byte[count * Stored.Size];
            }

            // What a damaged page leaves out shows as NaN.
            MemoryMarshal.AsBytes(values.AsSpan(0, count)).Fill(byte.MaxValue);
            _pages.Decode<T>(values.AsMemory(0, count));
            MemoryMarshal.AsBytes(values.AsSpan(0, count)).CopyTo(bytes);
            return bytes.AsMemory(0, count * Stored.Size);
        };
    }

    private ReadOnlyMemory<byte> DecodeHalves(int count)
    {
        ReadOnlyMemory<byte>[] values = new ReadOnlyMemory<byte>[count];
        _pages.Decode<ReadOnlyMemory<byte>>(values);
        byte[] bytes = new byte[count * sizeof(ushort)];
        for (int i = 0; i < count; i++)
        {
            values[i].Span[..sizeof(ushort)].CopyTo(bytes.AsSpan(i * sizeof(ushort)));
        }

        return bytes;
    }
}
