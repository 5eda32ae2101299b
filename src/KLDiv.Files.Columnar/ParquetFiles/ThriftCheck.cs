namespace KLDiv.Files.Columnar.ParquetFiles;

/// <summary>
/// Walks what a Parquet file says of itself, in Thrift's compact protocol, before the library does: that believes the lengths of lists, and never comes to an end where
/// a field has another type than it should. Sources: thrift-compact-protocol.md of Apache Thrift, parquet.thrift of Apache Parquet.
/// </summary>
/// <param name="bytes">The bytes; what is walked may be a part of them.</param>
/// <param name="numbers">Where whole numbers and truths are kept by structure and field; null where none are wanted.</param>
internal ref struct ThriftCheck(ReadOnlySpan<byte> bytes, Dictionary<(string Structure, int Field), long>? numbers = null)
{
    private const int MostDepth = 24;
    private const int Stop = 0, True = 1, False = 2, Byte = 3, I16 = 4, I32 = 5, I64 = 6, Double = 7, Binary = 8, List = 9, Structure = 12;

    /// <summary>
    /// The fields of each structure that the library knows: i, a whole number; b, bytes; y, a byte; f, a truth; d, a number of 64 bits; and names of structures.
    /// In brackets, lists of them. Structures that are not here have no field that the library reads.
    /// </summary>
    private static readonly Dictionary<string, Dictionary<int, string>> Structures = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["FileMetaData"] = "1:i 2:[SchemaElement 3:i 4:[RowGroup 5:[KeyValue 6:b 7:[ColumnOrder 8:EncryptionAlgorithm 9:b",
        ["SchemaElement"] = "1:i 2:i 3:i 4:b 5:i 6:i 7:i 8:i 9:i 10:LogicalType",
        ["LogicalType"] = "1:Empty 2:Empty 3:Empty 4:Empty 5:Decimal 6:Empty 7:Time 8:Time 10:Int 11:Empty 12:Empty 13:Empty 14:Empty 15:Empty 16:Variant 17:Geometry 18:Geography",
        ["Decimal"] = "1:i 2:i",
        ["Time"] = "1:f 2:TimeUnit",
        ["TimeUnit"] = "1:Empty 2:Empty 3:Empty",
        ["Int"] = "1:y 2:f",
        ["Variant"] = "1:y",
        ["Geometry"] = "1:b",
        ["Geography"] = "1:b 2:i",
        ["RowGroup"] = "1:[ColumnChunk 2:i 3:i 4:[SortingColumn 5:i 6:i 7:i",
        ["SortingColumn"] = "1:i 2:f 3:f",
        ["ColumnChunk"] = "1:b 2:i 3:ColumnMetaData 4:i 5:i 6:i 7:i 8:ColumnCrypto 9:b",
        ["ColumnCrypto"] = "1:Empty 2:ColumnKey",
        ["ColumnKey"] = "1:[b 2:b",
        ["ColumnMetaData"] = "1:i 2:[i 3:[b 4:i 5:i 6:i 7:i 8:[KeyValue 9:i 10:i 11:i 12:Statistics 13:[PageEncoding 14:i 15:i 16:SizeStatistics 17:Geospatial",
        ["PageEncoding"] = "1:i 2:i 3:i",
        ["SizeStatistics"] = "1:i 2:[i 3:[i",
        ["Geospatial"] = "1:BoundingBox 2:[i",
        ["BoundingBox"] = "1:d 2:d 3:d 4:d 5:d 6:d 7:d 8:d",
        ["Statistics"] = "1:b 2:b 3:i 4:i 5:b 6:b 7:f 8:f",
        ["KeyValue"] = "1:b 2:b",
        ["ColumnOrder"] = "1:Empty",
        ["EncryptionAlgorithm"] = "1:Encryption 2:Encryption",
        ["Encryption"] = "1:b 2:b 3:f",
        ["PageHeader"] = "1:i 2:i 3:i 4:i 5:DataPageHeader 6:Empty 7:DictionaryPageHeader 8:DataPageHeaderV2",
        ["DataPageHeader"] = "1:i 2:i 3:i 4:i 5:Statistics",
        ["DictionaryPageHeader"] = "1:i 2:i 3:f",
        ["DataPageHeaderV2"] = "1:i 2:i 3:i 4:i 5:i 6:i 7:f 8:Statistics",
        ["Empty"] = "",
    }.ToDictionary(
        pair => pair.Key,
        pair => pair.Value.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(field => field.Split(':')).ToDictionary(
            field => int.Parse(field[0], System.Globalization.CultureInfo.InvariantCulture), field => field[1]),
        StringComparer.Ordinal);

    private readonly ReadOnlySpan<byte> _bytes = bytes;

    /// <summary>Where the next byte is read: after a walk, the end of what was walked.</summary>
    public int Place { get; private set; }

    /// <summary>Walks a structure.</summary>
    /// <exception cref="InvalidDataException">It is not what it must be.</exception>
    public void Walk(string structure, int depth = 0)
    {
        if (depth > MostDepth)
        {
            throw new InvalidDataException($"structures more than {MostDepth} deep");
        }

        Dictionary<int, string> fields = Structures[structure];
        int number = 0;
        for (int head = Next(); head != Stop; head = Next())
        {
            int type = head & 0xF;
            number = head >> 4 == 0 ? (short)Zigzag(Varint()) : number + (head >> 4);
            Field(structure, number, fields.GetValueOrDefault(number), type, depth);
        }
    }

    private void Field(string structure, int number, string? expected, int type, int depth)
    {
        if (expected is null)
        {
            Skip(type, structure, number);
        }
        else if (expected[0] == '[')
        {
            MustBe(type == List, structure, number);
            int head = Next(), count = head >> 4 == 15 ? (int)Math.Min(Varint(), int.MaxValue) : head >> 4;
            MustBe(count <= _bytes.Length - Place, structure, number);
            for (int i = 0; i < count; i++)
            {
                Value(structure, number, expected[1..], head & 0xF, depth);
            }
        }
        else
        {
            Value(structure, number, expected, type, depth);
        }
    }

    private void Value(string structure, int number, string expected, int type, int depth)
    {
        switch (expected)
        {
            case "i":
                MustBe(type is I16 or I32 or I64, structure, number);
                long value = Zigzag(Varint());
                numbers?.TryAdd((structure, number), value);
                break;
            case "b":
                MustBe(type == Binary, structure, number);
                Pass(Varint());
                break;
            case "d":
                MustBe(type == Double, structure, number);
                Pass(sizeof(double));
                break;
            case "y":
                MustBe(type == Byte, structure, number);
                Pass(1);
                break;
            case "f":
                MustBe(type is True or False, structure, number);
                numbers?.TryAdd((structure, number), type == True ? 1 : 0);
                break;
            default:
                MustBe(type == Structure, structure, number);
                Walk(expected, depth + 1);
                break;
        }
    }

    /// <summary>A field that is not known may be of the types that the library passes over as it should.</summary>
    private void Skip(int type, string structure, int number)
    {
        switch (type)
        {
            case True or False:
                break;
            case Byte:
                Pass(1);
                break;
            case I16 or I32 or I64:
                Varint();
                break;
            case Double:
                Pass(sizeof(double));
                break;
            case Binary:
                Pass(Varint());
                break;
            default:
                MustBe(false, structure, number);
                break;
        }
    }

    private static void MustBe(bool holds, string structure, int number)
    {
        if (!holds)
        {
            throw new InvalidDataException($"field {number} of {structure} is of an unknown type");
        }
    }

    private static long Zigzag(ulong value) => (long)(value >> 1) ^ -(long)(value & 1);

    private int Next() => Place < _bytes.Length ? _bytes[Place++] : throw new InvalidDataException("it is cut short");

    private void Pass(ulong count) =>
        Place = count <= (ulong)(_bytes.Length - Place) ? Place + (int)count : throw new InvalidDataException("it is cut short");

    private ulong Varint()
    {
        ulong value = 0;
        for (int shift = 0; shift < 64; shift += 7)
        {
            int next = Next();
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
            {
                return value;
            }
        }

        throw new InvalidDataException("a number is longer than 64 bits");
    }
}
