namespace KLDiv.Files;

/// <summary>A run of rows.</summary>
/// <param name="First">The number of the first row.</param>
/// <param name="Count">How many rows.</param>
public readonly record struct RowRange(long First, long Count)
{
    /// <summary>The number of the row after the last one.</summary>
    public long End => First + Count;
}
