using KLDiv.Files.Elements;

namespace KLDiv.Files.Torch;

/// <summary>A type of elements, by the names that torch gives it.</summary>
/// <param name="Name">As in <c>torch.float32</c>.</param>
/// <param name="StorageName">The class of its storages, as in <c>torch.FloatStorage</c>; empty where it has none.</param>
/// <param name="Kind">What its elements are; null where they are not read.</param>
internal sealed record TorchType(string Name, string StorageName, StoredKind? Kind)
{
    private const string Module = "torch.";

    private static readonly TorchType[] All =
    [
        new("float32", "FloatStorage", StoredKind.Float32),
        new("float64", "DoubleStorage", StoredKind.Float64),
        new("float16", "HalfStorage", StoredKind.Float16),
        new("bfloat16", "BFloat16Storage", StoredKind.BFloat16),
        new("int64", "LongStorage", StoredKind.Int64),
        new("int32", "IntStorage", StoredKind.Int32),
        new("int16", "ShortStorage", StoredKind.Int16),
        new("int8", "CharStorage", StoredKind.Int8),
        new("uint8", "ByteStorage", StoredKind.UInt8),
        new("bool", "BoolStorage", StoredKind.Bool),
        new("complex64", "ComplexFloatStorage", null),
        new("complex128", "ComplexDoubleStorage", null),
        new("uint16", "", StoredKind.UInt16),
        new("uint32", "", StoredKind.UInt32),
        new("uint64", "", StoredKind.UInt64),
        new("float8_e4m3fn", "", StoredKind.Float8E4M3),
        new("float8_e5m2", "", StoredKind.Float8E5M2),
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
