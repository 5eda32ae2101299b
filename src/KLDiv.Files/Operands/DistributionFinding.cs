namespace KLDiv.Files;

/// <summary>Which rows of an operand were no distributions.</summary>
/// <param name="Rows">How many: rows whose sum is not 1 within what their type holds, or in which an element is no probability, or no number.</param>
/// <param name="LargestDeviation">The largest distance of such a row's sum from 1; 0 where all rows are distributions.</param>
/// <param name="First">What is wrong with the first of them; null where there is none.</param>
/// <param name="LooksLike">What the first of them looks like by its numbers; null where there is none, or it looks like nothing that is known.</param>
/// <param name="Advice">What to do, in the words of the command: the option that helps; null where there is none.</param>
public readonly record struct DistributionFinding(
    long Rows = 0, double LargestDeviation = 0, string? First = null, RowKind? LooksLike = null, string? Advice = null)
{
    /// <summary>What is wrong, in one line: the first row, how many there are, and what to do; null where all rows are distributions.</summary>
    public string? Problem => First is null ? null
        : First + (Rows > 1 ? $"; {Rows} rows are no distributions" : "") + (Advice is null ? "" : $"; {Advice}");
}
