using KLDiv.Files;

namespace KLDiv.Reports.Shards;

/// <summary>Writes the part of a report.</summary>
internal static class PartWriter
{
    /// <summary>Writes a part, which appears whole or not at all.</summary>
    /// <param name="path">The file.</param>
    /// <param name="origin">What the part is made from.</param>
    /// <param name="tensors">What was found.</param>
    /// <exception cref="DataFileException">The file cannot be written.</exception>
    public static void Write(string path, PartOrigin origin, IReadOnlyList<PartTensor> tensors)
    {
        using AtomicFile file = AtomicFile.Create(path);
        using HashedStream stream = new(file);
        SafetensorsWriter writer = new(
            stream,
            origin.Texts,
            [.. tensors.Select(tensor => (tensor.Name, tensor.DType, tensor.Lengths)), (PartFormat.Checksum, PartFormat.ChecksumType, [PartFormat.ChecksumLength])]);
        foreach (PartTensor tensor in tensors)
        {
            tensor.Write(writer);
        }

        writer.Write<byte>(stream.Hash());
        writer.Complete();
        file.Commit();
    }
}
