using Apache.Arrow.Types;
using KLDiv.Files.Columnar.Typed;

namespace KLDiv.Files.Columnar.ArrowFiles;

/// <summary>What the cells of Arrow columns mean.</summary>
internal static class ArrowCellTypes
{
    private const long MillisecondsOfDay = 24 * 60 * 60 * 1_000;

    /// <summary>The type of the cells of a column.</summary>
    public static CellType Of(IArrowType type) => type switch
    {
        DictionaryType levels => Of(levels.ValueType) is { Kind: not TypedCells.Unread } values and not NothingCells && levels.ValueType is not DictionaryType
            ? new TextCells($"levels of {values.Name}", areLevels: true)
            : new UnreadCells(levels.Name),
        NullType => new NothingCells(),
        BooleanType => new TruthCells(),
        HalfFloatType => new RealCells("float16"),
        FloatType => new RealCells("float32"),
        DoubleType => new RealCells("float64"),
        StringType or LargeStringType => new TextCells("text"),
        StringViewType => new UnreadCells("views of text (write it as text: compat_level oldest, or a cast to large_string)"),
        Date32Type => new DateCells(),
        Date64Type => new DateCells(MillisecondsOfDay),
        TimestampType moment => new MomentCells(PerSecond(moment.Unit), ZoneOf(moment.Timezone)),
        DurationType duration => new ClockCells("duration", PerSecond(duration.Unit)),
        TimeBasedType time => new ClockCells("time", PerSecond(time.Unit)),
        FixedSizeBinaryType when DecimalOf(type) is { } one => OfDecimals(one.Precision, one.Scale),
        _ when ArrowLayout.StoredAs(type) is { IsWhole: true } whole => new WholeCells(whole.Name, type.TypeId is ArrowTypeId.UInt64),
        _ => new UnreadCells(NameOf(type)),
    };

    /// <summary>Digits and places of decimals; null where the type is none of them.</summary>
    public static (int Precision, int Scale)? DecimalOf(IArrowType type) => type switch
    {
        Decimal32Type one => (one.Precision, one.Scale),
        Decimal64Type one => (one.Precision, one.Scale),
        Decimal128Type one => (one.Precision, one.Scale),
        Decimal256Type one => (one.Precision, one.Scale),
        _ => null,
    };

    private static CellType OfDecimals(int precision, int scale) =>
        Math.Abs(scale) > DecimalCells.MostScale ? new UnreadCells($"decimals of scale {scale}")
        : precision <= DecimalCells.MostDigits ? new DecimalCells($"decimal({precision}, {scale})", scale)
        : new LongDecimalCells($"decimal({precision}, {scale})", scale);

    private static long PerSecond(TimeUnit unit) => unit switch
    {
        TimeUnit.Second => 1,
        TimeUnit.Millisecond => 1_000,
        TimeUnit.Microsecond => 1_000_000,
        _ => 1_000_000_000,
    };

    /// <summary>The zone of a timestamp, or that of Greenwich where this machine does not know it.</summary>
    private static TimeZoneInfo? ZoneOf(string? name)
    {
        if (string.IsNullOrEmpty(name))
        {
            return null;
        }

        if (name is ['+' or '-', _, _, ':', _, _] && TimeSpan.TryParseExact(name.AsSpan(1), "hh\\:mm", System.Globalization.CultureInfo.InvariantCulture, out TimeSpan offset) && offset.TotalHours <= 14)
        {
            return TimeZoneInfo.CreateCustomTimeZone(name, name[0] == '-' ? -offset : offset, name, name);
        }

        return TimeZoneInfo.TryFindSystemTimeZoneById(name, out TimeZoneInfo? zone) ? zone : TimeZoneInfo.Utc;
    }

    private static string NameOf(IArrowType type) => type.TypeId switch
    {
        ArrowTypeId.List or ArrowTypeId.LargeList or ArrowTypeId.FixedSizeList or ArrowTypeId.ListView or ArrowTypeId.LargeListView => "lists",
        ArrowTypeId.Struct => "structures",
        ArrowTypeId.Map => "maps",
        ArrowTypeId.Binary or ArrowTypeId.LargeBinary or ArrowTypeId.FixedSizedBinary or ArrowTypeId.BinaryView => "bytes",
        _ => type.Name,
    };
}
