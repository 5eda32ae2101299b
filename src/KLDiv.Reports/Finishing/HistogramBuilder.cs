namespace KLDiv.Reports;

/// <summary>Puts divergences into bins of equal width in the logarithm.</summary>
internal static class HistogramBuilder
{
    private const int MostBins = 120;

    /// <summary>Widths in tenths of a decade.</summary>
    private static ReadOnlySpan<int> Widths => [1, 2, 5, 10, 20, 50];

    public static DivergenceHistogram Of(ReadOnlySpan<double> divergences)
    {
        double least = double.PositiveInfinity, largest = 0;
        long zeros = 0, infinities = 0;
        foreach (double divergence in divergences)
        {
            if (divergence <= 0)
            {
                zeros++;
            }
            else if (double.IsPositiveInfinity(divergence))
            {
                infinities++;
            }
            else
            {
                least = Math.Min(least, divergence);
                largest = Math.Max(largest, divergence);
            }
        }

        return new DivergenceHistogram { Zeros = zeros, Infinities = infinities, Bins = largest > 0 ? Bins(divergences, least, largest) : [] };
    }

    private static HistogramBin[] Bins(ReadOnlySpan<double> divergences, double least, double largest)
    {
        int width = Widths[^1];
        foreach (int candidate in Widths)
        {
            if (BinOf(largest, candidate) - BinOf(least, candidate) < MostBins)
            {
                width = candidate;
                break;
            }
        }

        int first = BinOf(least, width);
        long[] counts = new long[BinOf(largest, width) - first + 1];
        foreach (double divergence in divergences)
        {
            if (divergence > 0 && double.IsFinite(divergence))
            {
                counts[BinOf(divergence, width) - first]++;
            }
        }

        return [.. counts.Select((count, i) => new HistogramBin(Edge(first + i, width), Edge(first + i + 1, width), count))];
    }

    private static double Edge(int bin, int width) => Math.Pow(10, bin * width / 10.0);

    /// <summary>The bin of a value, by its edges: the logarithm may be off by a rounding.</summary>
    private static int BinOf(double value, int width)
    {
        int bin = (int)Math.Floor(Math.Log10(value) * 10 / width);
        return value < Edge(bin, width) ? bin - 1 : value >= Edge(bin + 1, width) ? bin + 1 : bin;
    }
}
