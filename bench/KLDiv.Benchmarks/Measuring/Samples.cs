namespace KLDiv.Benchmarks.Measuring;

/// <summary>What one contender took in each round, in nanoseconds a call.</summary>
internal sealed record Samples(double Median, double Min, double Max)
{
    public static Samples Of(IEnumerable<double> nanoseconds)
    {
        double[] sorted = [.. nanoseconds.Order()];
        int middle = sorted.Length / 2;
        double median = sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
        return new(median, sorted[0], sorted[^1]);
    }

    /// <summary>The same, for each of the elements that a call works on.</summary>
    public Samples AnElement(long elements) => new(Median / elements, Min / elements, Max / elements);
}
