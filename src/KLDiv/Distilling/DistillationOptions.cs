namespace KLDiv;

/// <summary>Which divergence of student and teacher is a loss, and how. <c>default</c> is KL(teacher || student) at temperature 1, averaged over the rows.</summary>
public readonly record struct DistillationOptions
{
    // Kept so that a struct of zeros is the default.
    private readonly int _beyondMean;
    private readonly double? _temperature;
    private readonly double? _upstream;
    private readonly bool _isUnscaled;

    /// <summary>Makes options.</summary>
    /// <param name="temperature">T: what both sides' logits are divided by.</param>
    /// <param name="beta">0 is the forward divergence KL(teacher || student), 1 the reverse, between them the generalised Jensen-Shannon divergence.</param>
    /// <param name="scaleByTemperature">Whether losses are multiplied by T².</param>
    /// <param name="reduction">How the rows' losses become one number.</param>
    /// <param name="upstream">The gradient that flows into the loss.</param>
    public DistillationOptions(
        double temperature = 1, double beta = 0, bool scaleByTemperature = true, RowReduction reduction = RowReduction.Mean, double upstream = 1)
    {
        Temperature = temperature;
        Beta = beta;
        ScaleByTemperature = scaleByTemperature;
        Reduction = reduction;
        Upstream = upstream;
    }

    /// <summary>T: what both sides' logits are divided by; 1 unless told otherwise.</summary>
    public double Temperature
    {
        get => _temperature ?? 1;
        init => _temperature = value == 1 ? null : value;
    }

    /// <summary>0, the default, is the forward divergence KL(teacher || student), 1 the reverse, between them the generalised Jensen-Shannon divergence.</summary>
    public double Beta { get; init; }

    /// <summary>Whether losses are multiplied by T², so that gradients keep their scale; true unless told otherwise.</summary>
    public bool ScaleByTemperature
    {
        get => !_isUnscaled;
        init => _isUnscaled = !value;
    }

    /// <summary>How the rows' losses become one number; their mean unless told otherwise. Where there is a number for each row it does not count.</summary>
    public RowReduction Reduction
    {
        get => (RowReduction)(_beyondMean + (int)RowReduction.Mean);
        init => _beyondMean = (int)value - (int)RowReduction.Mean;
    }

    /// <summary>The gradient that flows into the loss, by which gradients are multiplied and the loss is not; 1 unless told otherwise.</summary>
    public double Upstream
    {
        get => _upstream ?? 1;
        init => _upstream = value == 1 ? null : value;
    }
}
