using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace KLDiv.Files.Elements;

/// <summary>Numbers of types that are not handed out, as <see cref="float"/> or <see cref="double"/>.</summary>
internal static class Widening
{
    /// <summary>Every number of eight bits with an exponent of four.</summary>
    private static readonly float[] E4M3 = [.. Enumerable.Range(0, 256).Select(OfE4M3)];

    /// <summary>Every number of eight bits with an exponent of five: half a <see cref="Half"/>.</summary>
    private static readonly float[] E5M2 = [.. Enumerable.Range(0, 256).Select(bits => (float)BitConverter.UInt16BitsToHalf((ushort)(bits << 8)))];

    /// <param name="kind">What the bytes are.</param>
    /// <param name="raw">The bytes, in this machine's order.</param>
    /// <param name="destination">Room for the numbers, in the type that <see cref="StoredType.Type"/> says.</param>
    public static void Of(StoredKind kind, ReadOnlySpan<byte> raw, Span<byte> destination)
    {
        Span<float> singles = MemoryMarshal.Cast<byte, float>(destination);
        Span<double> doubles = MemoryMarshal.Cast<byte, double>(destination);
        switch (kind)
        {
            case StoredKind.BFloat16:
                Shift(MemoryMarshal.Cast<byte, ushort>(raw), MemoryMarshal.Cast<byte, uint>(destination));
                break;
            case StoredKind.Float8E4M3 or StoredKind.Float8E5M2:
                LookUp(kind == StoredKind.Float8E4M3 ? E4M3 : E5M2, raw, singles);
                break;
            case StoredKind.Int64:
                Convert<long, double>(raw, doubles);
                break;
            case StoredKind.UInt64:
                Convert<ulong, double>(raw, doubles);
                break;
            case StoredKind.Int32:
                Convert<int, double>(raw, doubles);
                break;
            case StoredKind.UInt32:
                Convert<uint, double>(raw, doubles);
                break;
            case StoredKind.Int16:
                Convert<short, float>(raw, singles);
                break;
            case StoredKind.UInt16:
                Convert<ushort, float>(raw, singles);
                break;
            case StoredKind.Int8:
                Convert<sbyte, float>(raw, singles);
                break;
            case StoredKind.UInt8:
                Convert<byte, float>(raw, singles);
                break;
            default: // What is not false is true, whatever its bits.
                Convert<byte, float>(raw, singles);
                TensorPrimitives.Min(singles, 1, singles);
                break;
        }
    }

    private static void Convert<TFrom, TTo>(ReadOnlySpan<byte> raw, Span<TTo> destination)
        where TFrom : unmanaged, INumberBase<TFrom>
        where TTo : unmanaged, INumberBase<TTo> =>
        TensorPrimitives.ConvertTruncating(MemoryMarshal.Cast<byte, TFrom>(raw), destination);

    private static void Shift(ReadOnlySpan<ushort> halves, Span<uint> singles)
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

    private static void LookUp(float[] numbers, ReadOnlySpan<byte> raw, Span<float> destination)
    {
        for (int i = 0; i < raw.Length; i++)
        {
            destination[i] = numbers[raw[i]];
        }
    }

    /// <summary>The number of some bits; source: Micikevicius et al., FP8 Formats for Deep Learning (2022), table 1.</summary>
    private static float OfE4M3(int bits)
    {
        int exponent = (bits >> 3) & 0xF, mantissa = bits & 7;
        float sign = bits >= 0x80 ? -1 : 1;
        return (bits & 0x7F) == 0x7F ? float.NaN
            : exponent == 0 ? sign * mantissa * float.ScaleB(1, -9)
            : sign * float.ScaleB(1 + (mantissa / 8f), exponent - 7);
    }
}
