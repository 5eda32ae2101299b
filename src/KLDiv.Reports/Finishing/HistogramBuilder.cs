using KLDiv.Simd;

namespace KLDiv.Reports.Finishing;

/// <summary>Puts divergences into bins of equal width in the logarithm.</summary>
internal static class HistogramBuilder
{
    private const int MostBins = 120;

    /// <summary>Widths in tenths of a decade.</summary>
    private static ReadOnlySpan<int> Widths => [1, 2, 5, 10, 20, 50];

    /// <param name="divergences">The divergences of the rows that count.</param>
    /// <param name="weights">Their weights; null: all weigh 1.</param>
    public static DivergenceHistogram Of(double[] divergences, double[]? weights)
    {
        double least = double.PositiveInfinity, largest = 0;
        Part zeros = default, infinities = default;
        ExactSum all = default;
        for (int i = 0; i < divergences.Length; i++)
        {
            (double divergence, double weight) = (divergences[i], weights?[i] ?? 1);
            all.Add(weight);
            if (divergence <= 0)
            {
                zeros.Add(weight);
            }
            else if (double.IsPositiveInfinity(divergence))
            {
                infinities.Add(weight);
            }
            else
            {
                least = Math.Min(least, divergence);
                largest = Math.Max(largest, divergence);
            }
        }

        return new DivergenceHistogram
        {
            Zeros = zeros.Count,
            ZeroShare = zeros.ShareOf(all.Value),
            Infinities = infinities.Count,
            InfiniteShare = infinities.ShareOf(all.Value),
            Bins = largest > 0 ? Bins(divergences, weights, all.Value, least, largest) : [],
        };
    }

    private static HistogramBin[] Bins(double[] divergences, double[]? weights, double all, double least, double largest)
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
        Part[] parts = new Part[BinOf(largest, width) - first + 1];
        for (int i = 0; i < divergences.Length; i++)
        {
            if (divergences[i] > 0 && double.IsFinite(divergences[i]))
            {
                parts[BinOf(divergences[i], width) - first].Add(weights?[i] ?? 1);
            }
        }

        return [.. parts.Select((part, i) => new HistogramBin(Edge(first + i, width), Edge(first + i + 1, width), part.Count, part.ShareOf(all)))];
    }

    private static double Edge(int bin, int width) => Math.Pow(10, bin * width / 10.0);

    /// <summary>The bin of a value, by its edges: the logarithm may be off by a rounding.</summary>
    private static int BinOf(double value, int width)
    {
        int bin = (int)Math.Floor(Math.Log10(value) * 10 / width);
        return value < Edge(bin, width) ? bin - 1 : value >= Edge(bin + 1, width) ? bin + 1 : bin;
    }

    /// <summary>Rows and their weight.</summary>
    private struct Part
    {
        private ExactSum _weight;

        public long Count { get; private set; }

        public void Add(double weight)
        {
            Count++;
            _weight.Add(weight);
        }

        public readonly double ShareOf(double all) => Count == 0 ? 0 : _weight.Value / all;
    }
}
