using System.Buffers.Binary;
using Apache.Arrow;
using Apache.Arrow.Ipc;
using KLDiv.Files.Columnar.Blocks;

namespace KLDiv.Files.Columnar.ArrowFiles;

/// <summary>
/// What an Arrow file says of itself. The library reads the types of the columns; batches are found and read by position here, since the library
/// takes in a whole one at a time, of at most 2 GB, and believes the lengths that it says it has.
/// </summary>
internal sealed class ArrowFile
{
    private const int MostFooter = 1 << 26;
    private const int SchemaField = 1, DictionariesField = 2, BatchesField = 3, FieldsField = 1, DictionaryField = 4, ChildrenField = 5;
    private const int BlockSize = 24;
    private const int MostDepth = 32, MostFields = 1 << 16;

    private ArrowFile(Schema schema, long?[] dictionaries, ArrowBatch[] values, ArrowBatch[] batches) => (Schema, Dictionaries, Values, Batches) = (schema, dictionaries, values, batches);

    public static ReadOnlySpan<byte> Magic => "ARROW1"u8;

    public Schema Schema { get; }

    /// <summary>For each column the number of the dictionary that its cells refer to; null where it has none.</summary>
    public IReadOnlyList<long?> Dictionaries { get; }

    /// <summary>The values of the dictionaries.</summary>
    public IReadOnlyList<ArrowBatch> Values { get; }

    public IReadOnlyList<ArrowBatch> Batches { get; }

    public long Rows => Batches.Sum(batch => batch.Rows);

    /// <summary>Reads what a file says of itself.</summary>
    public static ArrowFile Read(ByteSource file)
    {
        byte[] footer = ReadFooter(file);
        FlatTable root = FlatTable.Root(footer);
        int fields = 0;
        CheckFields(file, root.Table(SchemaField), FieldsField, depth: 0, ref fields);
        using ArrowFileReader reader = new(new ByteSourceStream(file), leaveOpen: true);
        Schema schema = reader.Schema;
        FlatTable said = root.Table(SchemaField);
        long?[] dictionaries = new long?[Math.Min(schema.FieldsList.Count, said.TableCount(FieldsField))];
        for (int i = 0; i < dictionaries.Length; i++)
        {
            FlatTable field = said.Table(FieldsField, i);
            dictionaries[i] = field.Has(DictionaryField) ? field.Table(DictionaryField).Int64(0) : null;
        }

        return new ArrowFile(schema, dictionaries, ReadBatches(file, root.Vector(DictionariesField, BlockSize)), ReadBatches(file, root.Vector(BatchesField, BlockSize)));
    }

    private static ArrowBatch[] ReadBatches(ByteSource file, ReadOnlySpan<byte> blocks)
    {
        ArrowBatch[] batches = new ArrowBatch[blocks.Length / BlockSize];
        long rows = 0;
        for (int i = 0; i < batches.Length; i++)
        {
            batches[i] = ArrowBatch.Read(file, blocks.Slice(i * BlockSize, BlockSize), rows);
            rows += batches[i].Rows;
        }

        return batches;
    }

    private static byte[] ReadFooter(ByteSource file)
    {
        int tail = sizeof(int) + Magic.Length;
        if (file.Length < (2 * Magic.Length) + sizeof(int) || !file.ReadStart(Magic.Length).AsSpan().SequenceEqual(Magic))
        {
            throw file.Malformed(file.ReadStart(4).AsSpan().SequenceEqual("FEA1"u8)
                ? "is a file of Feather's first version; write it anew as Arrow IPC (Feather version 2)"
                : "is no Arrow IPC file: it does not begin with ARROW1; of a stream, write a file");
        }

        byte[] end = new byte[tail];
        file.ReadExactly(end, file.Length - tail);
        int length = BinaryPrimitives.ReadInt32LittleEndian(end);
        if (!end.AsSpan(sizeof(int)).SequenceEqual(Magic) || length <= 0 || length > Math.Min(MostFooter, file.Length - tail - Magic.Length))
        {
            throw file.Malformed("is cut short: it has no footer");
        }

        byte[] footer = new byte[length];
        file.ReadExactly(footer, file.Length - tail - length);
        return footer;
    }

    /// <summary>The library follows the fields of fields wherever they lead.</summary>
    private static void CheckFields(ByteSource file, FlatTable parent, int field, int depth, ref int fields)
    {
        int count = parent.TableCount(field);
        fields += count;
        if (depth > MostDepth || fields > MostFields)
        {
            throw file.Malformed($"has more than {MostFields} fields, or fields more than {MostDepth} deep");
        }

        for (int i = 0; i < count; i++)
        {
            CheckFields(file, parent.Table(field, i), ChildrenField, depth + 1, ref fields);
        }
    }
}
