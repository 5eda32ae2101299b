using KLDiv.Regression.Validation;

namespace KLDiv.Regression.Explaining;

/// <summary>The model and what it must beat, by name.</summary>
internal static class FitContenders
{
    private const string ModelName = "this model", MeanName = "mean distribution", UniformName = "uniform distribution";

    /// <param name="figures">Their figures on the rows that were fitted.</param>
    /// <param name="neighbours">How many neighbours compete.</param>
    /// <param name="folds">What was found on held-out rows; null: nothing.</param>
    public static IReadOnlyList<FitContender> Of(ContenderScores figures, int neighbours, CrossValidationResult? folds)
    {
        List<FitContender> contenders = [Contender(ModelName, figures.Model, folds?.Model)];
        if (figures.Neighbours is { } nearest)
        {
            contenders.Add(Contender($"{neighbours} nearest neighbours", nearest, folds?.Neighbours));
        }

        contenders.Add(Contender(MeanName, figures.Mean, folds?.ConstantMean) with { IsMean = true });
        contenders.Add(Contender(UniformName, figures.Uniform, folds?.Uniform));
        return contenders;
    }

    /// <summary>How rows were held out.</summary>
    public static string? Told(CrossValidationResult? folds)
    {
        if (folds is null)
        {
            return null;
        }

        int repeats = folds.Folds.Max(fold => fold.Repeat) + 1;
        string times = repeats > 1 ? $", {repeats} times" : "";
        int heldOut = folds.Folds.Count / repeats;
        return heldOut == folds.Parts ? $"{heldOut} folds{times}" : $"{heldOut} of {folds.Parts} parts of the rows{times}";
    }

    private static FitContender Contender(string name, DistributionScores onTheData, ScoreSummary? heldOut) =>
        new(name, onTheData, heldOut?.Mean, heldOut?.StandardDeviation);
}
