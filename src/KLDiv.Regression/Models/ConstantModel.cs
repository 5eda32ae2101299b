using System.Numerics.Tensors;
using KLDiv.Regression.Fitting;

namespace KLDiv.Regression.Models;

/// <summary>The same distribution for every row: the contender that reads no feature.</summary>
internal sealed class ConstantModel(int features, double[] logProbabilities) : DistributionModel(features, logProbabilities.Length)
{
    public ReadOnlySpan<double> LogProbability => logProbabilities;

    /// <summary>The mean distribution of the targets.</summary>
    public static ConstantModel Mean(FitRows data)
    {
        double[] log = Baselines.MeanDistribution(data);
        TensorPrimitives.Log<double>(log, log);
        return new ConstantModel(data.Features.Columns, log);
    }

    public static ConstantModel Uniform(int features, int support)
    {
        double[] log = new double[support];
        Array.Fill(log, -Math.Log(support));
        return new ConstantModel(features, log);
    }

    internal override void LogProbabilities(ReadOnlySpan<double> features, Span<double> log, int rows)
    {
        for (int row = 0; row < rows; row++)
        {
            logProbabilities.CopyTo(log.Slice(row * Support, Support));
        }
    }
}
