namespace KLDiv.Files.Loss;

/// <summary>What becomes of the elements of a source before the criterion meets them.</summary>
internal enum LossConversion
{
    /// <summary>They are what it takes.</summary>
    None,

    /// <summary>Probabilities become their logarithms.</summary>
    Logarithm,

    /// <summary>Probabilities become the logarithms of what they are when each row sums to 1.</summary>
    ScaledLogarithm,

    /// <summary>Logits become log-probabilities; so do log-probabilities whose rows are scaled.</summary>
    LogSoftmax,

    /// <summary>Probabilities are scaled so that each row sums to 1.</summary>
    Scaling,
}
