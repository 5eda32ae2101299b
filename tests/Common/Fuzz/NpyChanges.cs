using KLDiv.Files;
using KLDiv.Files.Npy;

namespace KLDiv.TestSupport;

/// <summary>Changes of .npy files that keep the format's rules: other elements, another shape, another type or order.</summary>
internal static class NpyChanges
{
    private const int MostElements = 2_000;

    private static readonly string[] s_types = ["<f8", "<f4", "<f2", ">f8", ">f4", ">f2", "<i8", "<i4", "|u1", "|b1"];

    /// <summary>Gives a changed file; null where the file is none that can be read.</summary>
    public static byte[]? Change(byte[] file, Random random)
    {
        NpyHeader header;
        try
        {
            header = NpyHeader.Parse("f.npy", file.AsSpan(0, Math.Min(file.Length, NpyHeader.MostBytes)), file.Length);
        }
        catch (DataFileException)
        {
            return null;
        }

        byte[] changed = [.. file];
        Span<byte> data = changed.AsSpan(header.DataOffset);
        switch (random.Next(4))
        {
            case 0:
                nint[] shape = [.. header.Shape.Select(length => random.Next(3) == 0 ? random.Next(5) : length)];
                return Rebuild(data, random.Pick(s_types), random.Next(4) == 0 ? [.. shape, random.Next(4)] : shape, random);
            default:
                Extremes.Overwrite(data, $"F{8 * header.ElementType.Size()}", random);
                return changed;
        }
    }

    /// <summary>A file of this type and shape, whose elements are those bytes, over and over.</summary>
    private static byte[]? Rebuild(ReadOnlySpan<byte> data, string type, nint[] shape, Random random)
    {
        long elements = shape.Aggregate(1L, (product, length) => product * length);
        if (elements > MostElements)
        {
            return null;
        }

        byte[] filled = new byte[elements * (type[^1] - '0')];
        for (int i = 0; i < filled.Length && data.Length > 0; i++)
        {
            filled[i] = data[i % data.Length];
        }

        string lengths = string.Concat(shape.Select(length => $"{length},"));
        return NpyBytes.Of(NpyBytes.Text($"'{type}'", $"({lengths})", random.Next(4) == 0 ? "True" : "False"), filled);
    }
}
