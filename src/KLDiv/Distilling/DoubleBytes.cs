using System.Buffers.Binary;

namespace KLDiv.Distilling;

/// <summary>Doubles as bytes, the least significant first, on any machine.</summary>
internal static class DoubleBytes
{
    public static void Write(ReadOnlySpan<double> numbers, Span<byte> destination)
    {
        if (destination.Length < numbers.Length * sizeof(double))
        {
            throw new ArgumentException($"destination has {destination.Length} bytes; {numbers.Length * sizeof(double)} are needed.", nameof(destination));
        }

        for (int i = 0; i < numbers.Length; i++)
        {
            BinaryPrimitives.WriteDoubleLittleEndian(destination[(i * sizeof(double))..], numbers[i]);
        }
    }

    public static void Read(ReadOnlySpan<byte> source, Span<double> numbers)
    {
        if (source.Length < numbers.Length * sizeof(double))
        {
            throw new ArgumentException($"source has {source.Length} bytes; {numbers.Length * sizeof(double)} are needed.", nameof(source));
        }

        for (int i = 0; i < numbers.Length; i++)
        {
            numbers[i] = BinaryPrimitives.ReadDoubleLittleEndian(source[(i * sizeof(double))..]);
        }
    }
}
