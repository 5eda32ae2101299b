using KLDiv.Files.Elements;

namespace KLDiv.Files.Torch;

/// <summary>A type of elements, by the names that torch gives it.</summary>
/// <param name="Name">As in <c>torch.float32</c>.</param>
/// <param name="StorageName">The class of its storages, as in <c>torch.FloatStorage</c>; empty where it has none.</param>
/// <param name="Size">The bytes of an element.</param>
/// <param name="Stored">How elements are read; null where they are not.</param>
internal sealed record TorchType(string Name, string StorageName, int Size, StoredType? Stored)
{
    private const string Module = "torch.";

    private static readonly TorchType[] All =
    [
        new("float32", "FloatStorage", 4, new StoredType(ElementType.Float32)),
        new("float64", "DoubleStorage", 8, new StoredType(ElementType.Float64)),
        new("float16", "HalfStorage", 2, new StoredType(ElementType.Float16)),
        new("bfloat16", "BFloat16Storage", 2, new StoredType(ElementType.Float32, IsBFloat16: true)),
        new("int64", "LongStorage", 8, null),
        new("int32", "IntStorage", 4, null),
        new("int16", "ShortStorage", 2, null),
        new("int8", "CharStorage", 1, null),
        new("uint8", "ByteStorage", 1, null),
        new("bool", "BoolStorage", 1, null),
        new("complex64", "ComplexFloatStorage", 8, null),
        new("complex128", "ComplexDoubleStorage", 16, null),
        new("uint16", "", 2, null),
        new("uint32", "", 4, null),
        new("uint64", "", 8, null),
        new("float8_e4m3fn", "", 1, null),
        new("float8_e5m2", "", 1, null),
    ];

    /// <summary>The class of storages that hold bytes of any type.</summary>
    private const string Untyped = "torch.storage.UntypedStorage";

    /// <summary>Whether a Python object is a type of elements or a class of storages.</summary>
    public static bool IsKnown(string global) => global is Untyped || OfStorage(global) is not null || Of(global) is not null;

    /// <summary>The type whose storages are of a class.</summary>
    public static TorchType? OfStorage(string global) =>
        Array.Find(All, type => type.StorageName.Length > 0 && string.Equals(global, Module + type.StorageName, StringComparison.Ordinal));

    /// <summary>The type of a name.</summary>
    public static TorchType? Of(string global) => Array.Find(All, type => string.Equals(global, Module + type.Name, StringComparison.Ordinal));
}
