namespace KLDiv.Files.Elements;

/// <summary>The names of types in the headers of NumPy and in what is asked for: a letter and the bytes, or the layout of the bits.</summary>
internal static class TypeNames
{
    private static readonly Dictionary<string, StoredKind> Kinds = new(StringComparer.Ordinal)
    {
        ["f2"] = StoredKind.Float16,
        ["f4"] = StoredKind.Float32,
        ["f8"] = StoredKind.Float64,
        ["i1"] = StoredKind.Int8,
        ["i2"] = StoredKind.Int16,
        ["i4"] = StoredKind.Int32,
        ["i8"] = StoredKind.Int64,
        ["u1"] = StoredKind.UInt8,
        ["u2"] = StoredKind.UInt16,
        ["u4"] = StoredKind.UInt32,
        ["u8"] = StoredKind.UInt64,
        ["b1"] = StoredKind.Bool,
        ["bf16"] = StoredKind.BFloat16,
        ["e4m3"] = StoredKind.Float8E4M3,
        ["e5m2"] = StoredKind.Float8E5M2,
    };

    /// <summary>All names.</summary>
    public static IEnumerable<string> All => Kinds.Keys;

    /// <summary>The type of a name; null where it is none.</summary>
    public static StoredKind? KindOf(string name) => Kinds.TryGetValue(name, out StoredKind kind) ? kind : null;
}
