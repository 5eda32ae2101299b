namespace KLDiv.TwoSamples.Pairing;

/// <summary>
/// Adjusts probabilities to how many there are (Y. Benjamini and Y. Hochberg 1995, "Controlling the false discovery rate", Journal of the Royal Statistical
/// Society B 57:289-300).
/// </summary>
internal static class FalseDiscovery
{
    public static double[] Adjust(double[] probabilities)
    {
        int[] order = [.. Enumerable.Range(0, probabilities.Length).OrderByDescending(i => probabilities[i])];
        double[] adjusted = new double[probabilities.Length];
        double least = 1;
        for (int rank = 0; rank < order.Length; rank++)
        {
            least = Math.Min(least, probabilities[order[rank]] * order.Length / (order.Length - rank));
            adjusted[order[rank]] = least;
        }

        return adjusted;
    }
}
