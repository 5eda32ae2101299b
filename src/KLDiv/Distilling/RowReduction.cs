namespace KLDiv;

/// <summary>How the losses of rows become one number.</summary>
/// <remarks>With l the loss of a row and w its weight (1 where there are none): <see cref="Mean"/> is Σ w l / Σ w, and <see cref="Sum"/> is Σ w l.</remarks>
public enum RowReduction
{
    /// <summary>No reduction: the losses of the rows, one by one, each times its weight.</summary>
    None,

    /// <summary>Σ w l / Σ w: the divergence, averaged over the rows. NaN where there are no rows, or all weigh 0.</summary>
    Mean,

    /// <summary>Σ w l.</summary>
    Sum,
}
