using System.Numerics;
using System.Numerics.Tensors;
using KLDiv.Regression.Fitting;
using KLDiv.Regression.Models;

namespace KLDiv.Regression;

/// <summary>What a model must beat: divergences per row of the targets from one distribution that is the same for every row.</summary>
/// <remarks>The criterion with <see cref="Reduction.BatchMean"/>, in nats. 0 ln 0 = 0, so a point where every target is 0 adds nothing to either.</remarks>
public static class Baselines
{
    /// <summary>The mean distribution of the targets: of all constants the one of least divergence.</summary>
    /// <returns>Σ over rows of t, over Σ over rows and support of t; the uniform distribution when all targets are 0.</returns>
    /// <param name="targets">[rows, support]; dense or strided.</param>
    /// <exception cref="RegressionDataException">The shape is not [rows, support], or a target is not finite and at least 0.</exception>
    public static double[] MeanDistribution<T>(in ReadOnlyTensorSpan<T> targets)
        where T : unmanaged, IFloatingPointIeee754<T> => PinnedRows.UseTargets(targets, MeanDistribution);

    /// <summary>The divergence per row from the mean distribution of the targets.</summary>
    /// <param name="targets">[rows, support]; dense or strided.</param>
    /// <exception cref="RegressionDataException">The shape is not [rows, support], or a target is not finite and at least 0.</exception>
    public static double Mean<T>(in ReadOnlyTensorSpan<T> targets)
        where T : unmanaged, IFloatingPointIeee754<T> => PinnedRows.UseTargets(targets, rows => Divergence(rows.Targets, ConstantModel.Mean(rows)));

    /// <summary>The divergence per row from the uniform distribution over the support.</summary>
    /// <param name="targets">[rows, support]; dense or strided.</param>
    /// <exception cref="RegressionDataException">The shape is not [rows, support], or a target is not finite and at least 0.</exception>
    public static double Uniform<T>(in ReadOnlyTensorSpan<T> targets)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        PinnedRows.UseTargets(targets, rows => Divergence(rows.Targets, ConstantModel.Uniform(1, rows.Targets.Columns)));

    /// <param name="data">The targets, which were checked before, and their weights.</param>
    internal static double[] MeanDistribution(FitRows data)
    {
        double[] row = new double[data.Targets.Columns], sums = new double[data.Targets.Columns], weight = new double[1];
        for (nint i = 0; i < data.Rows; i++)
        {
            data.Targets.CopyRow(i, row);
            data.CopyWeights(i, weight);
            TensorPrimitives.MultiplyAdd(row, weight[0], sums, sums);
        }

        double mass = SteadySums.Sum(sums);
        if (mass == 0)
        {
            Array.Fill(sums, 1.0 / sums.Length);
            return sums;
        }

        TensorPrimitives.Divide(sums, mass, sums);
        return sums;
    }

    private static double Divergence(RowSet rows, ConstantModel model)
    {
        double[] row = new double[rows.Columns];
        double sum = 0;
        for (nint i = 0; i < rows.Count; i++)
        {
            rows.CopyRow(i, row);
            sum += KLDivergence.Loss<double, double>(model.LogProbability, row, Reduction.Sum);
        }

        return sum / rows.Count;
    }
}
