using System.Runtime.InteropServices;
using KLDiv.Files.Columnar.Blocks;
using Parquet;
using Parquet.Meta;
using Parquet.Schema;

namespace KLDiv.Files.Columnar.ParquetFiles;

/// <summary>A column of a Parquet file: page by page, of which one is held.</summary>
internal sealed class ParquetColumn : BlockColumn
{
    private readonly ParquetFile _file;
    private readonly string _path;
    private readonly DataField _field;
    private readonly Group[] _groups;
    private readonly Func<int, ReadOnlyMemory<byte>> _decode;
    private int _current = -1;
    private ParquetPage? _dictionary;
    private ParquetPage[] _pages = [];
    private (long Start, ReadOnlyMemory<byte> Bytes) _held;
    private int[] _levels = [], _repetitions = [];

    /// <param name="file">The file.</param>
    /// <param name="path">What messages call the column.</param>
    /// <param name="field">The column, which has numbers.</param>
    public ParquetColumn(ParquetFile file, string path, ParquetField field)
        : this(file, path, field, GroupsOf(file, path, field))
    {
    }

    private ParquetColumn(ParquetFile file, string path, ParquetField field, Group[] groups)
        : base(field.Name, field.Stored!.Value, file.Rows, field.IsList ? LengthOf(path, file, groups) : null)
    {
        (_file, _path, _field, _groups) = (file, path, field.Data!, groups);
        _decode = DecoderOf(field);
        long width = ListLength ?? 1;
        foreach (Group group in groups)
        {
            if (group.Count != group.Rows * width)
            {
                throw Unequal(path, group.Count, group.Rows);
            }
        }
    }

    private int ElementSizeInFile => Stored.Kind is StoredKind.Bool ? 0 : Stored.Kind is StoredKind.Float16 ? sizeof(ushort) : Math.Max(sizeof(int), Stored.Size);

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

    private static Group[] GroupsOf(ParquetFile file, string path, ParquetField field)
    {
        long first = 0;
        return [.. file.Reader.RowGroups.Select(group =>
        {
            ColumnMetaData column = group.GetMetadata(field.Data!)?.MetaData ?? throw new DataFileException(path, "is missing in a row group");
            Group known = new(group, column, first, column.NumValues, group.RowCount);
            first = checked(first + column.NumValues);
            return column.NumValues >= 0 ? known : throw new DataFileException(path, $"has {column.NumValues} elements in a row group");
        })];
    }

    private static long LengthOf(string path, ParquetFile file, Group[] groups)
    {
        long elements = groups.Sum(group => group.Count);
        return file.Rows == 0 ? 0 : elements % file.Rows == 0 ? elements / file.Rows : throw Unequal(path, elements, file.Rows);
    }

    private static DataFileException Unequal(string path, long elements, long rows) =>
        new(path, $"has {elements} elements in {rows} rows of a row group; a tensor needs lists of one length");

    /// <summary>Decodes the page that has an element.</summary>
    private void Hold(long element)
    {
        int index = Array.FindLastIndex(_groups, group => group.FirstElement <= element && group.Count > 0);
        Group group = _groups[index];
        if (_current != index)
        {
            // The place of a page is put into what the library knows of the column; what the file said is kept.
            _current = -1;
            ColumnMetaData said = group.Said;
            _pages = LibraryFormat.Guarded(_path, () => ParquetPage.Find(
                _file.Source, _path, said, ElementSizeInFile, out _dictionary));
            _current = index;
        }

        int place = Array.FindLastIndex(_pages, page => page.FirstElement <= element - group.FirstElement && page.Count > 0);
        ParquetPage page = _pages[place];
        _held = (0, ReadOnlyMemory<byte>.Empty);
        ColumnMetaData shown = group.Shown;
        shown.Codec = page.Levels is null ? group.Said.Codec : CompressionCodec.UNCOMPRESSED;
        if (page.Levels is null)
        {
            _file.Stream.Show(_dictionary, page);
        }
        else
        {
            _file.Stream.Show(LibraryFormat.Guarded(_path, () => PageOfVersion1.Of(_file.Source, _path, group.Said.Codec, _field, _dictionary, page)));
        }

        shown.DataPageOffset = _file.Stream.Length;
        shown.DictionaryPageOffset = shown.IndexPageOffset = null;
        shown.Statistics = null;
        shown.NumValues = page.Count;
        ReadOnlyMemory<byte> bytes = LibraryFormat.Guarded(_path, () => _decode(page.Count));
        CheckLevels(group.FirstElement + page.FirstElement, page.Count);
        _held = (group.FirstElement + page.FirstElement, bytes);
    }

    /// <summary>No value may be missing, and every list must begin where one of the length does.</summary>
    private void CheckLevels(long start, int count)
    {
        if (_field.MaxDefinitionLevel > 0 && _levels.AsSpan(0, count).IndexOfAnyExcept(_field.MaxDefinitionLevel) is >= 0 and var missing)
        {
            throw new DataFileException(_path, $"has no value in row {(start + missing) / (ListLength ?? 1)}; fill it in, or leave the row out");
        }

        long length = ListLength ?? 1;
        long expected = (length - (start % length)) % length;
        for (int i = 0; _field.MaxRepetitionLevel > 0 && i < count; i++)
        {
            bool begins = i == expected;
            if (begins != (_repetitions[i] == 0))
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
            Decode<T>(values.AsMemory(0, count));
            MemoryMarshal.AsBytes(values.AsSpan(0, count)).CopyTo(bytes);
            return bytes.AsMemory(0, count * Stored.Size);
        };
    }

    private ReadOnlyMemory<byte> DecodeHalves(int count)
    {
        ReadOnlyMemory<byte>[] values = new ReadOnlyMemory<byte>[count];
        Decode<ReadOnlyMemory<byte>>(values);
        byte[] bytes = new byte[count * sizeof(ushort)];
        for (int i = 0; i < count; i++)
        {
            values[i].Span[..sizeof(ushort)].CopyTo(bytes.AsSpan(i * sizeof(ushort)));
        }

        return bytes;
    }

    private void Decode<T>(Memory<T> values)
        where T : struct
    {
        if (_levels.Length < values.Length)
        {
            _levels = new int[_field.MaxDefinitionLevel > 0 ? values.Length : 0];
            _repetitions = new int[_field.MaxRepetitionLevel > 0 ? values.Length : 0];
        }

        _groups[_current].Reader.ReadRawAsync(
            _field,
            values,
            _field.MaxDefinitionLevel > 0 ? _levels.AsMemory(0, values.Length) : default(Memory<int>?),
            _field.MaxRepetitionLevel > 0 ? _repetitions.AsMemory(0, values.Length) : default(Memory<int>?)).AsTask().GetAwaiter().GetResult();
    }

    /// <summary>A row group.</summary>
    private sealed record Group(ParquetRowGroupReader Reader, ColumnMetaData Shown, long FirstElement, long Count, long Rows)
    {
        /// <summary>What the file says of the column, before anything was put into it.</summary>
        public ColumnMetaData Said { get; } = new()
        {
            Codec = Shown.Codec,
            NumValues = Shown.NumValues,
            DataPageOffset = Shown.DataPageOffset,
            DictionaryPageOffset = Shown.DictionaryPageOffset,
        };
    }
}
