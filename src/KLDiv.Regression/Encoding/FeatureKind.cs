namespace KLDiv.Regression;

/// <summary>What a column of a table is, and so how it becomes features.</summary>
public enum FeatureKind
{
    /// <summary>A number: one feature, the number as it is.</summary>
    Number,

    /// <summary>One of a few levels without an order: a feature for each level, 1 where the row has it and 0 elsewhere.</summary>
    Categorical,

    /// <summary>A number that comes round: cos(2π k v / period) and sin(2π k v / period) for each harmonic k.</summary>
    Cyclic,

    /// <summary>
    /// One of a few levels in an order: a feature for each step from a level to the next, 1 where the row's level lies above the step and 0 elsewhere.
    /// A penalty on the weights then draws neighbouring levels together.
    /// </summary>
    Ordinal,
}
