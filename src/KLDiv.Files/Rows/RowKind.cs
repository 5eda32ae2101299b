namespace KLDiv.Files;

/// <summary>What a row holds along its support.</summary>
public enum RowKind
{
    /// <summary>Logarithms of probabilities, in nats.</summary>
    LogProbs,

    /// <summary>Probabilities.</summary>
    Probs,

    /// <summary>Logits: log-probabilities up to a constant for each row.</summary>
    Logits,
}
