namespace KLDiv;

/// <summary>How the softmax of logits is compared with a target. <c>default</c> is temperature 1 and probabilities, averaged over the rows.</summary>
public readonly record struct TargetOptions
{
    // Kept so that a struct of zeros is the default.
    private readonly int _beyondMean;
    private readonly double? _temperature;
    private readonly double? _upstream;

    /// <summary>Makes options.</summary>
    /// <param name="logTarget">Whether the target holds natural logarithms of probabilities.</param>
    /// <param name="classShare">The share s of the classes that are given beside the target, from 0 to 1.</param>
    /// <param name="temperature">T: what the logits are divided by.</param>
    /// <param name="reduction">How the rows' losses become one number.</param>
    /// <param name="upstream">The gradient that flows into the loss.</param>
    public TargetOptions(
        bool logTarget = false, double classShare = 0, double temperature = 1, RowReduction reduction = RowReduction.Mean, double upstream = 1)
    {
        LogTarget = logTarget;
        ClassShare = classShare;
        Temperature = temperature;
        Reduction = reduction;
        Upstream = upstream;
    }

    /// <summary>Whether the target holds natural logarithms of probabilities.</summary>
    public bool LogTarget { get; init; }

    /// <summary>
    /// The share s, from 0 to 1, of the classes that are given beside the target: the loss is s (-ln q_c) + (1 - s) KL(t || q). With 1 the target is not read, and may be <c>default</c>.
    /// </summary>
    public double ClassShare { get; init; }

    /// <summary>T: what the logits are divided by; 1 unless told otherwise. The loss is not multiplied by T².</summary>
    public double Temperature
    {
        get => _temperature ?? 1;
        init => _temperature = value == 1 ? null : value;
    }

    /// <summary>How the rows' losses become one number; their mean unless told otherwise. Where there is a number for each row it does not count.</summary>
    public RowReduction Reduction
    {
        get => (RowReduction)(_beyondMean + (int)RowReduction.Mean);
        init => _beyondMean = (int)value - (int)RowReduction.Mean;
    }

    /// <summary>The gradient that flows into the loss, by which the gradient is multiplied and the loss is not; 1 unless told otherwise.</summary>
    public double Upstream
    {
        get => _upstream ?? 1;
        init => _upstream = value == 1 ? null : value;
    }
}
