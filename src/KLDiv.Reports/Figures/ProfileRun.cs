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
    long FirstRow, long Rows, double Mean, double Max, double FiniteMean, double FiniteMax, double FiniteWeight, long InfiniteRows);
