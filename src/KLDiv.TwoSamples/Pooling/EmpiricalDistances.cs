namespace KLDiv.TwoSamples.Pooling;

/// <summary>Distances of the distribution functions F and G of two samples of numbers, exactly: no cells are needed.</summary>
/// <param name="Wasserstein">∫ |F - G|, in the unit of the numbers: how far the rows of one would have to be moved, on average, to be the other.</param>
/// <param name="KolmogorovSmirnov">The greatest |F - G|.</param>
internal readonly record struct EmpiricalDistances(double Wasserstein, double KolmogorovSmirnov)
{
    public static EmpiricalDistances Of(PooledValues values)
    {
        double n = values.Reference.Length, m = values.Current.Length, area = 0, greatest = 0, difference = 0, last = double.NaN;
        (long below, long belowCurrent) = (0, 0);
        foreach ((double value, int reference, int current) in values.Values())
        {
            area += difference == 0 ? 0 : difference * (value - last);
            (below, belowCurrent, last) = (below + reference, belowCurrent + current, value);
            difference = Math.Abs((below / n) - (belowCurrent / m));
            greatest = Math.Max(greatest, difference);
        }

        return new EmpiricalDistances(area, greatest);
    }
}
