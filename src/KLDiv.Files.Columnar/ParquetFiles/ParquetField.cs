using KLDiv.Files.Columnar.Blocks;
using Parquet.Schema;

namespace KLDiv.Files.Columnar.ParquetFiles;

/// <summary>A column of the schema, and the numbers in it if there are any.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Data">The field of its numbers; null where it has none that are read.</param>
/// <param name="IsList">Whether its rows are lists.</param>
/// <param name="Type">Its type, as messages say it.</param>
/// <param name="Stored">How the numbers are stored; null where there are none.</param>
internal sealed record ParquetField(string Name, DataField? Data, bool IsList, string Type, StoredType? Stored)
{
    public ColumnOffer Summary => new(Name, Type, IsList, Stored is not null);

    /// <param name="field">The column.</param>
    /// <param name="halves">The paths of the fields that hold float16, which the library knows as bytes.</param>
    public static ParquetField Of(Field field, HashSet<string> halves)
    {
        DataField? data = field as DataField ?? (field as ListField)?.Item as DataField;
        bool isList = field is ListField or DataField { IsArray: true };
        StoredType? stored = data is null ? null : halves.Contains(data.Path.ToString()) ? new(StoredKind.Float16) : StoredAs(data.ClrType);
        string type = stored?.Name ?? (data is null ? null : data.ClrType == typeof(string) || data.ClrType == typeof(ReadOnlyMemory<char>) ? "text" : data.ClrType == typeof(ReadOnlyMemory<byte>) ? "bytes" : data.ClrType.Name) ?? field.SchemaType.ToString();
        return new ParquetField(field.Name, data, isList, isList ? $"lists of {type}" : type, stored);
    }

    private static StoredType? StoredAs(System.Type type) => System.Type.GetTypeCode(type) switch
    {
        TypeCode.Double => new(StoredKind.Float64),
        TypeCode.Single => new(StoredKind.Float32),
        TypeCode.Int64 => new(StoredKind.Int64),
        TypeCode.Int32 => new(StoredKind.Int32),
        TypeCode.Int16 => new(StoredKind.Int16),
        TypeCode.SByte => new(StoredKind.Int8),
        TypeCode.UInt64 => new(StoredKind.UInt64),
        TypeCode.UInt32 => new(StoredKind.UInt32),
        TypeCode.UInt16 => new(StoredKind.UInt16),
        TypeCode.Byte => new(StoredKind.UInt8),
        TypeCode.Boolean => new(StoredKind.Bool),
        _ => null,
    };
}
