using KLDiv.Regression.Encoding;
using KLDiv.Regression.Figures;
using KLDiv.Regression.Fitting;

namespace KLDiv.Regression;

/// <summary>The model and what it must beat, measured on the rows that it was fitted to.</summary>
/// <param name="data">The rows, with what was observed in them.</param>
/// <param name="bins">What the support stands for; null: not ordered.</param>
/// <param name="cancellationToken">Ends the work.</param>
internal sealed class PageContenders(FitData data, Binning? bins, CancellationToken cancellationToken)
{
    public const string ModelName = "this model", MeanName = "mean distribution", UniformName = "uniform distribution";

    /// <param name="model">The model.</param>
    /// <param name="neighbours">How many neighbours compete; 0: none do.</param>
    /// <param name="folds">What was found on held-out rows; null: nothing.</param>
    public IReadOnlyList<FitContender> Of(DistributionModel model, int neighbours, CrossValidationResult? folds)
    {
        List<FitContender> contenders = [Contender(ModelName, model, folds?.Model)];
        if (neighbours > 0)
        {
            contenders.Add(OfNeighbours(neighbours, folds?.Neighbours));
        }

        contenders.Add(Contender(MeanName, ConstantModel.Mean(data), folds?.ConstantMean));
        contenders.Add(Contender(UniformName, ConstantModel.Uniform(data.Features.Columns, data.Targets.Columns), folds?.Uniform));
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
        return $"{folds.Folds.Count / repeats} folds{(repeats > 1 ? $", {repeats} times" : "")}";
    }

    private FitContender OfNeighbours(int neighbours, FigureSummary? heldOut)
    {
        NearestNeighbours model = new(Evenly(CrossValidation.MostTrainingRowsOfNeighbours), neighbours, isStandardised: true);
        return new FitContender(
            $"{neighbours} nearest neighbours",
            DistributionFigures.Of(model, Evenly(CrossValidation.MostHeldOutRowsOfNeighbours), bins, cancellationToken),
            heldOut?.Mean,
            heldOut?.StandardDeviation) { IsOfNeighbours = true };
    }

    private FitContender Contender(string name, DistributionModel model, FigureSummary? heldOut) => new(
        name, DistributionFigures.Of(model, data, bins, cancellationToken), heldOut?.Mean, heldOut?.StandardDeviation);

    /// <summary>Rows evenly taken, where there are too many.</summary>
    private FitData Evenly(int most) => data.Rows <= most ? data : data.Choose([.. Enumerable.Range(0, most).Select(i => (int)((Int128)i * data.Rows / most))]);
}
