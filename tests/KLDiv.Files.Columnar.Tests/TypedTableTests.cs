using Apache.Arrow;
using Apache.Arrow.Compression;
using Apache.Arrow.Ipc;
using Apache.Arrow.Types;
using KLDiv.Files.Tests;
using Parquet;
using Parquet.Schema;
using Field = Parquet.Schema.Field;

namespace KLDiv.Files.Columnar.Tests;

/// <summary>Files as tables: each type of a column is what its cells are, as numbers and as texts, and what is missing is nothing.</summary>
public sealed class TypedTableTests
{
    private static readonly DateTime Moment = new(2024, 3, 14, 8, 30, 15, 250, DateTimeKind.Utc);

    /// <summary>The rows of a table of 120 deliveries, as CSV has them, are those of the files that other programs wrote of it.</summary>
    [Theory]
    [InlineData("deliveries-by-arrow-rs-version-1.parquet")]
    [InlineData("deliveries-by-arrow-rs-version-2.parquet")]
    [InlineData("deliveries-by-arrow-js.arrow")]
    public void Files_of_other_programs_hold_what_their_csv_says(string name)
    {
        string[][] csv = [.. File.ReadLines(DataFile("deliveries.csv")).Select(line => line.Split(','))];
        using TypedTable table = Formats().OpenTable(DataFile(name))!;
        Assert.Equal($"{string.Join(',', csv[0])},tags", string.Join(',', table.Columns.Select(column => column.Name)));
        Assert.Equal(TypedCells.Unread, table.Columns[^1].Kind);
        foreach (string[] row in csv[1..])
        {
            Assert.True(table.Next());
            for (int i = 0; i < row.Length; i++)
            {
                Assert.Equal(row[i], table.Text(i));
                bool isNumber = NumberText.TryParse(row[i].AsSpan(), out double number) && table.Columns[i].Kind != TypedCells.Level;
                Assert.Equal(isNumber || table.Columns[i].Kind == TypedCells.Number, table.TryNumber(i, out double read));
                Assert.Equal(row[i].Length == 0 ? double.NaN : number, isNumber || row[i].Length == 0 ? read : number);
            }
        }

        Assert.False(table.Next());
        Assert.Equal(120, table.Row);
    }

    [Theory]
    [InlineData(CompressionMethod.None)]
    [InlineData(CompressionMethod.Snappy)]
    [InlineData(CompressionMethod.Zstd)]
    public void Every_type_of_Parquet_is_told_as_text_and_number(CompressionMethod compression)
    {
        byte[] file = Parquet(
            compression,
            Column<decimal>(new DecimalDataField("short", 9, 2, isNullable: true), 12.5m, null, -0.07m),
            Column<decimal>(new DecimalDataField("long", 30, 3, isNullable: true), 1234567890123456789.125m, null, -1m),
            Column<DateTime>(new DateTimeDataField("utc", DateTimeFormat.Timestamp, isAdjustedToUTC: true, DateTimeTimeUnit.Micros, isNullable: true), Moment, null, DateTime.UnixEpoch.AddTicks(-10)),
            Column<DateTime>(new DateTimeDataField("local", DateTimeFormat.Timestamp, isAdjustedToUTC: false, DateTimeTimeUnit.Millis, isNullable: true), Moment, null, DateTime.UnixEpoch),
            Column<DateTime>(new DateTimeDataField("impala", DateTimeFormat.Impala, isNullable: true), Moment, null, DateTime.UnixEpoch),
            Column<DateOnly>(new DataField("day", typeof(DateOnly), isNullable: true), new DateOnly(2024, 3, 14), null, new DateOnly(1, 1, 1)),
            Column<long>(new TimeDataField("clock", TimeUnitPrecision.Micros, isNullable: true), Moment.TimeOfDay.Ticks / TimeSpan.TicksPerMicrosecond, null, 0),
            Column<bool>(new DataField("truth", typeof(bool), isNullable: true), true, null, false),
            Column<ulong>(new DataField("large", typeof(ulong), isNullable: true), ulong.MaxValue, null, 3),
            Column<float>(new DataField("narrow", typeof(float), isNullable: true), 4.1f, null, float.NaN));
        Same(
            file,
            ["short decimal(9, 2) 12.50||-0.07 12.5 NaN -0.07", "long decimal(30, 3) 1234567890123456789.125||-1.000 1.2345678901234568E+18 NaN -1",
                "utc timestamp in UTC 2024-03-14T08:30:15.25Z||1969-12-31T23:59:59.999999Z", "local timestamp 2024-03-14T08:30:15.25||1970-01-01T00:00:00",
                "impala timestamp 2024-03-14T08:30:15.25||1970-01-01T00:00:00", "day date 2024-03-14||0001-01-01", "clock time 08:30:15.25||00:00:00", "truth bool True||False",
                "large uint64 18446744073709551615||3 1.8446744073709552E+19 NaN 3", "narrow float32 4.1|| 4.1 NaN NaN"]);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(CompressionCodecType.Zstd)]
    [InlineData(CompressionCodecType.Lz4Frame)]
    public void Every_type_of_Arrow_is_told_as_text_and_number(CompressionCodecType? compression)
    {
        DateTimeOffset moment = new(Moment);
        byte[] file = Arrow(
            compression,
            ("half", new HalfFloatArray.Builder().Append((Half)0.1).AppendNull().Append((Half)2).Build()),
            ("short", new Decimal128Array.Builder(new Decimal128Type(9, 2)).Append(12.5m).AppendNull().Append(-0.07m).Build()),
            ("long", new Decimal128Array.Builder(new Decimal128Type(30, 3)).Append(1234567890123456789.125m).AppendNull().Append(-1m).Build()),
            ("utc", new TimestampArray.Builder(new TimestampType(TimeUnit.Nanosecond, "UTC")).Append(moment).AppendNull().Append(DateTimeOffset.UnixEpoch.AddTicks(-1)).Build()),
            ("there", new TimestampArray.Builder(new TimestampType(TimeUnit.Second, "-05:30")).Append(moment).AppendNull().Append(DateTimeOffset.UnixEpoch).Build()),
            ("local", new TimestampArray.Builder(new TimestampType(TimeUnit.Millisecond, (string?)null)).Append(moment).AppendNull().Append(DateTimeOffset.UnixEpoch).Build()),
            ("day", new Date32Array.Builder().Append(new DateOnly(2024, 3, 14)).AppendNull().Append(new DateOnly(1, 1, 1)).Build()),
            ("noon", new Date64Array.Builder().Append(new DateOnly(2024, 3, 14)).AppendNull().Append(new DateOnly(1969, 12, 31)).Build()),
            ("clock", new Time64Array.Builder(new Time64Type(TimeUnit.Nanosecond)).Append(new TimeOnly(8, 30, 15, 250)).AppendNull().Append(new TimeOnly(0, 0)).Build()),
            ("took", new DurationArray.Builder(DurationType.Millisecond).Append(TimeSpan.FromHours(-30.25)).AppendNull().Append(TimeSpan.FromSeconds(1)).Build()),
            ("truth", new BooleanArray.Builder().Append(true).AppendNull().Append(false).Build()),
            ("text", new StringArray.Builder().Append("é, \"1\"").AppendNull().Append("7").Build()),
            ("wide", new LargeStringArray.Builder().Append("x").AppendNull().Append("").Build()),
            ("nothing", new NullArray(3)),
            ("level", Levels("7", "8")));
        Same(
            file,
            ["half float16 0.1||2 0.1 NaN 2", "short decimal(9, 2) 12.50||-0.07 12.5 NaN -0.07", "long decimal(30, 3) 1234567890123456789.125||-1.000 1.2345678901234568E+18 NaN -1",
                "utc timestamp in UTC 2024-03-14T08:30:15.25Z||1969-12-31T23:59:59.9999999Z", "there timestamp in -05:30 2024-03-14T03:00:15-05:30||1969-12-31T18:30:00-05:30",
                "local timestamp 2024-03-14T08:30:15.25||1970-01-01T00:00:00", "day date 2024-03-14||0001-01-01", "noon date 2024-03-14||1969-12-31", "clock time 08:30:15.25||00:00:00",
                "took duration -30:15:00||00:00:01", "truth bool True||False", "text text é, \"1\"||7", "wide text x||", "nothing nothing ||", "level levels of text 8||7"]);
    }

    [Fact]
    public void What_a_cell_cannot_be_names_its_row()
    {
        foreach ((IArrowArray array, string problem) in ((IArrowArray, string)[])
            [
                (new Date32Array(new ArrowBuffer(new byte[] { 0, 0, 0, 0, 0xFF, 0xFF, 0xFF, 0x7F }), ArrowBuffer.Empty, 2, 0, 0), "f.arrow#x: row 2 has a date 2147483647 after 1970-01-01, and years from 1 to 9999 are read"),
                (new StringArray(2, new ArrowBuffer(new byte[] { 0, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0 }), new ArrowBuffer(new byte[] { 65, 0xFF }), ArrowBuffer.Empty), "f.arrow#x: row 2 has bytes that are not UTF-8, where a text must be"),
            ])
        {
            using TypedTable table = ColumnarFormats.Arrow.OpenTable(new MemoryBytes("f.arrow", Arrow(null, ("x", array))))!;
            Assert.True(table.Next() && table.Next());
            Assert.Equal(problem, Assert.Throws<DataFileException>(() => table.Text(0).ToString()).Message);
        }
    }

    /// <summary>Rows without values take no bytes; a file of some bytes must not take memory without an end.</summary>
    [Fact]
    public void More_rows_than_a_file_can_mean_are_refused()
    {
        byte[] file = Arrow(null, ("x", new NullArray(100_000_000)));
        Assert.StartsWith(
            "f.arrow: is said to have 100000000 rows of 1 columns, in ",
            Assert.Throws<DataFileException>(() => ColumnarFormats.Arrow.OpenTable(new MemoryBytes("f.arrow", file))).Message,
            StringComparison.Ordinal);
    }

    private static string DataFile(string name) => Path.Combine(AppContext.BaseDirectory, "Data", name);

    private static FileFormats Formats()
    {
        FileFormats formats = new();
        ColumnarFormats.AddTo(formats);
        return formats;
    }

    /// <summary>Three rows: name and type, the texts with bars between them, and the numbers of a column of numbers.</summary>
    private static void Same(byte[] file, string[] expected)
    {
        using TypedTable table = (file.AsSpan().StartsWith("PAR1"u8) ? ColumnarFormats.Parquet : ColumnarFormats.Arrow).OpenTable(new MemoryBytes("f", file))!;
        string[] found = new string[table.Columns.Count];
        string[] numbers = new string[found.Length];
        for (int row = 0; table.Next(); row++)
        {
            for (int i = 0; i < found.Length; i++)
            {
                found[i] += $"{(row > 0 ? "|" : "")}{table.Text(i)}";
                numbers[i] += table.Columns[i].Kind == TypedCells.Number && table.TryNumber(i, out double number) ? FormattableString.Invariant($" {number}") : "";
            }
        }

        Assert.Equal(string.Join('\n', expected), string.Join('\n', table.Columns.Select((column, i) => $"{column.Name} {column.Type} {found[i]}{numbers[i]}")));
    }

    private static DictionaryArray Levels(params string[] levels) => new DictionaryArray(
        new DictionaryType(Int8Type.Default, StringType.Default, ordered: false),
        new Int8Array.Builder().Append(1).AppendNull().Append(0).Build(),
        new StringArray.Builder().AppendRange(levels).Build());

    private static byte[] Arrow(CompressionCodecType? compression, params (string Name, IArrowArray Values)[] columns)
    {
        using MemoryStream stream = new();
        Apache.Arrow.Schema schema = new(columns.Select(column => new Apache.Arrow.Field(column.Name, column.Values.Data.DataType, nullable: true)), null);
        using (ArrowFileWriter writer = new(stream, schema, leaveOpen: true, new IpcOptions { CompressionCodec = compression, CompressionCodecFactory = new CompressionCodecFactory() }))
        {
            writer.WriteRecordBatch(new RecordBatch(schema, columns.Select(column => column.Values), columns[0].Values.Length));
            writer.WriteEnd();
        }

        return stream.ToArray();
    }

    private static (DataField Field, Func<ParquetRowGroupWriter, DataField, Task> Write) Column<T>(DataField field, params T?[] values)
        where T : struct => (field, (rows, attached) => rows.WriteAsync<T>(attached, values.AsMemory()));

    private static byte[] Parquet(CompressionMethod compression, params (DataField Field, Func<ParquetRowGroupWriter, DataField, Task> Write)[] columns)
    {
        ParquetSchema schema = new([.. columns.Select(column => (Field)column.Field)]);
        using MemoryStream stream = new();
        ParquetWriter writer = ParquetWriter.CreateAsync(schema, stream, new ParquetOptions { CompressionMethod = compression }).GetAwaiter().GetResult();
        using (ParquetRowGroupWriter rows = writer.CreateRowGroup())
        {
            foreach ((DataField field, (_, Func<ParquetRowGroupWriter, DataField, Task> write)) in schema.DataFields.Zip(columns))
            {
                write(rows, field).GetAwaiter().GetResult();
            }
        }

        writer.DisposeAsync().AsTask().GetAwaiter().GetResult();
        return stream.ToArray();
    }
}
