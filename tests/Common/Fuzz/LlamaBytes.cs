using System.Runtime.InteropServices;

namespace KLDiv.TestSupport;

/// <summary>Files of llama.cpp's logits built byte by byte.</summary>
internal static class LlamaBytes
{
    public static byte[] Header(int contextLength, int vocabulary, int chunks) =>
        [.. "_logits_"u8, .. ZipBytes.U32((uint)contextLength), .. ZipBytes.U32((uint)vocabulary), .. ZipBytes.U32((uint)chunks)];

    public static byte[] Tokens(params int[] tokens) => MemoryMarshal.AsBytes<int>(tokens).ToArray();

    /// <summary>A row; its codes are padded to an even number.</summary>
    public static byte[] Row(float scale, float least, params ushort[] codes) =>
        [.. BitConverter.GetBytes(scale), .. BitConverter.GetBytes(least), .. MemoryMarshal.AsBytes<ushort>(codes), .. codes.Length % 2 == 0 ? [] : new byte[2]];

    /// <summary>Two chunks of five tokens out of three: rows 0 and 1, and rows 2 and 3.</summary>
    public static byte[] Valid() =>
    [
        .. Header(5, 3, 2), .. Tokens(0, 1, 2, 0, 1, 2, 1, 0, 2, 2),
        .. Row(0.0001f, -7, 1, 2, 60_000), .. Row(0.0002f, -14, 65_000, 0, 7), .. Row(0, -1.0986123f, 0, 0, 0), .. Row(0.00005f, -4, 9, 8, 7),
    ];
}
