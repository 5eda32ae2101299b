using KLDiv.Files.Bytes;
using KLDiv.Files.Formats;
using KLDiv.Files.Npy;

namespace KLDiv.Files.Npz;

/// <summary>The rows of a <c>.npy</c> member of a <c>.npz</c> archive.</summary>
internal static class NpzRows
{
    private const string Extension = ".npy";

    /// <param name="file">The archive, owned from now on.</param>
    /// <param name="directory">Its directory.</param>
    /// <param name="tensor">The name of the member, with or without <c>.npy</c>, and the type of its elements if NumPy does not know it; null for the only one.</param>
    /// <exception cref="DataFileException">The archive or the member is malformed, or there is no such member.</exception>
    public static RowSource Open(ByteSource file, ZipDirectory directory, string? tensor)
    {
        ZipMember[] members = [.. Arrays(directory)];
        string[] names = NamesIn(directory);
        (string? name, StoredKind? kind) = NpyType.TakeOff(tensor, names);
        string? asked = name is not null && name.EndsWith(Extension, StringComparison.Ordinal) ? name[..^Extension.Length] : name;
        ZipMember member = members[TensorPath.Choose(file.Path, asked, names)];
        string path = tensor is null ? file.Path : $"{file.Path}#{tensor}";
        if (member.IsEncrypted)
        {
            throw new DataFileException(path, "is encrypted");
        }

        long offset = directory.Locate(member, path);
        return member.Method switch
        {
            ZipMember.Stored when member.Length == member.CompressedLength => NpyRows.Open(new StoredMember(file, path, offset, member), kind),
            ZipMember.Stored => throw new DataFileException(
                path, $"is stored as it is, and its lengths differ: {member.CompressedLength} bytes in the archive, {member.Length} outside it"),
            ZipMember.Deflated => InflatedRows.Open(file, path, offset, member, kind),
            _ => throw new DataFileException(path, $"is compressed by the method {member.Method}; 0 (stored) and 8 (deflated) are read"),
        };
    }

    /// <summary>The names of the arrays in an archive, without <c>.npy</c>.</summary>
    public static string[] NamesIn(ZipDirectory directory) => [.. Arrays(directory).Select(member => member.Name[..^Extension.Length])];

    private static IEnumerable<ZipMember> Arrays(ZipDirectory directory) => directory.Members.Where(member => member.Name.EndsWith(Extension, StringComparison.Ordinal));
}
