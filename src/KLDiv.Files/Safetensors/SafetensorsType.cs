using KLDiv.Files.Elements;
using KLDiv.Files.Formats;

namespace KLDiv.Files.Safetensors;

/// <summary>The types of elements that safetensors files have.</summary>
internal static class SafetensorsType
{
    /// <summary>How the elements of a type lie in the file, where it is one that is read.</summary>
    public static StoredType? Of(string dtype) => dtype switch
    {
        "F64" => new StoredType(StoredKind.Float64),
        "F32" => new StoredType(StoredKind.Float32),
        "F16" => new StoredType(StoredKind.Float16),
        "BF16" => new StoredType(StoredKind.BFloat16),
        "F8_E4M3" => new StoredType(StoredKind.Float8E4M3),
        "F8_E5M2" => new StoredType(StoredKind.Float8E5M2),
        "I64" => new StoredType(StoredKind.Int64),
        "I32" => new StoredType(StoredKind.Int32),
        "I16" => new StoredType(StoredKind.Int16),
        "I8" => new StoredType(StoredKind.Int8),
        "U64" => new StoredType(StoredKind.UInt64),
        "U32" => new StoredType(StoredKind.UInt32),
        "U16" => new StoredType(StoredKind.UInt16),
        "U8" => new StoredType(StoredKind.UInt8),
        "BOOL" => new StoredType(StoredKind.Bool),
        _ => null,
    };

    public static string NameOf(ElementType type) => $"F{8 * type.Size()}";

    /// <summary>Compares the shape of a tensor with its place in the data. Of types that are not known, the size is not known either.</summary>
    /// <exception cref="DataFileException">They do not fit each other.</exception>
    public static void CheckSize(string path, SafetensorsTensor tensor)
    {
        if (SizeOf(tensor.DType) is not { } size)
        {
            return;
        }

        nint[] lengths = [.. tensor.Lengths];
        if (!TensorShape.TryByteCount(size, lengths, out nint bytes))
        {
            throw new DataFileException(path, $"{What(tensor, lengths)} has a size in bytes that overflows {8 * nint.Size} bits");
        }

        if (bytes != tensor.End - tensor.Begin)
        {
            throw new DataFileException(
                path, $"{What(tensor, lengths)} needs {bytes} bytes, and its data_offsets [{tensor.Begin}, {tensor.End}] give {tensor.End - tensor.Begin}");
        }
    }

    /// <summary>The bytes of an element; null of a type that is not known.</summary>
    public static int? SizeOf(string dtype) => dtype switch
    {
        "BOOL" or "U8" or "I8" or "F8_E5M2" or "F8_E4M3" or "F8_E8M0" => 1,
        "I16" or "U16" or "F16" or "BF16" => 2,
        "I32" or "U32" or "F32" => 4,
        "I64" or "U64" or "F64" or "C64" => 8,
        _ => null,
    };

    private static string What(SafetensorsTensor tensor, nint[] lengths) =>
        $"tensor {TensorPath.Shown(tensor.Name)}: the shape {TensorShape.Text(lengths)} of {tensor.DType}";
}
