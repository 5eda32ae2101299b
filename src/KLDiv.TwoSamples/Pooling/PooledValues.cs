namespace KLDiv.TwoSamples.Pooling;

/// <summary>Two samples of numbers, sorted, and walked together: each value once, with how many rows of both have it.</summary>
internal sealed class PooledValues
{
    private PooledValues(double[] reference, double[] current) => (Reference, Current) = (reference, current);

    /// <summary>Ascending.</summary>
    public double[] Reference { get; }

    /// <summary>Ascending.</summary>
    public double[] Current { get; }

    public long Rows => (long)Reference.Length + Current.Length;

    /// <summary>Of two samples of which neither is empty.</summary>
    public static PooledValues Of(double[] reference, double[] current)
    {
        Array.Sort(reference);
        Array.Sort(current);
        return new PooledValues(reference, current);
    }

    /// <summary>The values in their order.</summary>
    public IEnumerable<(double Value, int Reference, int Current)> Values()
    {
        (int first, int second) = (0, 0);
        while (first < Reference.Length || second < Current.Length)
        {
            double value = second == Current.Length || (first < Reference.Length && Reference[first] < Current[second]) ? Reference[first] : Current[second];
            (int before, int beforeCurrent) = (first, second);
            first = EndOf(value, Reference, first);
            second = EndOf(value, Current, second);
            yield return (value, first - before, second - beforeCurrent);
        }
    }

    /// <summary>Whether a value occurs twice.</summary>
    public bool HasTies() => Values().Any(value => value.Reference + value.Current > 1);

    private static int EndOf(double value, double[] sorted, int from)
    {
        while (from < sorted.Length && sorted[from] == value)
        {
            from++;
        }

        return from;
    }
}
