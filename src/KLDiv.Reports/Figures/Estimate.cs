namespace KLDiv.Reports;

/// <summary>A mean over the rows, and how sure it is.</summary>
/// <param name="Value">The mean.</param>
/// <param name="StandardError">Its standard error: sqrt((E[v²] - E[v]²) / (n - 1)); NaN of fewer than two rows, or where the mean is not finite.</param>
public readonly record struct Estimate(double Value, double StandardError);

/// <summary>A percentile.</summary>
/// <param name="Percent">Of how many percent of the rows, 0 to 100.</param>
/// <param name="Value">The value: between the two rows next to the place f (n - 1), linearly.</param>
public readonly record struct Percentile(double Percent, double Value)
{
    /// <summary>The percentiles of a report beside the median, in percent.</summary>
    public static ReadOnlySpan<double> Reported => [0.1, 1, 5, 10, 25, 75, 90, 95, 99, 99.9];
}
