namespace KLDiv.Reports;

/// <summary>A run of rows as they follow each other in the file.</summary>
/// <param name="FirstRow">The number of its first row.</param>
/// <param name="Rows">How many rows of the file it has, with those that weigh 0.</param>
/// <param name="Mean">The mean divergence, by the rows' weights; NaN where no row counts.</param>
/// <param name="Max">The largest divergence; NaN where no row counts.</param>
/// <param name="FiniteMean">The mean of the rows whose divergence is finite, by their weights; NaN where there is none.</param>
/// <param name="FiniteMax">The largest finite divergence; NaN where there is none.</param>
/// <param name="FiniteWeight">The weight of the rows whose divergence is finite; their number where all rows weigh the same.</param>
/// <param name="InfiniteRows">How many rows that count have an infinite divergence.</param>
public readonly record struct ProfileRun(
    long FirstRow, long Rows, double Mean, double Max, double FiniteMean, double FiniteMax, double FiniteWeight, long InfiniteRows)
{
    /// <summary>Runs that follow each other as one.</summary>
    /// <param name="runs">The runs; at least one.</param>
    /// <returns>The run that they are together.</returns>
    public static ProfileRun Join(params ReadOnlySpan<ProfileRun> runs)
    {
        ArgumentOutOfRangeException.ThrowIfZero(runs.Length, nameof(runs));
        double weight = 0, mean = 0, max = double.NaN;
        long rows = 0, infinite = 0;
        foreach (ProfileRun run in runs)
        {
            weight += run.FiniteWeight > 0 ? run.FiniteWeight : 0;
            rows += run.Rows;
            infinite += run.InfiniteRows;
        }

        foreach (ProfileRun run in runs)
        {
            if (run.FiniteWeight > 0)
            {
                mean += run.FiniteWeight / weight * run.FiniteMean;
                max = run.FiniteMax > max || double.IsNaN(max) ? run.FiniteMax : max;
            }
        }

        mean = weight > 0 ? mean : double.NaN;
        (double Mean, double Max) all = infinite > 0 ? (double.PositiveInfinity, double.PositiveInfinity) : (mean, max);
        return new ProfileRun(runs[0].FirstRow, rows, all.Mean, all.Max, mean, max, weight, infinite);
    }
}
