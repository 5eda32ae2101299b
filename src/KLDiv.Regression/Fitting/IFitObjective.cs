namespace KLDiv.Regression.Fitting;

/// <summary>
/// What a fit minimises, as a function of a model's parameters: the divergence a row and the penalty, over the mean mass of a target row, so that
/// the optimiser's absolute tolerances mean the same whatever the targets sum to.
/// </summary>
internal interface IFitObjective
{
    int ParameterCount { get; }

    /// <summary>About what the last value is uncertain by, since its terms were rounded.</summary>
    double Rounding { get; }

    /// <summary>The value and its gradient.</summary>
    double Evaluate(ReadOnlySpan<double> parameters, Span<double> gradient);

    /// <summary>The divergence per row that is within a value: without the penalty, in the targets' own mass.</summary>
    double LossOf(double value, ReadOnlySpan<double> parameters);

    /// <summary>The value in the targets' own mass.</summary>
    double ObjectiveOf(double value);
}
