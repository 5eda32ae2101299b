using KLDiv.Files.Bytes;
using KLDiv.Files.Elements;
using KLDiv.Files.Formats;
using KLDiv.Files.Rows;

namespace KLDiv.Files.Safetensors;

/// <summary>The rows of a tensor in a <c>.safetensors</c> file.</summary>
internal static class SafetensorsRows
{
    /// <param name="file">The file, owned from now on.</param>
    /// <param name="name">The name of the tensor; null for the only one.</param>
    /// <exception cref="DataFileException">The file is malformed, or holds no such tensor.</exception>
    public static RowSource Open(ByteSource file, string? name)
    {
        SafetensorsHeader header = SafetensorsHeader.Read(file);
        SafetensorsTensor tensor = header.Tensors[TensorPath.Choose(file.Path, name, [.. header.Tensors.Select(tensor => tensor.Name)])];
        string path = name is null ? file.Path : $"{file.Path}#{name}";
        StoredType stored = SafetensorsType.Of(tensor.DType) ?? throw new DataFileException(
            path, $"has elements of type {TensorPath.Shown(tensor.DType)}; F64, F32, F16, BF16, F8_E4M3, F8_E5M2, I8 to I64, U8 to U64 and BOOL are read");
        return new DenseRows(file, path, stored, tensor.Lengths.Count > 0 ? [.. tensor.Lengths] : [1], header.DataOffset + tensor.Begin);
    }
}
