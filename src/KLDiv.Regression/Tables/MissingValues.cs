namespace KLDiv.Regression;

/// <summary>What becomes of a row with a missing value (<see cref="TableOptions.MissingMarks"/>).</summary>
public enum MissingValues
{
    /// <summary>It is an error that names line and column.</summary>
    Error,

    /// <summary>The row is left out.</summary>
    Drop,

    /// <summary>
    /// A feature takes its mean over the rows that have it: for levels the shares of the levels. A row without value, target or weight says nothing of
    /// the distribution and is left out.
    /// </summary>
    Mean,

    /// <summary>
    /// It is a level of its own: of a categorical column one more level, <c>(missing)</c>; of any other column that has missing values one more feature, 1 where
    /// the value is missing, beside the others, which take their means there. A row without value, target or weight is left out.
    /// </summary>
    Level,
}

/// <summary>What becomes of a level that was not among those of the rows that a model was fitted to.</summary>
public enum UnseenLevels
{
    /// <summary>It is an error that names line, column, level and the known levels.</summary>
    Error,

    /// <summary>The features take their means over the rows that were fitted: the level says as much as a level drawn at random.</summary>
    Mean,
}
