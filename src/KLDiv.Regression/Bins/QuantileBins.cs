namespace KLDiv.Regression.Bins;

/// <summary>Bins that hold about equally many of the values: the edges lie in the middle between neighbouring values, and equal values are never parted.</summary>
internal static class QuantileBins
{
    /// <param name="counts">The values.</param>
    /// <param name="count">How many bins are asked for.</param>
    /// <exception cref="ArgumentException">Two edges are no finite number apart.</exception>
    public static Binning Of(ValueCounts counts, int count)
    {
        double[] values = counts.Values;
        if (values.Length == 1)
        {
            return Binning.OfValues(values);
        }

        List<double> edges = [values[0]];
        for (int i = 1; i < count; i++)
        {
            int at = NearestStep(counts, Math.Round(i * counts.Total / count));
            double edge = Binning.MiddleOf(values[at - 1], values[at]);
            if (edge > edges[^1] && edge < values[^1])
            {
                edges.Add(edge);
            }
        }

        return new Binning([.. edges, values[^1]]);
    }

    /// <summary>The value before which there are as nearly so many rows as can be; not the first.</summary>
    private static int NearestStep(ValueCounts counts, double rows)
    {
        int above = 1;
        for (int low = 1, high = counts.Count - 1; low <= high;)
        {
            int middle = (low + high) / 2;
            (low, high) = counts.Before(middle) < rows ? (middle + 1, high) : (low, middle - 1);
            above = Math.Min(low, counts.Count - 1);
        }

        return above > 1 && rows - counts.Before(above - 1) <= counts.Before(above) - rows ? above - 1 : above;
    }
}
