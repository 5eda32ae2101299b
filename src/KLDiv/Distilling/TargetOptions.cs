namespace KLDiv;

/// <summary>How the softmax of logits is compared with a target. <c>default</c> is temperature 1 and probabilities, averaged over the rows.</summary>
/// <param name="LogTarget">Whether the target holds natural logarithms of probabilities.</param>
/// <param name="ClassShare">
/// The share s, from 0 to 1, of the classes that are given beside the target: the loss is s (-ln q_c) + (1 - s) KL(t || q). With 1 the target is not read, and may be <c>default</c>.
/// </param>
public readonly record struct TargetOptions(bool LogTarget = false, double ClassShare = 0)
{
    // Kept so that a struct of zeros is the default.
    private readonly int _beyondMean;
    private readonly double? _temperature;
    private readonly double? _upstream;

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
