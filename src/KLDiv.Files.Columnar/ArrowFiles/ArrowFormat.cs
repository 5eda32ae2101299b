using System.Buffers.Binary;
using Apache.Arrow;
using Apache.Arrow.Types;
using KLDiv.Files.Columnar.Blocks;
using KLDiv.Files.Columnar.Typed;

namespace KLDiv.Files.Columnar.ArrowFiles;

/// <summary>Arrow IPC files, which Feather files of the second version are too.</summary>
internal sealed class ArrowFormat() : LibraryFormat("Arrow", ".arrow", ".feather")
{
    private const int OffsetsPiece = 1 << 16;

    public override bool Recognises(ReadOnlySpan<byte> start, long length) => start.StartsWith(ArrowFile.Magic);

    public override string Reads => "tables, lists of numbers";

    protected override IReadOnlyList<string> NamesIn(ByteSource file) => [.. ArrowFile.Read(file).Schema.FieldsList.Select(field => field.Name)];

    protected override RowSource OpenRows(ByteSource file, string? tensor)
    {
        ArrowFile arrow = ArrowFile.Read(file);
        string path = tensor is null ? file.Path : $"{file.Path}#{tensor}";
        int[] chosen = ColumnChoice.Choose(file.Path, tensor, [.. arrow.Schema.FieldsList.Select(Summary)]);
        ArrowColumn[] columns = [.. chosen.Select(place => Open(file, path, arrow, place))];
        return new ColumnRows(file, path, columns, columns.Any(column => column.IsExpanded));
    }

    protected override TypedTable TableIn(ByteSource file)
    {
        ArrowFile arrow = ArrowFile.Read(file);
        TypedColumn[] columns = [.. arrow.Schema.FieldsList.Select(field => (field.Name, Type: ArrowCellTypes.Of(field.DataType))).Select(field => new TypedColumn(field.Name, field.Type.Name, field.Type.Kind))];
        return new CellTable(file, columns, arrow.Rows, (place, path) => CellsOf(file, path, arrow, place));
    }

    private static ArrowCells CellsOf(ByteSource file, string path, ArrowFile arrow, int place)
    {
        Field field = arrow.Schema.GetFieldByIndex(place);
        Func<ReadOnlyMemory<byte>[]>? levels = field.DataType is DictionaryType dictionary ? () => LevelsOf(file, path, arrow, arrow.Dictionaries[place], dictionary.ValueType) : null;
        return new ArrowCells(file, path, field.DataType, arrow.Batches, ArrowLayout.Of(arrow.Schema, place), levels);
    }

    /// <summary>The values of a dictionary, as texts.</summary>
    private static ReadOnlyMemory<byte>[] LevelsOf(ByteSource file, string path, ArrowFile arrow, long? dictionary, IArrowType type)
    {
        List<ReadOnlyMemory<byte>> levels = [];
        foreach (ArrowBatch batch in arrow.Values.Where(values => values.Dictionary == dictionary))
        {
            ArrowCells cells = new(file, path, type, [batch], default);
            for (long row = batch.FirstRow; row < batch.FirstRow + batch.Rows; row++)
            {
                levels.Add(System.Text.Encoding.UTF8.GetBytes(cells.Text(row).ToArray()));
            }
        }

        return [.. levels];
    }

    private static ColumnOffer Summary(Field field)
    {
        Field? elements = ElementsOf(field.DataType);
        string element = TypeName((elements ?? field).DataType);
        return new(field.Name, elements is null ? element : $"lists of {element}", elements is not null, ArrowLayout.StoredAs((elements ?? field).DataType) is not null);
    }

    private static string TypeName(IArrowType type) => ArrowLayout.StoredAs(type)?.Name ?? type.Name;

    /// <summary>What lists are of; null where the type is none of lists.</summary>
    private static Field? ElementsOf(IArrowType type) => type.TypeId is ArrowTypeId.List or ArrowTypeId.LargeList or ArrowTypeId.FixedSizeList ? ((NestedType)type).Fields[0] : null;

    private static ArrowColumn Open(ByteSource file, string path, ArrowFile arrow, int place)
    {
        Field field = arrow.Schema.GetFieldByIndex(place);
        ArrowLayout layout = ArrowLayout.Of(arrow.Schema, place);
        Field? elements = ElementsOf(field.DataType);
        StoredType stored = ArrowLayout.StoredAs((elements ?? field).DataType)!.Value;
        int buffers = elements is null ? 0 : field.DataType is FixedSizeListType ? 1 : 2;
        int elementNode = elements is null ? layout.Node : layout.Node + 1;
        long? length = field.DataType is FixedSizeListType list ? list.ListSize : elements is null ? null : LengthOf(path, arrow, elementNode);
        foreach (ArrowBatch batch in arrow.Batches)
        {
            Check(path, batch, layout.Node, batch.Rows);
            Check(path, batch, elementNode, batch.Rows * (length ?? 1));
            if (buffers == 2)
            {
                CheckOffsets(file, path, batch, layout.Buffer + 1, field.DataType is LargeListType ? sizeof(long) : sizeof(int), length!.Value);
            }
        }

        return new ArrowColumn(file, path, field.Name, stored, arrow.Batches, layout.Buffer + buffers + 1, length);
    }

    /// <summary>What the lengths of all lists must be: as many elements as there are, over as many rows.</summary>
    private static long LengthOf(string path, ArrowFile arrow, int elementNode)
    {
        long rows = arrow.Rows, elements = 0;
        foreach (ArrowBatch batch in arrow.Batches)
        {
            elements = checked(elements + batch.Node(elementNode).Count);
        }

        return rows == 0 ? 0 : elements % rows == 0 ? elements / rows : throw Unequal(path, elements, rows);
    }

    private static void Check(string path, ArrowBatch batch, int node, long expected)
    {
        (long count, long missing) = batch.Node(node);
        if (missing != 0)
        {
            throw new DataFileException(path, $"has {missing} missing values in the rows from {batch.FirstRow} to {batch.FirstRow + batch.Rows - 1}; fill them in, or leave these rows out");
        }

        if (count != expected)
        {
            throw Unequal(path, count, batch.Rows);
        }
    }

    /// <summary>The lists of a batch must follow each other, and each be of the one length.</summary>
    private static void CheckOffsets(ByteSource file, string path, ArrowBatch batch, int buffer, int size, long length)
    {
        (long place, long bytes) = batch.Buffer(buffer);
        byte[]? expanded = batch.Codec is null ? null : BatchBuffer.Expand(file, path, batch, place, bytes);
        bytes = expanded?.Length ?? bytes;
        if (batch.Rows == 0)
        {
            return;
        }

        if (bytes / size <= batch.Rows)
        {
            throw new DataFileException(path, $"has {bytes} bytes of offsets for {batch.Rows} rows");
        }

        byte[] piece = new byte[OffsetsPiece * size];
        for (long row = 0; row <= batch.Rows; row += OffsetsPiece)
        {
            Span<byte> offsets = piece.AsSpan(0, (int)Math.Min(OffsetsPiece, batch.Rows + 1 - row) * size);
            if (expanded is null)
            {
                file.ReadExactly(offsets, place + (row * size));
            }
            else
            {
                expanded.AsSpan((int)(row * size), offsets.Length).CopyTo(offsets);
            }

            for (int i = 0; i < offsets.Length / size; i++)
            {
                long offset = size == sizeof(int) ? BinaryPrimitives.ReadInt32LittleEndian(offsets[(i * size)..]) : BinaryPrimitives.ReadInt64LittleEndian(offsets[(i * size)..]);
                if (offset != (row + i) * length)
                {
                    throw new DataFileException(path, $"has lists of unequal lengths up to row {batch.FirstRow + row + i - 1}; a tensor needs lists of one length, and none missing");
                }
            }
        }
    }

    private static DataFileException Unequal(string path, long elements, long rows) =>
        new(path, $"has lists of unequal lengths: {elements} elements in {rows} rows; a tensor needs lists of one length");
}
