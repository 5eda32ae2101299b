namespace KLDiv.Reports;

/// <summary>How the divergence runs along a file.</summary>
public enum ProfileShape
{
    /// <summary>No run stands out: none is more than three times as far apart as the median one.</summary>
    Even,

    /// <summary>Some runs stand out, and those near the farthest are half of the file or more.</summary>
    HighAllOver,

    /// <summary>A stretch of the file stands out.</summary>
    Stretch,

    /// <summary>Some rows have an infinite divergence.</summary>
    Infinite,
}
