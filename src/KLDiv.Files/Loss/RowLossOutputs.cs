namespace KLDiv.Files;

/// <summary>The <c>.npy</c> files that <see cref="RowLoss"/> writes, each in the shape of the operands; null where one is not wanted.</summary>
public sealed record RowLossOutputs
{
    /// <summary>The losses of the elements, with <see cref="Reduction.None"/> and only with it: in the wider type of the operands, at least float32.</summary>
    public string? Pointwise { get; init; }

    /// <summary>
    /// The gradient with respect to the input, in the input's type; where the input is converted, with respect to its log-probabilities, at
    /// least in float32.
    /// </summary>
    public string? InputGradient { get; init; }

    /// <summary>The gradient with respect to the target, in the same way.</summary>
    public string? TargetGradient { get; init; }
}
