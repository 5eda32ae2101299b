namespace KLDiv.Files;

/// <summary>Which rows of an operand were no distributions.</summary>
/// <param name="Rows">How many: rows whose sum is not 1 within what their type holds, or in which an element is no probability, or no number.</param>
/// <param name="LargestDeviation">The largest distance of such a row's sum from 1; 0 where all rows are distributions.</param>
/// <param name="First">What is wrong with the first of them, and what it looks like; null where there is none.</param>
public readonly record struct DistributionFinding(long Rows = 0, double LargestDeviation = 0, string? First = null)
{
    /// <summary>What is wrong, in one line: the first row, and how many there are; null where all rows are distributions.</summary>
    public string? Problem => Rows > 1 ? $"{First}; {Rows} rows are no distributions" : First;
}
