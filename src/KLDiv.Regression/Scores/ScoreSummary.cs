using System.Numerics.Tensors;

namespace KLDiv.Regression;

/// <summary>The figures of one contender over the folds of a cross-validation.</summary>
/// <param name="Mean">The mean over the folds of all repeats, each fold counting alike.</param>
/// <param name="StandardDeviation">The standard deviation over them: of the sample, with the number of folds - 1 as the divisor.</param>
public sealed record ScoreSummary(DistributionScores Mean, DistributionScores StandardDeviation)
{
    internal static ScoreSummary Of(IReadOnlyCollection<DistributionScores> folds)
    {
        // By chance a fold may have rows of one class alone, though the others have distributions.
        bool hasClasses = folds.All(fold => fold.Categories is not null);
        double[][] values = [.. folds.Select(fold => (hasClasses ? fold : fold with { Categories = null }).Values())];
        double[] mean = new double[values[0].Length], squares = new double[mean.Length], difference = new double[mean.Length];
        foreach (double[] fold in values)
        {
            TensorPrimitives.Add(mean, fold, mean);
        }

        TensorPrimitives.Divide(mean, values.Length, mean);
        foreach (double[] fold in values)
        {
            TensorPrimitives.Subtract(fold, mean, difference);
            TensorPrimitives.MultiplyAdd(difference, difference, squares, squares);
        }

        TensorPrimitives.Divide(squares, values.Length - 1, squares);
        TensorPrimitives.Sqrt(squares, squares);
        long rows = folds.Sum(fold => fold.Rows);
        return new ScoreSummary(DistributionScores.Of(rows, mean), DistributionScores.Of(rows, squares));
    }
}
