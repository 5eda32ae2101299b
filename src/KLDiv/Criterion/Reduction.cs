namespace KLDiv;

/// <summary>How the pointwise losses become one number.</summary>
/// <remarks>
/// With l the pointwise loss, numel the number of elements and N the length of the first dimension:
/// <see cref="Sum"/> is Σ l, <see cref="Mean"/> is Σ l / numel and <see cref="BatchMean"/> is Σ l / N.
/// Empty operands: <see cref="Sum"/> is 0; <see cref="Mean"/> is NaN; <see cref="BatchMean"/> is NaN when N = 0, else 0.
/// </remarks>
public enum Reduction
{
    /// <summary>No reduction: the pointwise losses, in the shape of the input.</summary>
    None,

    /// <summary>
    /// Σ l / numel, torch's default. This is not the divergence: it is also divided by the length of the support.
    /// The divergence, averaged over the batch, is <see cref="BatchMean"/>; other frameworks announce to make that their default.
    /// </summary>
    Mean,

    /// <summary>Σ l.</summary>
    Sum,

    /// <summary>Σ l / N: the Kullback-Leibler divergence, averaged over the batch.</summary>
    BatchMean,
}
