using System.IO.Compression;

namespace KLDiv.TestSupport;

/// <summary>Changes of .npz files behind their checksums: a member is unpacked, changed and packed again.</summary>
internal static class NpzChanges
{
    private const int MostLength = 1 << 17;

    /// <summary>Gives a changed file; null where the file is no archive that can be unpacked.</summary>
    public static byte[]? Change(byte[] file, Random random)
    {
        try
        {
            using ZipArchive archive = new(new MemoryStream(file));
            ZipEntry[] entries = [.. archive.Entries.Select(entry => Pack(entry.FullName, Change(entry, random), random))];
            return ZipBytes.Of(entries);
        }
        catch (Exception e) when (e is InvalidDataException or IOException or ArgumentException or NotSupportedException)
        {
            return null;
        }
    }

    private static byte[] Change(ZipArchiveEntry entry, Random random)
    {
        using Stream stream = entry.Open();
        byte[] contents = new byte[Math.Min(entry.Length, MostLength)];
        stream.ReadExactly(contents);
        return random.Next(2) == 0 ? contents : NpyChanges.Change(contents, random) ?? contents;
    }

    private static ZipEntry Pack(string name, byte[] contents, Random random) =>
        random.Next(3) == 0 ? ZipEntry.Deflated(name, contents) : new ZipEntry(name, contents);
}
