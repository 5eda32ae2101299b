using KLDiv.Regression.Validation;

namespace KLDiv.Regression;

/// <summary>What is fitted, and what is chosen on the way by cross-validation.</summary>
public sealed record RegressionOptions
{
    /// <summary>A softmax regression, of which nothing is chosen.</summary>
    public static RegressionOptions Default { get; } = new();

    /// <summary>What is minimised, and how far.</summary>
    public FitOptions Fit { get; init; } = FitOptions.Default;

    /// <summary>Whether <see cref="FitOptions.L2"/> is chosen, whatever it says.</summary>
    public bool ChoosesL2 { get; init; }

    /// <summary>K of the cross-validations that choose. A regression takes no more than there are rows; <see cref="PenaltyChoice"/> refuses them.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is not at least 2.</exception>
    public int Folds
    {
        get;
        init => field = value >= 2
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, "The number of folds must be at least 2.");
    }
    = 5;

    /// <summary>Told of each candidate of a choice and of each of its folds, of one at a time; null: nobody is.</summary>
    public IProgress<ChoiceProgress>? Choosing { get; init; }

    /// <summary>Determines the folds, and the rows that choices are made on where there are too many.</summary>
    public ulong Seed { get; init; }
}
