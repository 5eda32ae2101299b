namespace KLDiv.Regression;

/// <summary>What a probability-integral histogram says of the predictions.</summary>
public enum PitShape
{
    /// <summary>Even, as far as chance can tell: what was observed lies anywhere in the predicted distributions.</summary>
    Even,

    /// <summary>Uneven, and neither a slope nor a hill explains it.</summary>
    Uneven,

    /// <summary>The predicted distributions are too narrow: what was observed lies too often at their ends.</summary>
    TooNarrow,

    /// <summary>The predicted distributions are too wide: what was observed lies too often in their middle.</summary>
    TooWide,

    /// <summary>The predictions are too low: what was observed lies too high in them.</summary>
    TooLow,

    /// <summary>The predictions are too high: what was observed lies too low in them.</summary>
    TooHigh,
}
