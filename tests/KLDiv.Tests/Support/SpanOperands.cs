using System.Numerics;

namespace KLDiv.Tests.Support;

/// <summary>Flat memory for every operand, and the call of each operation on it.</summary>
internal readonly ref struct SpanOperands<TInput, TTarget>
    where TInput : unmanaged, IFloatingPointIeee754<TInput>
    where TTarget : unmanaged, IFloatingPointIeee754<TTarget>
{
    public ReadOnlySpan<TInput> Input { get; init; }

    public ReadOnlySpan<TTarget> Target { get; init; }

    public ReadOnlySpan<TTarget> Upstream { get; init; }

    /// <summary>Without weights, those that are left out: <c>default</c>.</summary>
    public ReadOnlySpan<double> RowWeights { get => field.IsEmpty ? default : field; init; }

    public Span<TInput> Pointwise { get; init; }

    public Span<TInput> InputGradient { get; init; }

    public Span<TTarget> TargetGradient { get; init; }

    public Span<double> RowSums { get; init; }

    public ReadOnlySpan<nint> Lengths { get; init; }

    public bool LogTarget { get; init; }

    /// <returns>The loss (<see cref="Reduction.BatchMean"/>) where the operation gives one, else 0.</returns>
    public double Run(Operation operation)
    {
        const Reduction Reduction = Reduction.BatchMean;
        const double Scalar = Operations.Upstream;
        switch (operation)
        {
            case Operation.Loss:
                return KLDivergence.Loss(Input, Target, Reduction, LogTarget, RowWeights, Lengths);
            case Operation.PerRow:
                KLDivergence.PerRow(Input, Target, RowSums, LogTarget, RowWeights, Lengths);
                return 0;
            case Operation.Pointwise:
                KLDivergence.Pointwise(Input, Target, Pointwise, LogTarget, RowWeights, Lengths);
                return 0;
            case Operation.LossAndInputGradient or Operation.LossAndTargetGradient or Operation.LossAndGradients:
                return KLDivergence.LossAndGradient(
                    Input, Target, WantedInput(operation), WantedTarget(operation), new(Reduction, LogTarget, Scalar), RowWeights, Lengths);
            case Operation.InputGradient:
                KLDivergence.InputGradient(Input, Target, InputGradient, new(Reduction, LogTarget, Scalar), RowWeights, Lengths);
                return 0;
            case Operation.TargetGradient:
                KLDivergence.TargetGradient(Input, Target, TargetGradient, new(Reduction, LogTarget, Scalar), RowWeights, Lengths);
                return 0;
            case Operation.InputGradientOfNone:
                KLDivergence.InputGradient(Input, Target, Upstream, InputGradient, LogTarget, RowWeights, Lengths);
                return 0;
            case Operation.TargetGradientOfNone:
                KLDivergence.TargetGradient(Input, Target, Upstream, TargetGradient, LogTarget, RowWeights, Lengths);
                return 0;
            default:
                WeightedLosses.PointwiseAndGradient(this, Upstream, Pointwise, WantedInput(operation), WantedTarget(operation));
                return 0;
        }
    }

    private Span<TInput> WantedInput(Operation operation) => operation.WritesInputGradient() ? InputGradient : default;

    private Span<TTarget> WantedTarget(Operation operation) => operation.WritesTargetGradient() ? TargetGradient : default;
}
