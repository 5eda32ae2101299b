namespace KLDiv.Tests.Support;

/// <summary>What the library computes, each with every choice of outputs: a kernel of its own.</summary>
internal enum Operation
{
    Loss,
    PerRow,
    Pointwise,
    LossAndInputGradient,
    LossAndTargetGradient,
    LossAndGradients,
    InputGradient,
    TargetGradient,
    InputGradientOfNone,
    TargetGradientOfNone,
    PointwiseAndInputGradient,
    PointwiseAndTargetGradient,
    PointwiseAndGradients,
}

internal static class Operations
{
    public static readonly Operation[] All = Enum.GetValues<Operation>();

    /// <summary>The upstream gradient of a reduced loss; one that is no power of 2.</summary>
    public const double Upstream = 0.7;

    public static bool GivesLoss(this Operation operation) =>
        operation is Operation.Loss or Operation.LossAndInputGradient or Operation.LossAndTargetGradient or Operation.LossAndGradients;

    public static bool WritesRows(this Operation operation) => operation is Operation.PerRow;

    public static bool WritesPointwise(this Operation operation) =>
        operation is Operation.Pointwise or Operation.PointwiseAndInputGradient
            or Operation.PointwiseAndTargetGradient or Operation.PointwiseAndGradients;

    public static bool WritesInputGradient(this Operation operation) =>
        operation is Operation.LossAndInputGradient or Operation.LossAndGradients or Operation.InputGradient
            or Operation.InputGradientOfNone or Operation.PointwiseAndInputGradient or Operation.PointwiseAndGradients;

    public static bool WritesTargetGradient(this Operation operation) =>
        operation is Operation.LossAndTargetGradient or Operation.LossAndGradients or Operation.TargetGradient
            or Operation.TargetGradientOfNone or Operation.PointwiseAndTargetGradient or Operation.PointwiseAndGradients;

    /// <summary>Whether gradients have the scalar upstream gradient and the reduction's divisor in them, not an upstream tensor.</summary>
    public static bool IsReduced(this Operation operation) => operation is >= Operation.LossAndInputGradient and <= Operation.TargetGradient;
}
