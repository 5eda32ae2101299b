namespace KLDiv.Tests.Properties;

/// <summary>Calls in double over a batch, as short as the properties that are made of them.</summary>
internal static class Calls
{
    public static double[] PerRow(Batch batch)
    {
        double[] rows = new double[batch.Rows];
        KLDivergence.PerRow<double, double>(batch.Input, batch.Target, rows, batch.LogTarget, batch.RowWeights, batch.Lengths);
        return rows;
    }

    public static double[] Pointwise(Batch batch) => Pointwise<double>(batch);

    /// <summary>Losses computed in T and handed over in double.</summary>
    public static double[] Pointwise<T>(Batch batch)
        where T : unmanaged, System.Numerics.IFloatingPointIeee754<T>
    {
        double[] losses = new double[batch.Numel];
        KLDivergence.Pointwise<T, T, double>(batch.Input.To<T>(), batch.Target.To<T>(), losses, batch.LogTarget, batch.RowWeights, batch.Lengths);
        return losses;
    }

    public static double Loss(Batch batch, Reduction reduction = Reduction.Sum) => Loss<double>(batch, reduction);

    public static double Loss<T>(Batch batch, Reduction reduction)
        where T : unmanaged, System.Numerics.IFloatingPointIeee754<T> =>
        KLDivergence.Loss<T, T>(batch.Input.To<T>(), batch.Target.To<T>(), reduction, batch.LogTarget, batch.RowWeights, batch.Lengths);

    public static KLDivAccumulator Accumulated(Batch batch)
    {
        KLDivAccumulator accumulator = new();
        accumulator.Add<double, double>(batch.Input, batch.Target, batch.LogTarget, batch.RowWeights, batch.Lengths);
        return accumulator;
    }

    /// <summary>Some rows, in the order given, as a batch of rank 2.</summary>
    public static Batch Take(this Batch batch, int[] rows)
    {
        double[] Of(double[] values) => [.. rows.SelectMany(row => values.Skip(row * batch.Support).Take(batch.Support))];
        double[]? weights = batch.RowWeights is { } w ? [.. rows.Select(row => w[row])] : null;
        return batch with { Lengths = [rows.Length, batch.Support], Input = Of(batch.Input), Target = Of(batch.Target), RowWeights = weights };
    }

    public static int[] AllRows(this Batch batch) => [.. Enumerable.Range(0, batch.Rows)];

    public static double RowMagnitude(this Batch batch, int row) => batch.Take([row]).SumMagnitude();

    public static double Probability(this Batch batch, int i) => batch.LogTarget ? Math.Exp(batch.Target[i]) : batch.Target[i];
}
