namespace KLDiv.TwoSamples;

/// <summary>A bin of numbers or a level, and how many rows of both samples are in it.</summary>
/// <param name="Low">The least number of the bin; NaN of a level and of rows without a value.</param>
/// <param name="High">The greatest number of the bin; equal to <paramref name="Low"/> where all are one number.</param>
/// <param name="Reference">The reference's rows.</param>
/// <param name="Current">The current sample's rows.</param>
public readonly record struct ComparedCell(double Low, double High, long Reference, long Current);
