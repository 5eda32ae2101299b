namespace KLDiv.Regression;

/// <summary>What is told of a predicted distribution.</summary>
public enum PredictedWhat
{
    /// <summary>The logarithm of the probability of each point.</summary>
    LogProbabilities,

    /// <summary>The probability of each point.</summary>
    Probabilities,

    /// <summary>The most probable point, a class or a bin, and its probability. As an array the point is its number.</summary>
    Top,

    /// <summary>The mean and the standard deviation.</summary>
    Mean,

    /// <summary>Numbers up to which there is so much probability.</summary>
    Quantiles,

    /// <summary>The ends of central intervals that hold so much probability.</summary>
    Intervals,
}
