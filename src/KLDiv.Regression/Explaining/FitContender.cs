namespace KLDiv.Regression;

/// <summary>A model, or what it must beat, and how well it does.</summary>
/// <param name="Name">Its name.</param>
/// <param name="OnTheData">On the rows that were fitted.</param>
/// <param name="HeldOut">On rows that were held out, the mean over the folds; null where none were.</param>
/// <param name="Deviation">The standard deviation over the folds; null where none were held out.</param>
public sealed record FitContender(string Name, DistributionScores OnTheData, DistributionScores? HeldOut = null, DistributionScores? Deviation = null)
{
    /// <summary>Whether it predicts the mean of the targets for every row, as one who knows no features would.</summary>
    public bool IsMean { get; init; }

    /// <summary>The figures on held-out rows where there are any, else those on the data.</summary>
    public DistributionScores Best => HeldOut ?? OnTheData;
}
