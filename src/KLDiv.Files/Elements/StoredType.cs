using System.Numerics;
using System.Runtime.InteropServices;

namespace KLDiv.Files.Elements;

/// <summary>How elements lie in a file: their type and the order of their bytes; and how they become numbers of this machine.</summary>
/// <param name="Type">The type in which they are handed out.</param>
/// <param name="IsBigEndian">Whether the most significant byte comes first.</param>
/// <param name="IsBFloat16">Whether they are the upper halves of <see cref="float"/>s; <paramref name="Type"/> is then float32.</param>
internal readonly record struct StoredType(ElementType Type, bool IsBigEndian = false, bool IsBFloat16 = false)
{
    public int Size => IsBFloat16 ? sizeof(ushort) : Type.Size();

    /// <summary>Where the bytes of the elements are to be put before <see cref="Finish"/>.</summary>
    /// <param name="destination">Where the elements go; the bytes too, if they are as long.</param>
    /// <param name="buffer">Has room for bytes that are not.</param>
    public Span<byte> Raw<T>(Span<T> destination, RowBuffer buffer)
        where T : unmanaged =>
        IsBFloat16 ? buffer.Scratch(destination.Length * sizeof(ushort)) : MemoryMarshal.AsBytes(destination);

    /// <summary>Makes elements of bytes that have been put where <see cref="Raw"/> said.</summary>
    public void Finish<T>(Span<byte> raw, Span<T> destination)
        where T : unmanaged
    {
        if (IsBigEndian == BitConverter.IsLittleEndian)
        {
            ByteOrder.Reverse(raw, Size);
        }

        if (IsBFloat16)
        {
            Widen(MemoryMarshal.Cast<byte, ushort>(raw), MemoryMarshal.Cast<T, uint>(destination));
        }
    }

    private static void Widen(ReadOnlySpan<ushort> halves, Span<uint> singles)
    {
        int i = 0;
        for (; i <= halves.Length - Vector<ushort>.Count; i += Vector<ushort>.Count)
        {
            Vector.Widen(new Vector<ushort>(halves[i..]), out Vector<uint> low, out Vector<uint> high);
            (low << 16).CopyTo(singles[i..]);
            (high << 16).CopyTo(singles[(i + Vector<uint>.Count)..]);
        }

        for (; i < halves.Length; i++)
        {
            singles[i] = (uint)halves[i] << 16;
        }
    }
}
