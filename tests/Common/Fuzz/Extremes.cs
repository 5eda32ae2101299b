using System.Buffers.Binary;
using System.Globalization;

namespace KLDiv.TestSupport;

/// <summary>Numbers at the edges of what fits, as readers and formulas meet them.</summary>
internal static class Extremes
{
    public static readonly long[] Whole =
        [0, 1, 2, 3, 4, 7, 8, 16, 20, 46, 64, 127, 128, 255, 256, 10_000, 32_767, 65_535, 65_536, 1_048_576, 10_000_000, int.MaxValue, uint.MaxValue, 1L << 32, 1L << 62, long.MaxValue, -1, -2, long.MinValue];

    private static readonly double[] s_real =
    [
        0, -0.0, 1, -1, 0.5, 2, -3.5, 1e-310, double.Epsilon, 1e-300, 1e-45, 1e-16, 1e-8, 1 - 1e-16, 65_504, 1e7, int.MaxValue, 1L << 53, 1e16, 1e38, -1e38,
        1e154, 1e200, -1e200, 1e308, -1e308, double.MaxValue, double.MinValue, double.NaN, double.PositiveInfinity, double.NegativeInfinity,
    ];

    public static T Pick<T>(this Random random, IReadOnlyList<T> choices) => choices[random.Next(choices.Count)];

    /// <summary>An edge, or a number beside it.</summary>
    public static long WholeNumber(Random random) => unchecked(random.Pick(Whole) + random.Next(-1, 2));

    /// <summary>An edge, or one that is no edge at all.</summary>
    public static double Real(Random random) => random.Next(4) == 0 ? (random.NextDouble() * 4) - 2 : random.Pick(s_real);

    /// <summary>A number as text, as often whole as not.</summary>
    public static string Text(Random random) => random.Next(2) == 0
        ? WholeNumber(random).ToString(CultureInfo.InvariantCulture)
        : Real(random).ToString("R", CultureInfo.InvariantCulture);

    /// <summary>Writes edges over elements: over one, a few that follow each other, or all.</summary>
    /// <param name="data">The elements.</param>
    /// <param name="type">Their type, as safetensors files name it.</param>
    /// <param name="random">What chooses.</param>
    public static void Overwrite(Span<byte> data, string type, Random random)
    {
        int size = SizeOf(type);
        int count = data.Length / size;
        if (count == 0)
        {
            return;
        }

        int first = random.Next(4) == 0 ? 0 : random.Next(count);
        int length = random.Next(4) switch { 0 => count - first, 1 => random.Next(1, count - first + 1), _ => 1 };
        byte[] one = Bytes(type, random);
        for (int i = first; i < first + length; i++)
        {
            (random.Next(8) == 0 ? Bytes(type, random) : one).CopyTo(data[(i * size)..]);
        }
    }

    public static int SizeOf(string type) => type switch { "F64" or "I64" or "U64" => 8, "F32" or "I32" or "U32" => 4, "F16" or "BF16" or "I16" or "U16" => 2, _ => 1 };

    private static byte[] Bytes(string type, Random random)
    {
        byte[] bytes = new byte[sizeof(long)];
        switch (type)
        {
            case "F64":
                BinaryPrimitives.WriteDoubleLittleEndian(bytes, Real(random));
                break;
            case "F32":
                BinaryPrimitives.WriteSingleLittleEndian(bytes, (float)Real(random));
                break;
            case "F16":
                BinaryPrimitives.WriteHalfLittleEndian(bytes, (Half)Real(random));
                break;
            case "BF16":
                BinaryPrimitives.WriteUInt16LittleEndian(bytes, (ushort)(BitConverter.SingleToUInt32Bits((float)Real(random)) >> 16));
                break;
            default:
                BinaryPrimitives.WriteInt64LittleEndian(bytes, WholeNumber(random));
                break;
        }

        return bytes[..SizeOf(type)];
    }
}
