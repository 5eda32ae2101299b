namespace KLDiv.Reports.Finishing;

/// <summary>Values in ascending order, and their percentiles.</summary>
/// <remarks>
/// The percentile f is at the place f (n - 1) of the ordered values, between two of them linearly. With weights a value sits in the middle of its own weight; the first
/// is at 0, the last at 1, and between two values the percentile is linear: with equal weights that is the same.
/// </remarks>
internal sealed class Order
{
    private readonly double[] _values;
    private readonly double[]? _places;

    /// <summary>Sorts values in place.</summary>
    /// <param name="values">The values.</param>
    /// <param name="weights">Their weights, which become their places; null: all weigh 1.</param>
    public Order(double[] values, double[]? weights)
    {
        _values = values;
        _places = weights;
        if (weights is null)
        {
            Array.Sort(values);
            return;
        }

        // Equal values by their weights, so that the order does not depend on how the sorting goes.
        Array.Sort(values, weights);
        SortTies(values, weights);
        ToPlaces(weights);
    }

    public double Min => _values.Length > 0 ? _values[0] : double.NaN;

    public double Max => _values.Length > 0 ? _values[^1] : double.NaN;

    public double Median => At(0.5);

    /// <summary>The percentiles of a report.</summary>
    public IReadOnlyList<Percentile> Percentiles
    {
        get
        {
            List<Percentile> percentiles = [];
            foreach (double percent in Percentile.Reported)
            {
                percentiles.Add(new Percentile(percent, At(percent / 100)));
            }

            return percentiles;
        }
    }

    /// <summary>A percentile.</summary>
    /// <param name="fraction">f, 0 to 1.</param>
    public double At(double fraction)
    {
        if (_values.Length == 0)
        {
            return double.NaN;
        }

        int low;
        double part;
        if (_places is null)
        {
            double place = fraction * (_values.Length - 1);
            low = Math.Min((int)place, _values.Length - 1);
            part = place - low;
        }
        else
        {
            double place = fraction * _places[^1];
            int found = Array.BinarySearch(_places, place);
            low = found >= 0 ? found : Math.Max(0, ~found - 1);
            int next = Math.Min(low + 1, _places.Length - 1);
            part = next > low ? Math.Clamp((place - _places[low]) / (_places[next] - _places[low]), 0, 1) : 0;
        }

        // Where it falls on a value the next one does not count, which may be infinite.
        double from = _values[low], to = _values[Math.Min(low + 1, _values.Length - 1)];
        return part == 0 || from == to ? from : ((1 - part) * from) + (part * to);
    }

    private static void SortTies(double[] values, double[] weights)
    {
        for (int start = 0; start < values.Length;)
        {
            int end = start + 1;
            while (end < values.Length && values[end] == values[start])
            {
                end++;
            }

            weights.AsSpan(start, end - start).Sort();
            start = end;
        }
    }

    /// <summary>Weights become the distances of the middles of their values from that of the first one.</summary>
    private static void ToPlaces(double[] weights)
    {
        double place = 0, last = 0;
        for (int i = 0; i < weights.Length; i++)
        {
            double weight = weights[i];
            place += i == 0 ? 0 : (last + weight) / 2;
            weights[i] = place;
            last = weight;
        }
    }
}
