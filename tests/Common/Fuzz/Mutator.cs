using System.IO.Compression;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace KLDiv.TestSupport;

/// <summary>
/// Changes files of a format: in one to four places, byte by byte, with lengths and offsets mended now and then, or as a whole, so that
/// what comes out keeps every rule of the format and says something else.
/// </summary>
internal sealed class Mutator(string format, Random random)
{
    private const int MostLength = 1 << 14;

    private readonly byte[][] _fragments = Seeds.Fragments(format);
    private readonly int _valid = Seeds.Of(format).Count();

    /// <summary>The files that are changed; those that are valid, which come first, half of the time.</summary>
    public List<byte[]> Files { get; } = [.. Seeds.Of(format)];

    /// <summary>The tensor that is asked for in the last file: mostly none.</summary>
    public string? Asked { get; private set; }

    /// <summary>One of the files, changed.</summary>
    public byte[] Next()
    {
        Asked = format is "raw" ? random.Pick(Seeds.RawNames) : random.Next(8) == 0 ? "a" : null;
        return Change(random.Next(2) == 0 ? Files[random.Next(_valid)] : random.Pick(Files));
    }

    /// <summary>A file, changed.</summary>
    public byte[] Change(byte[] file) => random.Next(2) == 0 && ChangeAsAWhole(file) is { } whole ? whole : ChangeBytes(file);

    private byte[]? ChangeAsAWhole(byte[] file) => format switch
    {
        "npy" => NpyChanges.Change(file, random),
        "npz" => NpzChanges.Change(file, random),
        "safetensors" => SafetensorsChanges.Change(file, random),
        "csv" => TableChanges.Change(file, random),
        "csv.gz" => ChangeCompressed(file),
        "json" => ChangeJson(file),
        "jsonl" => ChangeLine(file),
        "llama-logits" => LlamaChanges.Change(file, random),
        _ => null,
    };

    private byte[]? ChangeCompressed(byte[] file)
    {
        try
        {
            using GZipStream stream = new(new MemoryStream(file), CompressionMode.Decompress);
            byte[] text = new byte[MostLength];
            return TableChanges.Change(text[..stream.ReadAtLeast(text, text.Length, throwOnEndOfStream: false)], random) is { } changed ? Seeds.Gzip(changed) : null;
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }

    private byte[]? ChangeJson(byte[] file)
    {
        try
        {
            if (JsonNode.Parse(file) is not { } root)
            {
                return null;
            }

            JsonChanges.Change(root, random);
            return Encoding.UTF8.GetBytes(root.ToJsonString());
        }
        catch (Exception e) when (e is JsonException or ArgumentException or InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>Lines that hold a JSON value each: one of them is changed.</summary>
    private byte[]? ChangeLine(byte[] file)
    {
        string[] lines = Encoding.UTF8.GetString(file).Split('\n');
        int line = random.Next(lines.Length);
        if (ChangeJson(Encoding.UTF8.GetBytes(lines[line])) is not { } changed)
        {
            return null;
        }

        lines[line] = Encoding.UTF8.GetString(changed);
        return Encoding.UTF8.GetBytes(string.Join('\n', lines));
    }

    private byte[] ChangeBytes(byte[] file)
    {
        List<byte> bytes = [.. file];
        for (int changes = Math.Min(random.Next(1, 5), random.Next(1, 5)); changes > 0; changes--)
        {
            ByteChanges.Change(bytes, _fragments, Files, random);
        }

        byte[] changed = bytes.Count <= MostLength ? [.. bytes] : [.. bytes[..MostLength]];
        return random.Next(2) == 0 ? Mending.Mend(format, changed, random) : changed;
    }
}
