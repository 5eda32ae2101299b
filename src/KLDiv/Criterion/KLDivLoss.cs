using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using KLDiv.Criterion;
using KLDiv.Memory;

namespace KLDiv;

/// <summary>The Kullback-Leibler divergence loss as a module, as torch has it: <c>nn_kl_div_loss</c> (R), <c>nn.KLDivLoss</c> (Python).</summary>
/// <remarks>
/// <para>
/// For an input x of log-probabilities and a target t of probabilities the pointwise loss is l = t (ln t - x), with a log target e^t (t - x), in nats.
/// Shapes: input (N, *), target the same; the output has the shape of the input for <see cref="Reduction.None"/> and one element otherwise.
/// </para>
/// <para>
/// The default, <see cref="Reduction.Mean"/>, divides by the number of elements and so is not the divergence;
/// <see cref="Reduction.BatchMean"/> is. Special values, element types and the rest are as <see cref="KLDivergence"/> documents them.
/// </para>
/// <para>
/// Results have the element type of the input, as torch's have; where a sum could overflow it (<see cref="Half"/>), or every digit counts,
/// <see cref="KLDivergence"/> returns doubles.
/// </para>
/// </remarks>
public sealed class KLDivLoss
{
    private readonly int _axis;

    /// <summary>Makes the criterion.</summary>
    /// <param name="reduction">How the pointwise losses are reduced.</param>
    /// <param name="logTarget">Whether targets hold log-probabilities.</param>
    /// <param name="axis">The axis along which rows lie, for their weights; negative ones count from the last, which is -1.</param>
    /// <exception cref="ArgumentOutOfRangeException">The reduction is undefined.</exception>
    public KLDivLoss(Reduction reduction = Reduction.Mean, bool logTarget = false, int axis = -1)
    {
        Reduction = reduction.Defined();
        LogTarget = logTarget;
        _axis = axis;
    }

    /// <summary>How the pointwise losses are reduced.</summary>
    public Reduction Reduction { get; }

    /// <summary>Whether targets hold log-probabilities.</summary>
    public bool LogTarget { get; }

    /// <summary>The loss, in nats.</summary>
    /// <param name="input">Log-probabilities, shape (N, *).</param>
    /// <param name="target">Probabilities, or log-probabilities with a log target; the shape of the input.</param>
    /// <param name="rowWeights">One weight a row; <c>default</c>: all weigh 1.</param>
    /// <returns>The shape of the input for <see cref="Reduction.None"/>, one element otherwise.</returns>
    /// <exception cref="ArgumentNullException">A tensor is null.</exception>
    /// <exception cref="ArgumentException">The shapes differ, or row weights are not one finite number &gt;= 0 a row.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The operands do not have the axis of the rows.</exception>
    /// <exception cref="NotSupportedException">An element type is none of float, double and Half.</exception>
    public Tensor<TInput> Forward<TInput, TTarget>(Tensor<TInput> input, Tensor<TTarget> target, ReadOnlySpan<double> rowWeights = default)
        where TInput : unmanaged, IFloatingPointIeee754<TInput>
        where TTarget : unmanaged, IFloatingPointIeee754<TTarget>
    {
        if (Reduction != Reduction.None)
        {
            return Scalar<TInput>(KLDivergence.Loss(input, target, Reduction, LogTarget, rowWeights, _axis));
        }

        Tensor<TInput> losses = Like(input);
        KLDivergence.Pointwise(input, target, losses, LogTarget, rowWeights, _axis);
        return losses;
    }

    /// <summary>The gradient for the input: -g t, or -g e^t with a log target, g being the upstream gradient over the reduction's divisor.</summary>
    /// <param name="input">As for <see cref="Forward"/>.</param>
    /// <param name="target">As for <see cref="Forward"/>.</param>
    /// <param name="upstream">
    /// The gradient that flows into the loss: the shape of the input for <see cref="Reduction.None"/>, one element otherwise, and then 1 where there is none.
    /// </param>
    /// <param name="rowWeights">As for <see cref="Forward"/>.</param>
    /// <returns>The gradient, in the shape of the input.</returns>
    /// <exception cref="ArgumentNullException">A tensor is null, other than the upstream gradient of a reduced loss.</exception>
    /// <exception cref="ArgumentException">
    /// The shapes differ, the upstream gradient is not of the loss's shape, or row weights are not one finite number &gt;= 0 a row.
    /// </exception>
    /// <exception cref="ArgumentOutOfRangeException">The operands do not have the axis of the rows.</exception>
    /// <exception cref="NotSupportedException">An element type is none of float, double and Half.</exception>
    public Tensor<TInput> Backward<TInput, TTarget>(
        Tensor<TInput> input, Tensor<TTarget> target, Tensor<TInput>? upstream = null, ReadOnlySpan<double> rowWeights = default)
        where TInput : unmanaged, IFloatingPointIeee754<TInput>
        where TTarget : unmanaged, IFloatingPointIeee754<TTarget>
    {
        Tensor<TInput> gradient = Like(input);
        if (Reduction == Reduction.None)
        {
            KLDivergence.InputGradient(input, target, upstream!, gradient, LogTarget, rowWeights, _axis);
        }
        else
        {
            KLDivergence.InputGradient(input, target, gradient, Options(upstream), rowWeights, _axis);
        }

        return gradient;
    }

    /// <summary>The gradient for the target: g (ln t + 1 - x), or g e^t (t - x + 1) with a log target, g being the upstream gradient over the divisor.</summary>
    /// <returns>The gradient, in the shape of the target.</returns>
    /// <inheritdoc cref="Backward" />
    public Tensor<TTarget> BackwardTarget<TInput, TTarget>(
        Tensor<TInput> input, Tensor<TTarget> target, Tensor<TInput>? upstream = null, ReadOnlySpan<double> rowWeights = default)
        where TInput : unmanaged, IFloatingPointIeee754<TInput>
        where TTarget : unmanaged, IFloatingPointIeee754<TTarget>
    {
        Tensor<TTarget> gradient = Like(target);
        if (Reduction == Reduction.None)
        {
            KLDivergence.TargetGradient(input, target, upstream!, gradient, LogTarget, rowWeights, _axis);
        }
        else
        {
            KLDivergence.TargetGradient(input, target, gradient, Options(upstream), rowWeights, _axis);
        }

        return gradient;
    }

    /// <summary>What <see cref="Forward"/> and <see cref="Backward"/> give, in one pass over the operands.</summary>
    /// <returns>The loss, and the gradient for the input.</returns>
    /// <inheritdoc cref="Backward" />
    public (Tensor<TInput> Loss, Tensor<TInput> Gradient) LossAndGradient<TInput, TTarget>(
        Tensor<TInput> input, Tensor<TTarget> target, Tensor<TInput>? upstream = null, ReadOnlySpan<double> rowWeights = default)
        where TInput : unmanaged, IFloatingPointIeee754<TInput>
        where TTarget : unmanaged, IFloatingPointIeee754<TTarget>
    {
        Tensor<TInput> gradient = Like(input);
        if (Reduction != Reduction.None)
        {
            return (Scalar<TInput>(KLDivergence.LossAndGradient(input, target, gradient, null, Options(upstream), rowWeights, _axis)), gradient);
        }

        Tensor<TInput> losses = Like(input);
        KLDivergence.PointwiseAndGradient(
            new LossCall(Operand.Of(input, nameof(input)), Operand.Of(target, nameof(target)), LogTarget, rowWeights, _axis),
            Operand.Of(upstream, nameof(upstream)),
            Operand.Of(losses, nameof(losses)),
            Operand.Of(gradient, nameof(gradient)),
            default);
        return (losses, gradient);
    }

    private static Tensor<T> Like<T>(Tensor<T> operand, [CallerArgumentExpression(nameof(operand))] string? name = null)
    {
        ArgumentNullException.ThrowIfNull(operand, name);
        return Tensor.CreateFromShape<T>(operand.Lengths);
    }

    private static Tensor<T> Scalar<T>(double loss)
        where T : unmanaged, IFloatingPointIeee754<T> => Tensor.Create([T.CreateTruncating(loss)]);

    private KLDivOptions Options<T>(Tensor<T>? upstream)
        where T : unmanaged, IFloatingPointIeee754<T> => upstream switch
        {
            null => new(Reduction, LogTarget),
            { FlattenedLength: 1 } => new(Reduction, LogTarget, double.CreateTruncating(upstream.GetPinnableReference())),
            _ => throw new ArgumentException(
                $"upstream has {upstream.FlattenedLength} elements; the loss of Reduction.{Reduction} has 1.", nameof(upstream)),
        };
}
