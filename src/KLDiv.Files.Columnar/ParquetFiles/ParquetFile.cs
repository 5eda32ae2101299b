using System.Buffers.Binary;
using KLDiv.Files.Columnar.Typed;
using Parquet;
using Parquet.Meta;
using Parquet.Schema;

namespace KLDiv.Files.Columnar.ParquetFiles;

/// <summary>A Parquet file that the library has opened, after what the file says of itself has been looked at.</summary>
internal sealed class ParquetFile
{
    private const int MostFooter = 1 << 26;

    private ParquetFile(ByteSource source, ParquetStream stream, ParquetReader reader, bool isTable)
    {
        (Source, Stream, Reader) = (source, stream, reader);
        HashSet<string> halves = TakeHalves(reader.Metadata!);
        CellTypes = isTable ? ParquetCellTypes.Take(reader.Metadata!.Schema, halves) : [];
        Fields = [.. reader.Schema.Fields.Select(field => ParquetField.Of(field, halves))];
        Rows = reader.RowGroups.Sum(group => group.RowCount >= 0 ? group.RowCount : throw source.Malformed($"has a row group of {group.RowCount} rows"));
    }

    public static ReadOnlySpan<byte> Magic => "PAR1"u8;

    public ByteSource Source { get; }

    public ParquetStream Stream { get; }

    public ParquetReader Reader { get; }

    public IReadOnlyList<ParquetField> Fields { get; }

    /// <summary>What the cells of each column mean, where the file was opened as a table; else none.</summary>
    public IReadOnlyList<CellType> CellTypes { get; }

    public long Rows { get; }

    /// <summary>Opens a file.</summary>
    public static ParquetFile Open(ByteSource file, bool isTable = false)
    {
        CheckFooter(file);
        ParquetStream stream = new(file);
        return new ParquetFile(file, stream, ParquetReader.CreateAsync(stream, leaveStreamOpen: true).GetAwaiter().GetResult(), isTable);
    }

    private static void CheckFooter(ByteSource file)
    {
        int tail = sizeof(int) + Magic.Length;
        byte[] end = new byte[tail];
        if (file.Length < tail + Magic.Length || !file.ReadStart(Magic.Length).AsSpan().SequenceEqual(Magic))
        {
            throw file.Malformed("is no Parquet file: it does not begin with PAR1");
        }

        file.ReadExactly(end, file.Length - tail);
        int length = BinaryPrimitives.ReadInt32LittleEndian(end);
        if (end.AsSpan(sizeof(int)).SequenceEqual("PARE"u8))
        {
            throw file.Malformed("is encrypted");
        }

        if (!end.AsSpan(sizeof(int)).SequenceEqual(Magic) || length <= 0 || length > Math.Min(MostFooter, file.Length - tail - Magic.Length))
        {
            throw file.Malformed("is cut short: it has no footer");
        }

        byte[] footer = new byte[length];
        file.ReadExactly(footer, file.Length - tail - length);
        ThriftCheck check = new(footer);
        check.Walk("FileMetaData");
        if (check.Place != length)
        {
            throw file.Malformed($"has a footer of {length} bytes, of which {check.Place} say something");
        }
    }

    /// <summary>The library refuses any file that has a column of float16; as bytes it reads them. The paths of these columns.</summary>
    private static HashSet<string> TakeHalves(FileMetaData metadata)
    {
        HashSet<string> halves = new(StringComparer.Ordinal);
        Stack<(string Path, int Left)> groups = new();
        foreach (SchemaElement element in metadata.Schema.Skip(1))
        {
            string path = groups.TryPeek(out (string Path, int Left) group) ? $"{group.Path}/{element.Name}" : element.Name;
            if (element.LogicalType?.FLOAT16 is not null && element is { Type: Parquet.Meta.Type.FIXED_LEN_BYTE_ARRAY, TypeLength: sizeof(ushort) })
            {
                element.LogicalType = null;
                halves.Add(new FieldPath(path.Split('/')).ToString());
            }

            if (groups.Count > 0)
            {
                groups.Pop();
                groups.Push((group.Path, group.Left - 1));
            }

            if (element.NumChildren is > 0 and var children)
            {
                groups.Push((path, children));
            }

            while (groups.TryPeek(out (string Path, int Left) done) && done.Left == 0)
            {
                groups.Pop();
            }
        }

        return halves;
    }
}
