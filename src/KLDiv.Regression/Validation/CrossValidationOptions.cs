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

    /// <summary>How many of the folds are held out, the first ones of each shuffle; null: all, each in its turn.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is not at least 1.</exception>
    public int? HeldOut
    {
        get;
        init => field = value is null or >= 1
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, "The number of folds that are held out must be at least 1.");
    }

    /// <summary>Whether <see cref="FitOptions.L2"/> is chosen, whatever it says: in each fold anew, on the rows that it fits.</summary>
    public bool ChoosesL2 { get; init; }

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

    /// <summary>What the neighbours of folds that run side by side may hold together, in bytes.</summary>
    private const long MostHeld = 1L << 30;

    /// <summary>How many folds run side by side, and on how many threads each of them.</summary>
    internal (int AtOnce, int Threads) Threads(int runs, nint rows, int columns)
    {
        double held = Neighbours == 0 ? 0 : 2.0 * sizeof(double) * columns * Math.Min(rows, CrossValidation.MostTrainingRowsOfNeighbours);
        int atOnce = Math.Clamp((int)Math.Min(MostHeld / Math.Max(1, held), runs), 1, Fit.Threads);
        return (atOnce, Math.Max(1, Fit.Threads / atOnce));
    }
}
