using System.Globalization;
using System.Security.Cryptography;
using KLDiv.Files;

namespace KLDiv.Reports.Shards;

/// <summary>
/// A part of a report, opened for reading. All that one file can tell of itself has been checked: it is whole, its checksum is that of its
/// contents, and its rows are those of its shard.
/// </summary>
internal sealed class PartFile : IDisposable
{
    private const int PieceLength = 1 << 20;

    private readonly SafetensorsFile _file;

    private PartFile(SafetensorsFile file, PartOrigin origin)
    {
        _file = file;
        Origin = origin;
    }

    /// <summary>The file, as the user named it.</summary>
    public string Path => _file.Path;

    /// <summary>What the part is made from.</summary>
    public PartOrigin Origin { get; }

    /// <summary>Opens a part and checks it; that takes reading all of it.</summary>
    /// <exception cref="DataFileException">The file cannot be read, is no part, or is damaged.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellation"/> asks for it.</exception>
    public static PartFile Open(string path, CancellationToken cancellation)
    {
        SafetensorsFile file = SafetensorsFile.Open(path);
        try
        {
            MustBePart(file);
            CheckChecksum(file, cancellation);
            return new PartFile(file, PartOrigin.Read(path, file.Header.Metadata));
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Checks that a tensor has the type and shape that it must have.</summary>
    /// <exception cref="DataFileException">It has not, or there is none.</exception>
    public void Check<T>(string name, params ReadOnlySpan<nint> lengths)
        where T : unmanaged => _ = Find<T>(name, lengths);

    /// <summary>Reads a tensor into memory of the caller's.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="destination">Where its elements go, in C order.</param>
    /// <param name="lengths">The shape that it must have; none: as long as the destination is.</param>
    /// <exception cref="DataFileException">The part has no such tensor, or the file cannot be read.</exception>
    public void Read<T>(string name, Span<T> destination, params ReadOnlySpan<nint> lengths)
        where T : unmanaged => _file.Read(Find<T>(name, lengths.IsEmpty ? [destination.Length] : lengths), 0, destination);

    /// <summary>Reads integers of 128 bits.</summary>
    /// <inheritdoc cref="Read{T}"/>
    public void Read(string name, Span<Int128> destination)
    {
        ulong[] halves = new ulong[2 * destination.Length];
        Read<ulong>(name, halves, destination.Length, 2);
        for (int i = 0; i < destination.Length; i++)
        {
            destination[i] = new Int128(halves[(2 * i) + 1], halves[2 * i]);
        }
    }

    /// <summary>The length of a dimension of a tensor, where nothing else says it.</summary>
    /// <param name="name">The tensor.</param>
    /// <param name="dimension">The dimension.</param>
    /// <param name="dimensions">How many the tensor must have: with others, 0 among them, no byte of the file might stand behind the length.</param>
    /// <exception cref="DataFileException">The part has no such tensor, or it has not so many dimensions.</exception>
    public int LengthOf(string name, int dimension, int dimensions)
    {
        SafetensorsTensor tensor = Find(name);
        return tensor.Lengths.Count == dimensions && tensor.Lengths[dimension] is var length and <= int.MaxValue
            ? (int)length
            : throw new DataFileException(Path, $"tensor '{name}' is {Text(tensor.DType, tensor.Lengths)}, which no tensor of a part is");
    }

    public void Dispose() => _file.Dispose();

    private static void MustBePart(SafetensorsFile file)
    {
        string? format = file.Header.Metadata.GetValueOrDefault(PartFormat.Keys.Format);
        if (!string.Equals(format, PartFormat.Format, StringComparison.Ordinal))
        {
            string found = format is null ? "its header says no format" : $"the format in its header is '{PartTexts.Shown(format)}'";
            throw new DataFileException(file.Path, $"is no part of a report that can be read: {found}, that of parts is '{PartFormat.Format}'");
        }
    }

    private static void CheckChecksum(SafetensorsFile file, CancellationToken cancellation)
    {
        long end = file.Length - PartFormat.ChecksumLength;
        SafetensorsTensor? checksum = file.Header.Tensors.FirstOrDefault(tensor => tensor.Name is PartFormat.Checksum);
        if (checksum is not { DType: PartFormat.ChecksumType, Lengths: [PartFormat.ChecksumLength] } || file.Header.DataOffset + checksum.Begin != end)
        {
            throw new DataFileException(
                file.Path, $"does not end with its checksum, the tensor '{PartFormat.Checksum}' of {PartFormat.ChecksumType} [{PartFormat.ChecksumLength}]");
        }

        byte[] stated = new byte[PartFormat.ChecksumLength];
        file.ReadBytes(end, stated);
        byte[] found = Hash(file, end, cancellation);
        if (!stated.AsSpan().SequenceEqual(found))
        {
            throw new DataFileException(file.Path, $"is damaged: the SHA-256 of its contents is {Short(found)}, and it says {Short(stated)}");
        }
    }

    private static byte[] Hash(SafetensorsFile file, long end, CancellationToken cancellation)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        byte[] piece = new byte[Math.Min(PieceLength, end)];
        for (long start = 0; start < end; start += piece.Length)
        {
            cancellation.ThrowIfCancellationRequested();
            Span<byte> bytes = piece.AsSpan(0, (int)Math.Min(piece.Length, end - start));
            file.ReadBytes(start, bytes);
            hash.AppendData(bytes);
        }

        return hash.GetCurrentHash();
    }

    /// <summary>The first bytes of a hash tell two apart.</summary>
    private static string Short(byte[] hash) => $"{Convert.ToHexStringLower(hash.AsSpan(0, 8))}...";

    private static string Text(string dtype, IReadOnlyList<nint> lengths) =>
        $"{dtype} [{string.Join(", ", lengths.Select(length => length.ToString(CultureInfo.InvariantCulture)))}]";

    private SafetensorsTensor Find<T>(string name, ReadOnlySpan<nint> lengths)
        where T : unmanaged
    {
        SafetensorsTensor tensor = Find(name);
        string found = Text(tensor.DType, tensor.Lengths), expected = Text(SafetensorsTensor.DTypeOf<T>(), lengths.ToArray());
        return string.Equals(found, expected, StringComparison.Ordinal)
            ? tensor
            : throw new DataFileException(Path, $"tensor '{name}' is {found}; in this part it must be {expected}");
    }

    private SafetensorsTensor Find(string name) =>
        _file.Header.Tensors.FirstOrDefault(tensor => string.Equals(tensor.Name, name, StringComparison.Ordinal))
        ?? throw new DataFileException(Path, $"has no tensor '{name}'");
}
