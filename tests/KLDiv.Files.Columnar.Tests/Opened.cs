namespace KLDiv.Files.Columnar.Tests;

/// <summary>Opens files by the formats of the package alone.</summary>
internal static class Opened
{
    private static readonly FileFormats Formats = Known();

    public static RowSource At(string path) => Formats.Open(path);

    /// <summary>All elements, as doubles; read in pieces that begin and end anywhere as well, to the same numbers.</summary>
    public static double[] Elements(RowSource source)
    {
        RowBuffer buffer = new();
        double[] all = new double[source.Count];
        source.ReadDoubles(0, all, buffer);
        double[] piece = new double[7];
        for (int start = 0; start < all.Length; start += 5)
        {
            Span<double> part = piece.AsSpan(0, Math.Min(piece.Length, all.Length - start));
            source.ReadDoubles(start, part, buffer);
            Assert.Equal(all.AsSpan(start, part.Length), part);
        }

        return all;
    }

    private static FileFormats Known()
    {
        FileFormats formats = new();
        ColumnarFormats.AddTo(formats);
        return formats;
    }
}
