using System.Buffers.Binary;
using System.Text;

namespace KLDiv.TestSupport;

/// <summary>.npy files built byte by byte.</summary>
internal static class NpyBytes
{
    public static byte[] Magic => [0x93, .. "NUMPY"u8];

    /// <summary>A file with this text as its header, exactly, followed by data.</summary>
    public static byte[] Of(string text, byte[] data, byte version = 1) =>
        [.. WithLength((uint)text.Length, version), .. Encoding.Latin1.GetBytes(text), .. data];

    /// <summary>A file with this text as its header and that many zero bytes.</summary>
    public static byte[] Of(string text, int zeros = 0, byte version = 1) => Of(text, new byte[zeros], version);

    public static string Text(string description, string shape, string fortranOrder = "False") =>
        $"{{'descr': {description}, 'fortran_order': {fortranOrder}, 'shape': {shape}, }}\n";

    /// <summary>Magic, version and a length of the header, with nothing after it.</summary>
    public static byte[] WithLength(uint length, byte version)
    {
        byte[] bytes = new byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, length);
        return [.. Magic, version, 0, .. bytes[..(version == 1 ? 2 : 4)]];
    }
}
