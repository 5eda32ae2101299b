namespace KLDiv.TwoSamples.Pooling;

/// <summary>
/// KL(reference || current) of numbers by their nearest neighbours (Wang, Kulkarni and Verdú 2009, "Divergence estimation for multidimensional densities via
/// k-nearest-neighbor distances", IEEE Transactions on Information Theory 55:2392-2405): the mean of ln (ν / ρ) + ln (m / (n - 1)), with ρ and ν the distances of
/// a row of the reference to the k-th nearest of the others and of the current sample. It sees what is finer than cells, and knows no equal numbers.
/// </summary>
internal static class NeighbourDivergence
{
    private const int K = 5;

    /// <summary>NaN where there are too few rows.</summary>
    public static double Of(double[] reference, double[] current)
    {
        (int n, int m) = (reference.Length, current.Length);
        if (n <= K || m < K)
        {
            return double.NaN;
        }

        double sum = 0;
        (int own, int other) = (0, 0);
        for (int row = 0; row < n; row++)
        {
            double value = reference[row];

            // The row itself is one of the k + 1 nearest of its own sample.
            double near = Farthest(reference, K + 1, value, ref own), far = Farthest(current, K, value, ref other);
            sum += Math.Log(far / near);
        }

        return (sum / n) + Math.Log(m / (n - 1.0));
    }

    /// <summary>The distance of the k-th nearest; the k nearest begin no earlier than those of a smaller value.</summary>
    private static double Farthest(double[] sorted, int k, double value, ref int first)
    {
        while (first + k < sorted.Length && sorted[first + k] - value < value - sorted[first])
        {
            first++;
        }

        return Math.Max(value - sorted[first], sorted[first + k - 1] - value);
    }
}
