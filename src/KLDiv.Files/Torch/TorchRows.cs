using KLDiv.Files.Bytes;
using KLDiv.Files.Elements;
using KLDiv.Files.Formats;
using KLDiv.Files.Npz;
using KLDiv.Files.Rows;

namespace KLDiv.Files.Torch;

/// <summary>The rows of a tensor in a file of <c>torch.save</c>: a zip archive of a pickle, which says what the tensors are, and of their storages.</summary>
internal static class TorchRows
{
    private const string PickleName = "/data.pkl";

    /// <summary>The most bytes of a pickle that are read: some 100,000 tensors. Its objects take several times as many.</summary>
    private const int MostBytes = 1 << 24;

    /// <summary>So many elements may repeat those of a storage by strides of 0, or so many for each of these: a file of some bytes is no work without an end.</summary>
    private const int MostRepeated = 1 << 18;

    private const int MostRepetitions = 1 << 10;

    /// <summary>How a file of torch before 1.6 starts: a pickled mark.</summary>
    public static ReadOnlySpan<byte> OldMagic => [0x80, 0x02, 0x8A, 0x0A, 0x6C, 0xFC, 0x9C, 0x46, 0xF9, 0x20, 0x6A, 0xA8, 0x50, 0x19];

    /// <summary>Whether an archive is one of <c>torch.save</c>.</summary>
    public static bool IsTorch(ZipDirectory directory) => FindPickle(directory) is not null;

    /// <param name="file">The archive, owned from now on.</param>
    /// <param name="directory">Its directory.</param>
    /// <param name="name">The name of the tensor; null for the only one.</param>
    /// <exception cref="DataFileException">The file is malformed, or holds no such tensor.</exception>
    public static RowSource Open(ByteSource file, ZipDirectory directory, string? name)
    {
        ZipMember pickle = FindPickle(directory)!;
        string folder = pickle.Name[..^PickleName.Length];
        List<(string Name, TorchTensor Tensor)> tensors = TensorsIn(file, directory, pickle);
        TorchTensor tensor = tensors[TensorPath.Choose(file.Path, name, [.. tensors.Select(tensor => tensor.Name)])].Tensor;
        string path = name is null ? file.Path : $"{file.Path}#{name}";
        ZipMember storage = Find(directory, $"{folder}/data/{tensor.Storage.Key}")
            ?? throw new DataFileException(path, $"lies in the storage {TensorPath.Shown(tensor.Storage.Key)}, which the archive does not have");
        bool isBigEndian = Find(directory, $"{folder}/byteorder") is { } order && ReadMember(file, directory, order).AsSpan().SequenceEqual("big"u8);
        return Rows(new StoredMember(file, path, Locate(directory, storage, path), storage, isOptional: true), path, tensor, isBigEndian);
    }

    /// <summary>The names of the tensors in an archive that <see cref="IsTorch"/>.</summary>
    /// <exception cref="DataFileException">The file is malformed.</exception>
    public static string[] NamesIn(ByteSource file, ZipDirectory directory) =>
        [.. TensorsIn(file, directory, FindPickle(directory)!).Select(tensor => tensor.Name)];

    private static List<(string Name, TorchTensor Tensor)> TensorsIn(ByteSource file, ZipDirectory directory, ZipMember pickle) =>
        TorchNames.List(Pickle.Read(ReadMember(file, directory, pickle), file.Malformed), file.Malformed);

    private static RowSource Rows(StoredMember storage, string path, TorchTensor tensor, bool isBigEndian)
    {
        StoredType stored = new(
            tensor.Type.Kind ?? throw new DataFileException(path, $"has elements of type {tensor.Type.Name}; real numbers, whole numbers and bool are read"),
            isBigEndian);
        nint[] lengths = tensor.Lengths.Length == 0 ? [1] : [.. tensor.Lengths.Select(length => (nint)length)];
        if (!TensorShape.TryByteCount(stored.Size, lengths, out _) || Reach(tensor) is not { } reach || reach > storage.Length / stored.Size)
        {
            throw new DataFileException(
                path,
                $"has the shape {TensorShape.Text(lengths)}, the strides [{string.Join(", ", tensor.Strides)}] and the offset {tensor.Offset}, and its storage {storage.Length / stored.Size} elements");
        }

        nint count = TensorShape.Count(lengths);
        if (count > MostRepeated && count / MostRepetitions > storage.Length / stored.Size)
        {
            throw new DataFileException(path, $"has {count} elements that repeat the {storage.Length / stored.Size} of its storage; save it as a contiguous tensor");
        }

        nint[] strides = tensor.Strides.Length == 0 ? [1] : [.. tensor.Strides.Select(stride => (nint)stride)];
        long offset = tensor.Offset * stored.Size;
        return IsDense(lengths, strides)
            ? new DenseRows(storage, path, stored, lengths, offset)
            : new StridedRows(storage, path, stored, lengths, strides, offset);
    }

    /// <summary>How many elements of its storage a tensor spans from the first on; null where that overflows.</summary>
    private static long? Reach(TorchTensor tensor)
    {
        Int128 reach = tensor.Offset + (Int128)1;
        for (int i = 0; i < tensor.Lengths.Length; i++)
        {
            if (tensor.Lengths[i] == 0)
            {
                return 0;
            }

            reach += (Int128)(tensor.Lengths[i] - 1) * tensor.Strides[i];
        }

        return reach <= long.MaxValue && tensor.Offset >= 0 ? (long)reach : null;
    }

    private static bool IsDense(ReadOnlySpan<nint> lengths, ReadOnlySpan<nint> strides)
    {
        nint expected = 1;
        bool isDense = true;
        for (int i = lengths.Length - 1; i >= 0; i--)
        {
            isDense &= lengths[i] == 1 || strides[i] == expected;
            expected *= lengths[i];
        }

        return isDense || lengths.Contains(0);
    }

    private static ZipMember? FindPickle(ZipDirectory directory) =>
        directory.Members.FirstOrDefault(member =>
            member.Name.EndsWith(PickleName, StringComparison.Ordinal) && member.Name.IndexOf('/', StringComparison.Ordinal) == member.Name.Length - PickleName.Length);

    private static ZipMember? Find(ZipDirectory directory, string name) =>
        directory.Members.FirstOrDefault(member => string.Equals(member.Name, name, StringComparison.Ordinal));

    private static byte[] ReadMember(ByteSource file, ZipDirectory directory, ZipMember member)
    {
        string path = $"{file.Path}#{TensorPath.Shown(member.Name)}";
        long offset = Locate(directory, member, path);
        if (member.Length > MostBytes)
        {
            throw new DataFileException(path, $"has {member.Length} bytes; the most that is read is {MostBytes}");
        }

        // The archive stays open for what is read after it.
        byte[] bytes = new byte[member.Length];
        new StoredMember(file, path, offset, member, isOptional: true).ReadExactly(bytes, 0);
        return bytes;
    }

    /// <summary>Where a member lies, which torch never compresses.</summary>
    private static long Locate(ZipDirectory directory, ZipMember member, string path) =>
        member is { Method: ZipMember.Stored, IsEncrypted: false } && member.Length == member.CompressedLength
            ? directory.Locate(member, path)
            : throw new DataFileException(path, $"is compressed, encrypted or cut short, and torch.save stores {TensorPath.Shown(member.Name)} as it is");
}
