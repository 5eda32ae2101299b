using System.Runtime.InteropServices;
using Apache.Arrow;
using Apache.Arrow.Compression;
using Apache.Arrow.Ipc;
using Apache.Arrow.Types;
using Parquet;
using Parquet.Schema;
using Field = Parquet.Schema.Field;

namespace KLDiv.TestSupport;

/// <summary>Files that the libraries write, from numbers that a test gives.</summary>
internal static class Written
{
    /// <summary>A column of a file: numbers, and how many of them a row has if it has lists.</summary>
    public sealed record Column(string Name, System.Array Numbers, int? ListLength = null, bool IsOptional = false)
    {
        public int Rows => Numbers.Length / (ListLength ?? 1);
    }

    /// <summary>A Parquet file with a row group for each part of the columns.</summary>
    public static byte[] Parquet(CompressionMethod compression, int groups, params Column[] columns)
    {
        Field[] fields = [.. columns.Select(column => FieldOf(column))];
        ParquetSchema schema = new(fields);
        using MemoryStream stream = new();
        ParquetOptions options = new() { CompressionMethod = compression };
        ParquetWriter writer = ParquetWriter.CreateAsync(schema, stream, options).GetAwaiter().GetResult();
        for (int group = 0; group < groups; group++)
        {
            using ParquetRowGroupWriter rows = writer.CreateRowGroup();
            for (int i = 0; i < columns.Length; i++)
            {
                Write(rows, schema.DataFields[i], Part(columns[i], group, groups), columns[i].ListLength);
            }
        }

        writer.DisposeAsync().AsTask().GetAwaiter().GetResult();
        return stream.ToArray();
    }

    /// <summary>An Arrow file with a record batch for each part of the columns.</summary>
    /// <param name="compression">How buffers are compressed; null: not at all.</param>
    /// <param name="batches">How many batches.</param>
    /// <param name="isFixed">Whether lists are fixed by their type.</param>
    /// <param name="columns">The columns.</param>
    public static byte[] Arrow(CompressionCodecType? compression, int batches, bool isFixed, params Column[] columns)
    {
        using MemoryStream stream = new();
        Apache.Arrow.Schema schema = new(columns.Select(column => new Apache.Arrow.Field(column.Name, TypeOf(column, isFixed), nullable: true)), null);
        using (ArrowFileWriter writer = new(
            stream, schema, leaveOpen: true, new IpcOptions { CompressionCodec = compression, CompressionCodecFactory = new CompressionCodecFactory() }))
        {
            for (int batch = 0; batch < batches; batch++)
            {
                IArrowArray[] arrays = [.. columns.Select(column => ArrayOf(column, TypeOf(column, isFixed), Part(column, batch, batches)))];
                writer.WriteRecordBatch(new RecordBatch(schema, arrays, arrays[0].Length));
            }

            writer.WriteEnd();
        }

        return stream.ToArray();
    }

    private static System.Array Part(Column column, int part, int parts)
    {
        int width = column.ListLength ?? 1, first = column.Rows * part / parts * width, end = column.Rows * (part + 1) / parts * width;
        System.Array numbers = System.Array.CreateInstance(column.Numbers.GetType().GetElementType()!, end - first);
        System.Array.Copy(column.Numbers, first, numbers, 0, numbers.Length);
        return numbers;
    }

    private static Field FieldOf(Column column)
    {
        DataField field = new(column.ListLength is null ? column.Name : "element", column.Numbers.GetType().GetElementType()!, column.IsOptional);
        return column.ListLength is null ? field : new ListField(column.Name, field);
    }

    private static void Write(ParquetRowGroupWriter rows, DataField field, System.Array numbers, int? length)
    {
        // Arrays of signed and unsigned numbers pass for each other.
        switch (Type.GetTypeCode(numbers.GetType().GetElementType()))
        {
            case TypeCode.Double: Write((double[])numbers); break;
            case TypeCode.Single: Write((float[])numbers); break;
            case TypeCode.UInt64: Write((ulong[])numbers); break;
            case TypeCode.Int64: Write((long[])numbers); break;
            case TypeCode.UInt32: Write((uint[])numbers); break;
            case TypeCode.Int32: Write((int[])numbers); break;
            case TypeCode.UInt16: Write((ushort[])numbers); break;
            case TypeCode.Int16: Write((short[])numbers); break;
            case TypeCode.SByte: Write((sbyte[])numbers); break;
            case TypeCode.Byte: Write((byte[])numbers); break;
            case TypeCode.Boolean: Write((bool[])numbers); break;
            default: rows.WriteAsync(field, (string[])numbers).GetAwaiter().GetResult(); break;
        }

        void Write<T>(T[] values)
            where T : struct
        {
            int[] levels = new int[values.Length], repetitions = new int[values.Length];
            System.Array.Fill(levels, field.MaxDefinitionLevel);
            for (int i = 0; i < repetitions.Length; i++)
            {
                repetitions[i] = i % (length ?? 1) == 0 ? 0 : 1;
            }

            rows.WriteAllPartsAsync<T>(
                field, values, field.MaxDefinitionLevel > 0 ? levels.AsMemory() : default(ReadOnlyMemory<int>?), field.MaxRepetitionLevel > 0 ? repetitions.AsMemory() : default(ReadOnlyMemory<int>?), CancellationToken.None).GetAwaiter().GetResult();
        }
    }

    private static IArrowType TypeOf(Column column, bool isFixed)
    {
        IArrowType type = Type.GetTypeCode(column.Numbers.GetType().GetElementType()) switch
        {
            TypeCode.Double => DoubleType.Default,
            TypeCode.Single => FloatType.Default,
            TypeCode.UInt64 => UInt64Type.Default,
            TypeCode.Int64 => Int64Type.Default,
            TypeCode.UInt32 => UInt32Type.Default,
            TypeCode.Int32 => Int32Type.Default,
            TypeCode.UInt16 => UInt16Type.Default,
            TypeCode.Int16 => Int16Type.Default,
            TypeCode.SByte => Int8Type.Default,
            TypeCode.Byte => UInt8Type.Default,
            TypeCode.Boolean => BooleanType.Default,
            TypeCode.String => StringType.Default,
            _ => HalfFloatType.Default,
        };
        return column.ListLength is not { } length ? type : isFixed ? new FixedSizeListType(type, length) : new Apache.Arrow.Types.ListType(type);
    }

    private static IArrowArray ArrayOf(Column column, IArrowType type, System.Array numbers)
    {
        if (numbers is string[] texts)
        {
            return new StringArray.Builder().AppendRange(texts).Build();
        }

        ArrowBuffer data = numbers is bool[] flags ? new BooleanArray.Builder().AppendRange(flags).Build().ValueBuffer : new ArrowBuffer(BytesOf(numbers));
        IArrowType elementType = column.ListLength is null ? type : ((NestedType)type).Fields[0].DataType;
        ArrayData elements = new(elementType, numbers.Length, 0, 0, [ArrowBuffer.Empty, data]);
        if (column.ListLength is not { } length)
        {
            return ArrowArrayFactory.BuildArray(elements);
        }

        int rows = numbers.Length / length;
        ArrowBuffer[] buffers = type is FixedSizeListType
            ? [ArrowBuffer.Empty]
            : [ArrowBuffer.Empty, new ArrowBuffer(BytesOf(Enumerable.Range(0, rows + 1).Select(row => row * length).ToArray()))];
        return ArrowArrayFactory.BuildArray(new ArrayData(type, rows, 0, 0, buffers, [elements]));
    }

    private static byte[] BytesOf(System.Array numbers)
    {
        byte[] bytes = new byte[numbers.Length == 0 ? 0 : Buffer.ByteLength(numbers is Half[] halves ? MemoryMarshal.Cast<Half, ushort>(halves).ToArray() : numbers)];
        Buffer.BlockCopy(numbers is Half[] half ? MemoryMarshal.Cast<Half, ushort>(half).ToArray() : numbers, 0, bytes, 0, bytes.Length);
        return bytes;
    }
}
