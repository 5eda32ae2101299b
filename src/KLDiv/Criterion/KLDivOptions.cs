namespace KLDiv;

/// <summary>What is wanted of the gradients of a reduced loss; <c>default</c> is torch's: the mean of the losses of a target of probabilities.</summary>
/// <remarks>A <see cref="KLDiv.Reduction"/> converts to the options that have it and are otherwise the default.</remarks>
public readonly record struct KLDivOptions
{
    // Kept so that a struct of zeros is the default.
    private readonly int _beyondMean;
    private readonly double? _upstream;

    /// <summary>Makes options.</summary>
    /// <param name="reduction">How the losses become one number; not <see cref="Reduction.None"/>.</param>
    /// <param name="logTarget">Whether the target holds log-probabilities.</param>
    /// <param name="upstream">The gradient that flows into the loss.</param>
    public KLDivOptions(Reduction reduction = Reduction.Mean, bool logTarget = false, double upstream = 1)
    {
        Reduction = reduction;
        LogTarget = logTarget;
        Upstream = upstream;
    }

    /// <summary>How the losses become one number; not <see cref="Reduction.None"/>.</summary>
    public Reduction Reduction
    {
        get => (Reduction)(_beyondMean + (int)Reduction.Mean);
        init => _beyondMean = (int)value - (int)Reduction.Mean;
    }

    /// <summary>Whether the target holds log-probabilities.</summary>
    public bool LogTarget { get; init; }

    /// <summary>The gradient that flows into the loss, by which gradients are multiplied and the loss is not.</summary>
    public double Upstream
    {
        get => _upstream ?? 1;
        init => _upstream = value == 1 ? null : value;
    }

    /// <summary>The options with this reduction.</summary>
    public static implicit operator KLDivOptions(Reduction reduction) => FromReduction(reduction);

    /// <summary>The options with this reduction.</summary>
    public static KLDivOptions FromReduction(Reduction reduction) => new(reduction);
}
