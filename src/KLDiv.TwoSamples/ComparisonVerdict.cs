namespace KLDiv.TwoSamples;

/// <summary>What is to be thought of a difference between two samples.</summary>
public enum ComparisonVerdict
{
    /// <summary>Two samples of one distribution are as far apart.</summary>
    Chance,

    /// <summary>The distributions differ, by less than matters in most uses: a Jensen-Shannon divergence below 0.025, which is a PSI of about 0.2.</summary>
    Small,

    /// <summary>The distributions differ by more than that.</summary>
    Large,
}
