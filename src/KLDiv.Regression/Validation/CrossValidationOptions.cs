using KLDiv.Regression.Validation;

namespace KLDiv.Regression;

/// <summary>How a cross-validation goes.</summary>
public sealed record CrossValidationOptions
{
    /// <summary>Ten folds, once, of the default fit.</summary>
    public static CrossValidationOptions Default { get; } = new();

    /// <summary>K, the parts that the rows are cut into; at most the number of rows.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is not at least 2.</exception>
    public int Folds
    {
        get;
        init => field = value >= 2
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, "The number of folds must be at least 2.");
    }
    = 10;

    /// <summary>How often the rows are shuffled and cut anew.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is not at least 1.</exception>
    public int Repeats
    {
        get;
        init => field = value >= 1
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, "The number of repeats must be at least 1.");
    }
    = 1;

    /// <summary>Determines the folds.</summary>
    public ulong Seed { get; init; }

    /// <summary>What is minimised, and how far.</summary>
    public FitOptions Fit { get; init; } = FitOptions.Default;

    /// <summary>What the points of the support stand for, where they are ordered; null: they are not, and there are no ordered figures.</summary>
    public Binning? Bins { get; init; }

    /// <summary>k of the nearest neighbours; 0: they do not compete.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is less than 0.</exception>
    public int Neighbours
    {
        get;
        init => field = value >= 0
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, "The number of neighbours must be at least 0.");
    }
    = 4;

    /// <summary>
    /// Whether the distances of neighbours are between standardised features, so that units do not count; false: between the features as they are, as
    /// published figures have it.
    /// </summary>
    public bool NeighboursAreStandardised { get; init; } = true;
}
