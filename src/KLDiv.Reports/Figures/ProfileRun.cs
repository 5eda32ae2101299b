namespace KLDiv.Reports;

/// <summary>A run of rows as they follow each other in the file.</summary>
/// <param name="FirstRow">The number of its first row.</param>
/// <param name="Rows">How many rows of the file it has, with those that weigh 0.</param>
/// <param name="Mean">The mean divergence, by the rows' weights; NaN where no row counts.</param>
/// <param name="Max">The largest divergence; NaN where no row counts.</param>
public readonly record struct ProfileRun(long FirstRow, long Rows, double Mean, double Max);
