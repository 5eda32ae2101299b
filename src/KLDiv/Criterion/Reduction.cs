namespace KLDiv;

/// <summary>How the pointwise losses become one number.</summary>
/// <remarks>
/// With l the pointwise loss, numel the number of elements, N the length of the first dimension, and w the weight of a row, 1 where none are given:
/// <see cref="Sum"/> is Σ w l, <see cref="Mean"/> is Σ w l / numel, <see cref="BatchMean"/> is Σ w l / N and <see cref="WeightedMean"/> is Σ w l / Σ w,
/// its divisor summed over the rows. Empty operands: <see cref="Sum"/> is 0; <see cref="Mean"/> is NaN; <see cref="BatchMean"/> is NaN when N = 0, else 0;
/// <see cref="WeightedMean"/> is NaN when there are no rows, or all weigh 0.
/// </remarks>
public enum Reduction
{
    /// <summary>No reduction: the pointwise losses, in the shape of the input.</summary>
    None,

    /// <summary>
    /// Σ w l / numel, torch's default. This is not the divergence: it is also divided by the length of the support.
    /// The divergence, averaged over the batch, is <see cref="BatchMean"/>; other frameworks have announced that they will make it their default.
    /// </summary>
    Mean,

    /// <summary>Σ w l.</summary>
    Sum,

    /// <summary>Σ w l / N: the Kullback-Leibler divergence, averaged over the batch. The divisor does not change with the weights.</summary>
    BatchMean,

    /// <summary>Σ w l / Σ w: the Kullback-Leibler divergence of a row, averaged over the rows by their weights.</summary>
    WeightedMean,
}
