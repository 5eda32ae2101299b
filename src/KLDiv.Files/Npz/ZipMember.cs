namespace KLDiv.Files.Npz;

/// <summary>What the directory of a zip archive says of one member.</summary>
internal sealed record ZipMember
{
    public const int Stored = 0;
    public const int Deflated = 8;

    public required string Name { get; init; }

    /// <summary>How it is compressed: <see cref="Stored"/>, <see cref="Deflated"/>, or in a way that is not read.</summary>
    public required int Method { get; init; }

    public required bool IsEncrypted { get; init; }

    public required uint Crc32 { get; init; }

    /// <summary>Its length in the archive.</summary>
    public required long CompressedLength { get; init; }

    /// <summary>Its length when it is unpacked.</summary>
    public required long Length { get; init; }

    /// <summary>Where its own header lies; its bytes follow that.</summary>
    public required long HeaderOffset { get; init; }
}
