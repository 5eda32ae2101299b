using System.Numerics;
using System.Numerics.Tensors;
using KLDiv.Criterion;
using KLDiv.Distilling;

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
    /// <summary>Makes the criterion.</summary>
    /// <param name="reduction">How the pointwise losses are reduced.</param>
    /// <param name="logTarget">Whether targets hold log-probabilities.</param>
    /// <exception cref="ArgumentOutOfRangeException">The reduction is undefined.</exception>
    public KLDivLoss(Reduction reduction = Reduction.Mean, bool logTarget = false)
    {
        Reduction = reduction.Defined();
        LogTarget = logTarget;
    }

    /// <summary>How the pointwise losses are reduced.</summary>
    public Reduction Reduction { get; }

    /// <summary>Whether targets hold log-probabilities.</summary>
    public bool LogTarget { get; }

    /// <summary>The loss, in nats.</summary>
    /// <param name="input">Log-probabilities, shape (N, *).</param>
    /// <param name="target">Probabilities, or log-probabilities with a log target; the shape of the input.</param>
    /// <returns>The shape of the input for <see cref="Reduction.None"/>, one element otherwise.</returns>
    /// <exception cref="ArgumentNullException">A tensor is null.</exception>
    /// <exception cref="ArgumentException">The shapes differ.</exception>
    /// <exception cref="NotSupportedException">An element type is none of float, double and Half.</exception>
    public Tensor<TInput> Forward<TInput, TTarget>(Tensor<TInput> input, Tensor<TTarget> target)
        where TInput : unmanaged, IFloatingPointIeee754<TInput>
        where TTarget : unmanaged, IFloatingPointIeee754<TTarget>
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(target);
        if (Reduction != Reduction.None)
        {
            return Tensor.Create([TInput.CreateTruncating(KLDivergence.Loss(input, target, Reduction, LogTarget))]);
        }

        Tensor<TInput> losses = Tensor.CreateFromShape<TInput>(input.Lengths);
        KLDivergence.Pointwise(input, target, losses, LogTarget);
        return losses;
    }

    /// <summary>The gradient for the input: -g t, or -g e^t with a log target, g being the upstream gradient over the reduction's divisor.</summary>
    /// <param name="input">As for <see cref="Forward"/>.</param>
    /// <param name="target">As for <see cref="Forward"/>.</param>
    /// <param name="upstream">
    /// The gradient that flows into the loss: the shape of the input for <see cref="Reduction.None"/>, one element otherwise, and then 1 where there is none.
    /// </param>
    /// <returns>The gradient, in the shape of the input.</returns>
    /// <exception cref="ArgumentNullException">A tensor is null, other than the upstream gradient of a reduced loss.</exception>
    /// <exception cref="ArgumentException">The shapes differ, or the upstream gradient is not of the loss's shape.</exception>
    /// <exception cref="NotSupportedException">An element type is none of float, double and Half.</exception>
    public Tensor<TInput> Backward<TInput, TTarget>(Tensor<TInput> input, Tensor<TTarget> target, Tensor<TInput>? upstream = null)
        where TInput : unmanaged, IFloatingPointIeee754<TInput>
        where TTarget : unmanaged, IFloatingPointIeee754<TTarget>
    {
        ArgumentNullException.ThrowIfNull(input);
        Tensor<TInput> gradient = Tensor.CreateFromShape<TInput>(input.Lengths);
        if (Reduction == Reduction.None)
        {
            KLDivergence.InputGradient(input, target, upstream!, gradient, LogTarget);
        }
        else
        {
            KLDivergence.InputGradient(input, target, gradient, Reduction, LogTarget, Scalar(upstream));
        }

        return gradient;
    }

    /// <summary>The gradient for the target: g (ln t + 1 - x), or g e^t (t - x + 1) with a log target, g being the upstream gradient over the divisor.</summary>
    /// <param name="input">As for <see cref="Forward"/>.</param>
    /// <param name="target">As for <see cref="Forward"/>.</param>
    /// <param name="upstream">As for <see cref="Backward"/>.</param>
    /// <returns>The gradient, in the shape of the target.</returns>
    /// <exception cref="ArgumentNullException">A tensor is null, other than the upstream gradient of a reduced loss.</exception>
    /// <exception cref="ArgumentException">The shapes differ, or the upstream gradient is not of the loss's shape.</exception>
    /// <exception cref="NotSupportedException">An element type is none of float, double and Half.</exception>
    public Tensor<TTarget> BackwardTarget<TInput, TTarget>(Tensor<TInput> input, Tensor<TTarget> target, Tensor<TInput>? upstream = null)
        where TInput : unmanaged, IFloatingPointIeee754<TInput>
        where TTarget : unmanaged, IFloatingPointIeee754<TTarget>
    {
        ArgumentNullException.ThrowIfNull(target);
        Tensor<TTarget> gradient = Tensor.CreateFromShape<TTarget>(target.Lengths);
        if (Reduction == Reduction.None)
        {
            KLDivergence.TargetGradient(input, target, upstream!, gradient, LogTarget);
        }
        else
        {
            KLDivergence.TargetGradient(input, target, gradient, Reduction, LogTarget, Scalar(upstream));
        }

        return gradient;
    }

    private double Scalar<T>(Tensor<T>? upstream)
        where T : unmanaged, IFloatingPointIeee754<T> => upstream switch
        {
            null => 1,
            { FlattenedLength: 1 } => double.CreateTruncating(upstream.GetPinnableReference()),
            _ => throw new ArgumentException(
                $"upstream has {upstream.FlattenedLength} elements; the loss of Reduction.{Reduction} has 1.", nameof(upstream)),
        };
}
