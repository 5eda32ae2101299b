using System.Buffers.Binary;

namespace KLDiv.Files.Columnar.ArrowFiles;

/// <summary>
/// A table of a flatbuffer, the encoding of what Arrow files say of themselves: fields by their numbers. Places outside the bytes are
/// <see cref="ArgumentOutOfRangeException"/>. Source: https://flatbuffers.dev/internals.
/// </summary>
internal readonly ref struct FlatTable
{
    private readonly ReadOnlySpan<byte> _bytes;
    private readonly int _place;

    private FlatTable(ReadOnlySpan<byte> bytes, int place)
    {
        _bytes = bytes;
        _place = place;
    }

    /// <summary>The table that a flatbuffer begins with.</summary>
    public static FlatTable Root(ReadOnlySpan<byte> bytes) => new(bytes, BinaryPrimitives.ReadInt32LittleEndian(bytes));

    public byte Byte(int field) => PlaceOf(field) is { } place ? _bytes[place..][0] : (byte)0;

    public long Int64(int field) => PlaceOf(field) is { } place ? BinaryPrimitives.ReadInt64LittleEndian(_bytes[place..]) : 0;

    public bool Has(int field) => PlaceOf(field) is not null;

    /// <summary>A table inside this one, which must have it.</summary>
    public FlatTable Table(int field) => At(PlaceOf(field) ?? throw new InvalidDataException($"field {field} is missing"));

    /// <summary>The bytes of a vector's elements; none where it is not there.</summary>
    /// <param name="field">The field.</param>
    /// <param name="elementSize">The bytes of one element.</param>
    public ReadOnlySpan<byte> Vector(int field, int elementSize)
    {
        if (PlaceOf(field) is not { } reference)
        {
            return [];
        }

        int place = Follow(reference), count = BinaryPrimitives.ReadInt32LittleEndian(_bytes[place..]);
        return _bytes.Slice(place + sizeof(int), checked(count * elementSize));
    }

    /// <summary>How many tables a vector of tables has.</summary>
    public int TableCount(int field) => Vector(field, sizeof(int)).Length / sizeof(int);

    /// <summary>One of the tables of a vector.</summary>
    public FlatTable Table(int field, int index) => At(Follow(PlaceOf(field)!.Value) + sizeof(int) + (index * sizeof(int)));

    private FlatTable At(int reference) => new(_bytes, Follow(reference));

    private int Follow(int reference) => checked(reference + BinaryPrimitives.ReadInt32LittleEndian(_bytes[reference..]));

    private int? PlaceOf(int field)
    {
        int index = _place - BinaryPrimitives.ReadInt32LittleEndian(_bytes[_place..]), entry = sizeof(int) + (field * sizeof(ushort));
        int offset = entry + sizeof(ushort) <= BinaryPrimitives.ReadUInt16LittleEndian(_bytes[index..])
            ? BinaryPrimitives.ReadUInt16LittleEndian(_bytes[(index + entry)..])
            : 0;
        return offset == 0 ? null : _place + offset;
    }
}
