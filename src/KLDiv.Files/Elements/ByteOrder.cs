using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace KLDiv.Files.Elements;

/// <summary>Turns elements of one byte order into the other.</summary>
internal static class ByteOrder
{
    /// <summary>Reverses the bytes of each element in place.</summary>
    /// <param name="bytes">Whole elements.</param>
    /// <param name="elementSize">2, 4 or 8.</param>
    public static void Reverse(Span<byte> bytes, int elementSize)
    {
        switch (elementSize)
        {
            case sizeof(ushort):
                Span<ushort> halves = MemoryMarshal.Cast<byte, ushort>(bytes);
                BinaryPrimitives.ReverseEndianness(halves, halves);
                break;
            case sizeof(uint):
                Span<uint> singles = MemoryMarshal.Cast<byte, uint>(bytes);
                BinaryPrimitives.ReverseEndianness(singles, singles);
                break;
            default:
                Span<ulong> doubles = MemoryMarshal.Cast<byte, ulong>(bytes);
                BinaryPrimitives.ReverseEndianness(doubles, doubles);
                break;
        }
    }
}
