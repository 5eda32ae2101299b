namespace KLDiv.Regression.Bins;

/// <summary>Different values in order, and how many rows have each, or how much they weigh.</summary>
internal sealed class ValueCounts
{
    private readonly double[] _upTo;

    private ValueCounts(double[] values, double[] upTo) => (Values, _upTo) = (values, upTo);

    public double[] Values { get; }

    public int Count => Values.Length;

    /// <summary>Of all values together.</summary>
    public double Total => _upTo[^1];

    /// <param name="values">At least one, in any order.</param>
    /// <param name="weights">One for each value; empty: 1.</param>
    public static ValueCounts Of(ReadOnlySpan<double> values, ReadOnlySpan<double> weights = default)
    {
        double[] sorted = values.ToArray(), own = weights.ToArray();
        if (own.Length > 0)
        {
            Array.Sort(sorted, own);
        }
        else
        {
            Array.Sort(sorted);
        }

        List<double> distinct = [], upTo = [0];
        for (int i = 0; i < sorted.Length; i++)
        {
            if (distinct.Count == 0 || sorted[i] != distinct[^1])
            {
                // Not -0, which is no other value than 0.
                distinct.Add(sorted[i] + 0.0);
                upTo.Add(upTo[^1]);
            }

            upTo[^1] += own.Length > 0 ? own[i] : 1;
        }

        return new ValueCounts([.. distinct], [.. upTo]);
    }

    /// <summary>How much the values before one weigh.</summary>
    public double Before(int index) => _upTo[index];

    /// <summary>How much one value weighs.</summary>
    public double Of(int index) => _upTo[index + 1] - _upTo[index];

    /// <summary>How much values weigh from one up to and without another.</summary>
    public double Of(int first, int end) => _upTo[end] - _upTo[first];

    /// <summary>The first value that is not below a number.</summary>
    public int FirstFrom(double number)
    {
        int found = Values.AsSpan().BinarySearch(number);
        return found >= 0 ? found : ~found;
    }
}
