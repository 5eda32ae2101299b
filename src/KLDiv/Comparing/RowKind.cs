namespace KLDiv;

/// <summary>What the numbers of a row are.</summary>
public enum RowKind
{
    /// <summary>Logarithms of probabilities, in nats.</summary>
    LogProbs,

    /// <summary>Probabilities.</summary>
    Probs,

    /// <summary>Logits: log-probabilities up to a constant for each row.</summary>
    Logits,

    /// <summary>Counts, or anything else of at least 0 that is in proportion to the probabilities: these are the row over its sum.</summary>
    Counts,
}
