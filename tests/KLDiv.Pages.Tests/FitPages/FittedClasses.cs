using System.Numerics.Tensors;
using KLDiv.Regression;
using KLDiv.Regression.Tests;

namespace KLDiv.Pages.Tests.FitPages;

/// <summary>A softmax regression over classes without an order, fitted to seeded data, with what its page shows.</summary>
internal static class FittedClasses
{
    public static FitExplanation Make(int rows, int features, int support, int seed)
    {
        Random random = new(seed);
        Tensor<double> x = Data.Normal(random, rows, features), targets = Data.Distributions(random, rows, support);
        List<FitProgress> progress = [];
        FitResult result = SoftmaxRegression.Fit<double, double>(x, targets, new FitOptions { L2 = 1e-3 }, progress: new Told<FitProgress>(progress.Add));
        CrossValidationResult? folds = rows < 20 ? null : CrossValidation.Run<double, double>(x, targets, new CrossValidationOptions { Folds = 2, Fit = new FitOptions { L2 = 1e-3 } });
        FitExplainer builder = new() { Source = "features.npy and targets.npy", Progress = progress, Folds = folds };
        return builder.Build<double, double>(result, x, targets);
    }
}
