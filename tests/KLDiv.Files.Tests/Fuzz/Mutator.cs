using System.Buffers.Binary;
using System.Text;
using KLDiv.Files.Llama;

namespace KLDiv.Files.Tests;

/// <summary>Changes files of a format in one to four places, and mends lengths and offsets now and then so that what they guard is met.</summary>
internal sealed class Mutator(string format, Random random)
{
    private const int MostLength = 1 << 14;

    private static readonly long[] Interesting =
        [0, 1, 2, 3, 4, 7, 8, 16, 20, 46, 64, 127, 128, 255, 256, 10_000, 32_767, 65_535, 65_536, 1_048_576, 10_000_000, int.MaxValue, uint.MaxValue, 1L << 32, 1L << 62, long.MaxValue, -1, -2, long.MinValue];

    private readonly byte[][] _fragments = Seeds.Fragments(format);
    private readonly int _valid = Seeds.Of(format).Count();

    /// <summary>The files that are changed; those that are valid, which come first, half of the time.</summary>
    public List<byte[]> Files { get; } = [.. Seeds.Of(format)];

    /// <summary>The tensor that is asked for in the last file: mostly none.</summary>
    public string? Asked { get; private set; }

    public byte[] Next()
    {
        Asked = random.Next(8) == 0 ? "a" : null;
        List<byte> file = [.. random.Next(2) == 0 ? Files[random.Next(_valid)] : Pick(Files)];
        for (int changes = Math.Min(random.Next(1, 5), random.Next(1, 5)); changes > 0; changes--)
        {
            Change(file);
        }

        byte[] bytes = file.Count <= MostLength ? [.. file] : [.. file[..MostLength]];
        return random.Next(2) == 0 ? Mend(bytes) : bytes;
    }

    private T Pick<T>(IReadOnlyList<T> choices) => choices[random.Next(choices.Count)];

    private void Change(List<byte> file)
    {
        if (file.Count == 0)
        {
            file.AddRange(Pick(_fragments));
            return;
        }

        int at = random.Next(file.Count);
        int count = random.Next(1, Math.Min(16, file.Count - at) + 1);
        switch (random.Next(11))
        {
            case 0:
                file[at] = (byte)random.Next(256);
                break;
            case 1:
                file[at] ^= (byte)(1 << random.Next(8));
                break;
            case 2:
                file.InsertRange(at, Pick(_fragments));
                break;
            case 3:
                file.RemoveRange(at, count);
                file.InsertRange(at, Pick(_fragments));
                break;
            case 4:
                file.RemoveRange(at, count);
                break;
            case 5:
                file.InsertRange(at, file.GetRange(at, count));
                break;
            case 6:
                file.RemoveRange(at, file.Count - at);
                break;
            case 7:
                file.InsertRange(at, Enumerable.Repeat(Pick(_fragments), random.Next(1, 200)).SelectMany(fragment => fragment));
                break;
            case 8:
                byte[] other = Pick(Files);
                int from = random.Next(other.Length + 1);
                file.RemoveRange(at, file.Count - at);
                file.AddRange(other[from..]);
                break;
            case 9:
                file.AddRange(new byte[random.Next(1, 64)]);
                break;
            default:
                WriteNumber(file, at);
                break;
        }
    }

    /// <summary>A number of 2, 4 or 8 bytes, at a place where headers have them or anywhere.</summary>
    private void WriteNumber(List<byte> file, int at)
    {
        int place = random.Next(2) == 0 ? at : random.Next(Math.Min(file.Count, 32));
        byte[] number = new byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(number, Pick(Interesting) + random.Next(-1, 2));
        int length = Math.Min(2 << random.Next(3), file.Count - place);
        for (int i = 0; i < length; i++)
        {
            file[place + i] = number[i];
        }
    }

    private byte[] Mend(byte[] bytes)
    {
        Span<byte> file = bytes;
        switch (format)
        {
            case "npy" when file.Length > 12:
                // The data of the valid files have one of these lengths.
                BinaryPrimitives.WriteUInt16LittleEndian(file[8..], (ushort)Math.Max(0, file.Length - 10 - Pick([0, 8, 20, 24])));
                break;
            case "safetensors" when file.Length > sizeof(long):
                int close = file.LastIndexOf("}"u8) + 1;
                BinaryPrimitives.WriteInt64LittleEndian(file, Math.Max(0, close - sizeof(long)));
                break;
            case "npz":
                MendZip(file);
                break;
            case "llama-logits":
                return MendLogits(bytes);
            default:
                break;
        }

        return bytes;
    }

    /// <summary>Makes the file as long as a header of small numbers says.</summary>
    private byte[] MendLogits(byte[] bytes)
    {
        LlamaHeader header = new(random.Next(1, 7), random.Next(1, 40), random.Next(4));
        Array.Resize(ref bytes, (int)(header.RowsOffset + (header.Rows * header.RowBytes)));
        header.Format().CopyTo(bytes.AsSpan());
        return bytes;
    }

    /// <summary>Lets the end of the archive tell where its directory is.</summary>
    private static void MendZip(Span<byte> file)
    {
        int end = file.LastIndexOf("PK\u0005\u0006"u8);
        int directory = file.IndexOf("PK\u0001\u0002"u8);
        if (directory >= 0 && end > directory && end + 22 <= file.Length)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(file[(end + 12)..], (uint)(end - directory));
            BinaryPrimitives.WriteUInt32LittleEndian(file[(end + 16)..], (uint)directory);
            BinaryPrimitives.WriteUInt16LittleEndian(file[(end + 20)..], (ushort)(file.Length - end - 22));
        }
    }
}
