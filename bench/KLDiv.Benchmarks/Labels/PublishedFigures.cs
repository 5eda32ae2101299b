using System.Text.Json;

namespace KLDiv.Benchmarks.Labels;

/// <summary>What published.json has of a set.</summary>
/// <param name="FoldMean">The mean divergence over ten folds of softmax(x W), fitted by BFGS.</param>
/// <param name="FoldDeviation">Its standard deviation.</param>
/// <param name="Optimum">The least mean divergence of softmax(x W) on all rows.</param>
/// <param name="ConstantMean">The mean divergence from the mean distribution of all rows.</param>
/// <param name="Uniform">The mean divergence from the uniform distribution.</param>
internal sealed record PublishedFigures(double FoldMean, double FoldDeviation, double Optimum, double ConstantMean, double Uniform)
{
    public static PublishedFigures Read(JsonElement row) => new(
        row.GetProperty("published_10fold_kl_mean").GetDouble(),
        row.GetProperty("published_10fold_kl_std").GetDouble(),
        row.GetProperty("full_data_optimum_mean_kl").GetDouble(),
        row.GetProperty("constant_mean_predictor_kl").GetDouble(),
        row.GetProperty("uniform_predictor_kl").GetDouble());
}
