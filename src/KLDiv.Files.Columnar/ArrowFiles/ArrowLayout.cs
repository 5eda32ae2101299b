using Apache.Arrow;
using Apache.Arrow.Types;

namespace KLDiv.Files.Columnar.ArrowFiles;

/// <summary>Where the parts of a column stand among the nodes and buffers of a batch, which go through all fields depth first.</summary>
/// <param name="Node">The place of its first node.</param>
/// <param name="Buffer">The place of its first buffer.</param>
internal readonly record struct ArrowLayout(int Node, int Buffer)
{
    /// <summary>The place of a column.</summary>
    /// <exception cref="InvalidDataException">A column before it has a type whose buffers are not known.</exception>
    public static ArrowLayout Of(Schema schema, int column)
    {
        ArrowLayout place = default;
        for (int i = 0; i < column; i++)
        {
            place = place.After(schema.GetFieldByIndex(i).DataType);
        }

        return place;
    }

    /// <summary>How elements of a type are stored; null where they are no numbers.</summary>
    public static StoredType? StoredAs(IArrowType type) => type.TypeId switch
    {
        ArrowTypeId.Double => new(StoredKind.Float64),
        ArrowTypeId.Float => new(StoredKind.Float32),
        ArrowTypeId.HalfFloat => new(StoredKind.Float16),
        ArrowTypeId.Int64 => new(StoredKind.Int64),
        ArrowTypeId.Int32 => new(StoredKind.Int32),
        ArrowTypeId.Int16 => new(StoredKind.Int16),
        ArrowTypeId.Int8 => new(StoredKind.Int8),
        ArrowTypeId.UInt64 => new(StoredKind.UInt64),
        ArrowTypeId.UInt32 => new(StoredKind.UInt32),
        ArrowTypeId.UInt16 => new(StoredKind.UInt16),
        ArrowTypeId.UInt8 => new(StoredKind.UInt8),
        ArrowTypeId.Boolean => new(StoredKind.Bool),
        _ => null,
    };

    private ArrowLayout After(IArrowType type)
    {
        int buffers = type.TypeId switch
        {
            ArrowTypeId.Null or ArrowTypeId.RunEndEncoded => 0,
            ArrowTypeId.Struct or ArrowTypeId.FixedSizeList => 1,
            ArrowTypeId.String or ArrowTypeId.Binary or ArrowTypeId.LargeString or ArrowTypeId.LargeBinary or ArrowTypeId.ListView or ArrowTypeId.LargeListView => 3,
            ArrowTypeId.Union or ArrowTypeId.StringView or ArrowTypeId.BinaryView or ArrowTypeId.Extension =>
                throw new InvalidDataException($"a column of {type.Name} before the one that is asked for; put it behind"),
            _ => 2,
        };
        ArrowLayout place = new(Node + 1, Buffer + buffers);
        foreach (Field child in type is NestedType nested ? nested.Fields : [])
        {
            place = place.After(child.DataType);
        }

        return place;
    }
}
