using System.Numerics;

namespace KLDiv.Benchmarks.Works;

/// <summary>The calls of this library. They write into memory that the caller has, and allocate nothing.</summary>
internal static class KLDivCalls<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public static Call<T> Forward { get; } = new("`Loss(x, t, BatchMean)`", operands =>
        KLDivergence.Loss(operands.Input, operands.Target, Reduction.BatchMean, lengths: [operands.Shape.Rows, operands.Shape.Columns]));

    public static Call<T> LogTarget { get; } = new("`Loss(x, ln t, BatchMean, logTarget: true)`", operands => KLDivergence.Loss(
        operands.Input, operands.LogTarget, Reduction.BatchMean, logTarget: true, lengths: [operands.Shape.Rows, operands.Shape.Columns]));

    public static Call<T> Gradient { get; } = new("`LossAndGradient(x, t, dx)`", operands => KLDivergence.LossAndGradient(
        operands.Input, operands.Target, operands.Destination, options: Reduction.BatchMean,
        lengths: [operands.Shape.Rows, operands.Shape.Columns]));

    public static Call<T> LogTargetGradient { get; } = new("`LossAndGradient(x, ln t, dx, logTarget: true)`", operands => KLDivergence.LossAndGradient(
        operands.Input, operands.LogTarget, operands.Destination, options: new(Reduction.BatchMean, logTarget: true),
        lengths: [operands.Shape.Rows, operands.Shape.Columns]));

    public static Call<T> PerRow { get; } = new("`PerRow(x, t, sums)`", operands =>
    {
        KLDivergence.PerRow(operands.Input, operands.Target, operands.RowSums, lengths: [operands.Shape.Rows, operands.Shape.Columns]);
        return operands.RowSums[0];
    });

    public static Call<T> Weighted { get; } = new("`Loss(x, t, BatchMean, rowWeights: w)`", operands => KLDivergence.Loss(
        operands.Input, operands.Target, Reduction.BatchMean, rowWeights: operands.RowWeights, lengths: [operands.Shape.Rows, operands.Shape.Columns]));

    public static Call<T> Pointwise { get; } = new("`Pointwise(x, t, l)`", operands =>
    {
        KLDivergence.Pointwise(operands.Input, operands.Target, operands.Destination);
        return double.CreateChecked(operands.Destination[0]);
    });

    public static Call<T> Slice { get; } = new("`Loss(x[:, a..b], t[:, a..b], BatchMean)`, tensor spans", operands =>
        KLDivergence.Loss(operands.InputSlice, operands.TargetSlice, Reduction.BatchMean));

    /// <summary>What are log-probabilities to the criterion are logits here, at a temperature that makes other distributions of them.</summary>
    public static Call<T> Distillation { get; } = new("`Distillation.Loss(x, ln t, new(temperature: 2))`", operands => KLDiv.Distillation.Loss(
        operands.Input, operands.LogTarget, new(temperature: 2), lengths: [operands.Shape.Rows, operands.Shape.Columns]));

    public static Call<T> DistillationGradient { get; } = new("`Distillation.LossAndGradient(x, ln t, dx, options: new(temperature: 2))`", operands =>
        KLDiv.Distillation.LossAndGradient(
            operands.Input, operands.LogTarget, operands.Destination, options: new(temperature: 2), lengths: [operands.Shape.Rows, operands.Shape.Columns]));
}
