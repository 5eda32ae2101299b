using System.Buffers.Binary;
using KLDiv.Files.Llama;

namespace KLDiv.TestSupport;

/// <summary>Makes lengths and offsets of a changed file right again, so that what they guard is met.</summary>
internal static class Mending
{
    /// <summary>What lies after a header in the valid files.</summary>
    private static readonly int[] s_dataLengths = [0, 8, 20, 24];

    public static byte[] Mend(string format, byte[] bytes, Random random)
    {
        Span<byte> file = bytes;
        switch (format)
        {
            case "npy" when file.Length > 12:
                BinaryPrimitives.WriteUInt16LittleEndian(file[8..], (ushort)Math.Max(0, file.Length - 10 - random.Pick(s_dataLengths)));
                break;
            case "safetensors" when file.Length > sizeof(long):
                int close = file.LastIndexOf("}"u8) + 1;
                BinaryPrimitives.WriteInt64LittleEndian(file, Math.Max(0, close - sizeof(long)));
                break;
            case "npz":
                MendZip(file);
                break;
            case "llama-logits":
                return MendLogits(bytes, random);
            default:
                break;
        }

        return bytes;
    }

    /// <summary>Makes the file as long as a header of small numbers says.</summary>
    private static byte[] MendLogits(byte[] bytes, Random random)
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
