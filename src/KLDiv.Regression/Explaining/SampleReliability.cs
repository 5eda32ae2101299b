namespace KLDiv.Regression.Explaining;

/// <summary>Puts the classes of a sample's rows together by the probability that they were given.</summary>
internal static class SampleReliability
{
    private const int Groups = 10;

    private const int MostPairs = 1_000_000;

    /// <param name="sample">The rows.</param>
    public static IReadOnlyList<ReliabilityGroup> Of(RowSample sample)
    {
        int stride = (int)Math.Max(1, ((long)sample.Rows * sample.Support) / MostPairs);
        (double Predicted, double Observed, double Weight)[] pairs =
        [
            .. Enumerable.Range(0, sample.Rows)
                .Where(row => row % stride == 0 && sample.Weight(row) > 0)
                .SelectMany(row => Pairs(sample, row)),
        ];
        // Stable, so that equal probabilities stay in the order of the rows on every machine.
        pairs = [.. pairs.OrderBy(pair => pair.Predicted)];
        return [.. Enumerable.Range(0, Groups).Select(i => pairs[(int)((long)i * pairs.Length / Groups)..(int)((i + 1L) * pairs.Length / Groups)]).Where(group => group.Length > 1).Select(Group)];
    }

    private static IEnumerable<(double Predicted, double Observed, double Weight)> Pairs(RowSample sample, int row)
    {
        for (int i = 0; i < sample.Support; i++)
        {
            yield return (sample.Predicted(row)[i], sample.Observed(row)[i], sample.Weight(row));
        }
    }

    private static ReliabilityGroup Group((double Predicted, double Observed, double Weight)[] pairs)
    {
        double weight = pairs.Sum(pair => pair.Weight);
        double predicted = pairs.Sum(pair => pair.Weight * pair.Predicted) / weight, observed = pairs.Sum(pair => pair.Weight * pair.Observed) / weight;
        double squares = pairs.Sum(pair => Math.Pow(pair.Weight * (pair.Observed - pair.Predicted - (observed - predicted)), 2));
        return new ReliabilityGroup(pairs.Length, predicted, observed, Math.Sqrt(squares * pairs.Length / (pairs.Length - 1)) / weight);
    }
}
