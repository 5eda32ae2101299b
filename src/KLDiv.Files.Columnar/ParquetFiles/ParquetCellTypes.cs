using KLDiv.Files.Columnar.Typed;
using Parquet.Meta;

namespace KLDiv.Files.Columnar.ParquetFiles;

/// <summary>What the cells of Parquet columns mean. The library is left with how they are stored alone, so that it neither rounds nor refuses any of them.</summary>
internal static class ParquetCellTypes
{
    private const long PerMillisecond = 1_000, PerMicrosecond = 1_000_000, PerNanosecond = 1_000_000_000;

    /// <summary>Takes the meanings away from the library's schema.</summary>
    /// <param name="schema">The elements of the schema, depth first; the first is the whole.</param>
    /// <param name="halves">The columns of float16, which have become bytes.</param>
    /// <returns>For each column the type of its cells, in the order of the columns; of groups that they are not read.</returns>
    public static CellType[] Take(IReadOnlyList<SchemaElement> schema, HashSet<string> halves)
    {
        List<CellType> types = [];
        for (int i = 1, left = 0; i < schema.Count; i++)
        {
            SchemaElement element = schema[i];
            bool isTop = left == 0;
            left += (element.NumChildren ?? 0) - (isTop ? 0 : 1);
            if (isTop)
            {
                types.Add(Of(element, halves));
            }

            if (isTop && element.Type is not null)
            {
                (element.LogicalType, element.ConvertedType) = (null, null);
            }
        }

        return [.. types];
    }

    private static CellType Of(SchemaElement element, HashSet<string> halves) =>
        element.Type is null ? new UnreadCells(element.LogicalType?.MAP is not null || element.ConvertedType is ConvertedType.MAP or ConvertedType.MAP_KEY_VALUE ? "maps"
            : element.LogicalType?.LIST is not null || element.ConvertedType is ConvertedType.LIST ? "lists" : "structures")
        : element.RepetitionType == FieldRepetitionType.REPEATED ? new UnreadCells("lists")
        : element.LogicalType?.DECIMAL is not null || element.ConvertedType is ConvertedType.DECIMAL ? OfDecimals(element)
        : element.Type switch
        {
            Parquet.Meta.Type.BOOLEAN => new TruthCells(),
            Parquet.Meta.Type.INT32 or Parquet.Meta.Type.INT64 => OfTimes(element) ?? OfWholes(element),
            Parquet.Meta.Type.INT96 => new MomentCells(TimeSpan.TicksPerSecond, zone: null),
            Parquet.Meta.Type.FLOAT => new RealCells("float32"),
            Parquet.Meta.Type.DOUBLE => new RealCells("float64"),
            Parquet.Meta.Type.BYTE_ARRAY when IsText(element) => new TextCells("text"),
            Parquet.Meta.Type.FIXED_LEN_BYTE_ARRAY when halves.Contains(element.Name) => new RealCells("float16"),
            _ => new UnreadCells("bytes"),
        };

    private static bool IsText(SchemaElement element) =>
        element.LogicalType is { STRING: not null } or { ENUM: not null } or { JSON: not null } || element.ConvertedType is ConvertedType.UTF8 or ConvertedType.ENUM or ConvertedType.JSON;

    private static CellType OfDecimals(SchemaElement element)
    {
        int precision = element.LogicalType?.DECIMAL?.Precision ?? element.Precision ?? 0, scale = element.LogicalType?.DECIMAL?.Scale ?? element.Scale ?? 0;
        bool isWhole = element.Type is Parquet.Meta.Type.INT32 or Parquet.Meta.Type.INT64 || precision is > 0 and <= DecimalCells.MostDigits;
        return scale is < 0 or > DecimalCells.MostScale ? new UnreadCells($"decimals of scale {scale}")
            : isWhole ? new DecimalCells($"decimal({precision}, {scale})", scale)
            : new LongDecimalCells($"decimal({precision}, {scale})", scale);
    }

    private static WholeCells OfWholes(SchemaElement element)
    {
        bool isUnsigned = element.LogicalType?.INTEGER is { IsSigned: false }
            || element.ConvertedType is ConvertedType.UINT_8 or ConvertedType.UINT_16 or ConvertedType.UINT_32 or ConvertedType.UINT_64;
        return new WholeCells($"{(isUnsigned ? "u" : "")}int{(element.Type is Parquet.Meta.Type.INT32 ? 32 : 64)}", isUnsigned);
    }

    private static CellType? OfTimes(SchemaElement element)
    {
        TimeUnit? unit = element.LogicalType?.TIMESTAMP?.Unit ?? element.LogicalType?.TIME?.Unit;
        long perSecond = unit?.NANOS is not null ? PerNanosecond
            : unit?.MICROS is not null || element.ConvertedType is ConvertedType.TIME_MICROS or ConvertedType.TIMESTAMP_MICROS ? PerMicrosecond
            : PerMillisecond;
        return element.LogicalType?.DATE is not null || element.ConvertedType is ConvertedType.DATE ? new DateCells()
            : element.LogicalType?.TIMESTAMP is { } moment ? new MomentCells(perSecond, moment.IsAdjustedToUTC ? TimeZoneInfo.Utc : null)
            : element.ConvertedType is ConvertedType.TIMESTAMP_MILLIS or ConvertedType.TIMESTAMP_MICROS ? new MomentCells(perSecond, TimeZoneInfo.Utc)
            : element.LogicalType?.TIME is not null || element.ConvertedType is ConvertedType.TIME_MILLIS or ConvertedType.TIME_MICROS ? new ClockCells("time", perSecond)
            : null;
    }
}
