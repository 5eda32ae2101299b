namespace KLDiv.TwoSamples;

/// <summary>How two samples are compared.</summary>
public sealed record SampleComparisonOptions
{
    /// <summary>Everything as it is by default.</summary>
    public static SampleComparisonOptions Default { get; } = new();

    /// <summary>What the divisions of the rows begin from that show what chance does; the same seed gives the same bits.</summary>
    public int Seed { get; init; }
}
