namespace KLDiv.Cli.Tests;

/// <summary>A type of elements: its name in each format, and its bytes; empty names where a format does not have it.</summary>
/// <param name="Name">What KLDiv calls it.</param>
/// <param name="Npy">In headers of NumPy.</param>
/// <param name="Safetensors">In headers of .safetensors files.</param>
/// <param name="Torch">The storage that torch puts it into.</param>
/// <param name="Raw">Where raw numbers are asked for.</param>
/// <param name="Encode">The bytes of a whole number from 0 to 3.</param>
/// <param name="ToArray">Numbers of the type as .NET has them; null where it does not.</param>
internal sealed record ElementCase(string Name, string Npy, string Safetensors, string Torch, string Raw, Func<int, byte[]> Encode, Func<int[], Array>? ToArray = null)
{
    public static IReadOnlyList<ElementCase> All { get; } =
    [
        new("float64", "<f8", "F64", "DoubleStorage", "f8", value => BitConverter.GetBytes((double)value), values => Array.ConvertAll(values, value => (double)value)),
        new("float32", "<f4", "F32", "FloatStorage", "f4", value => BitConverter.GetBytes((float)value), values => Array.ConvertAll(values, value => (float)value)),
        new("float16", "<f2", "F16", "HalfStorage", "f2", value => BitConverter.GetBytes((Half)value), values => Array.ConvertAll(values, value => (Half)value)),
        new("bfloat16", "|V2", "BF16", "BFloat16Storage", "bf16", value => BitConverter.GetBytes((ushort)(BitConverter.SingleToUInt32Bits(value) >> 16))),
        new("float8_e4m3", "|V1", "F8_E4M3", "", "e4m3", value => [new byte[] { 0x00, 0x38, 0x40, 0x44 }[value]]),
        new("float8_e5m2", "|V1", "F8_E5M2", "", "e5m2", value => [new byte[] { 0x00, 0x3C, 0x40, 0x42 }[value]]),
        new("int64", "<i8", "I64", "LongStorage", "i8", value => BitConverter.GetBytes((long)value), values => Array.ConvertAll(values, value => (long)value)),
        new("int32", "<i4", "I32", "IntStorage", "i4", BitConverter.GetBytes, values => values),
        new("int16", "<i2", "I16", "ShortStorage", "i2", value => BitConverter.GetBytes((short)value), values => Array.ConvertAll(values, value => (short)value)),
        new("int8", "|i1", "I8", "CharStorage", "i1", value => [(byte)value], values => Array.ConvertAll(values, value => (sbyte)value)),
        new("uint64", "<u8", "U64", "", "u8", value => BitConverter.GetBytes((ulong)value), values => Array.ConvertAll(values, value => (ulong)value)),
        new("uint32", "<u4", "U32", "", "u4", value => BitConverter.GetBytes((uint)value), values => Array.ConvertAll(values, value => (uint)value)),
        new("uint16", "<u2", "U16", "", "u2", value => BitConverter.GetBytes((ushort)value), values => Array.ConvertAll(values, value => (ushort)value)),
        new("uint8", "|u1", "U8", "ByteStorage", "u1", value => [(byte)value], values => Array.ConvertAll(values, value => (byte)value)),
        new("bool", "|b1", "BOOL", "BoolStorage", "b1", value => [(byte)(value == 0 ? 0 : 1)], values => Array.ConvertAll(values, value => value != 0)),
        new("text", "", "", "", "", _ => []),
    ];

    /// <summary>Whether NumPy writes no more of the type than how many bytes it takes.</summary>
    public bool IsOpaqueToNumPy => Npy.StartsWith("|V", StringComparison.Ordinal);
}
