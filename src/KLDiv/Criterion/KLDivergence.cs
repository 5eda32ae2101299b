using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using KLDiv.Criterion;
using KLDiv.Memory;

namespace KLDiv;

/// <summary>The Kullback-Leibler divergence loss, torch's <c>nn_kl_div_loss</c>, as functions over spans and tensors.</summary>
/// <remarks>
/// <para>
/// The pointwise loss of an input x (log-probabilities) and a target t is l = t (ln t - x); with a log target
/// (<c>logTarget</c>: t holds log-probabilities) it is l = e^t (t - x). Logarithms are natural: losses are in nats.
/// <see cref="Reduction"/> says how l becomes one number.
/// </para>
/// <para>
/// Gradients, g being the upstream gradient over the reduction's divisor: dx = -g t and dt = g (ln t + 1 - x);
/// with a log target dx = -g e^t and dt = g e^t (t - x + 1).
/// </para>
/// <para>
/// Operands are tensors of any rank from 1 up, dense or strided, or flat memory with <c>lengths</c>, in row-major order
/// (without lengths: one dimension). Shapes must be equal; nothing broadcasts. Elements are <see cref="float"/>,
/// <see cref="double"/> or <see cref="Half"/>, in any pair; the arithmetic runs in double if an operand (or an upstream tensor) is double and in float
/// otherwise; sums run in double, float losses being added up eight at a time first. A row is the elements along the last axis, or along <c>axis</c>
/// (negative ones count from the last, which is -1): one distribution. Rows are counted in row-major order of the other axes.
/// </para>
/// <para>
/// <c>rowWeights</c>, one finite weight &gt;= 0 a row, multiply the losses of their rows, and so the gradients;
/// a row of weight 0 is not read, and its losses and gradients are 0. Divisors do not change with the weights, but for that of
/// <see cref="Reduction.WeightedMean"/>.
/// </para>
/// <para>
/// Special values follow the convention of information theory, 0 ln 0 = 0; NaN means that a number is missing, never that 0 met infinity:
/// </para>
/// <list type="table">
/// <listheader><term>case</term><description>loss; dx; dt</description></listheader>
/// <item><term>t = 0 (log target: t = -inf), x a number or infinite</term><description>0; 0; 0</description></item>
/// <item><term>t &gt; 0, x = -inf</term><description>+inf; -g t; +inf with the sign of g</description></item>
/// <item><term>t &lt; 0</term><description>NaN; -g t; NaN</description></item>
/// <item><term>NaN in x or t</term><description>NaN; as the formula gives; NaN</description></item>
/// <item><term>anything else</term><description>the formula, which is torch's</description></item>
/// </list>
/// <para>
/// Results do not depend on the number of threads: they have the same bits with 1 or with 64. Outputs may not share memory with
/// operands, but a gradient may be written over exactly the operand that it belongs to.
/// </para>
/// <para>Source: S. Kullback and R. A. Leibler, On Information and Sufficiency, Annals of Mathematical Statistics 22 (1951), 79-86.</para>
/// </remarks>
public static partial class KLDivergence
{
    /// <summary>The number of threads that one call may use, the calling one included; at first the number of processors.</summary>
    /// <remarks>It holds for the whole process. Small operands are worked on by the calling thread alone.</remarks>
    /// <exception cref="ArgumentOutOfRangeException">The value is less than 1.</exception>
    public static int MaxDegreeOfParallelism
    {
        get => Workers.MaxDegreeOfParallelism;
        set => Workers.MaxDegreeOfParallelism = value;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static LossCall Call<TInput, TTarget>(
        ReadOnlySpan<TInput> input, ReadOnlySpan<TTarget> target, bool logTarget, ReadOnlySpan<double> rowWeights, ReadOnlySpan<nint> lengths, bool sums = false)
        where TInput : unmanaged, IFloatingPointIeee754<TInput>
        where TTarget : unmanaged, IFloatingPointIeee754<TTarget> =>
        new(Operand.Of(input, lengths, nameof(input)), Operand.Of(target, lengths, nameof(target)), logTarget, rowWeights, sums: sums);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static LossCall Call<TInput, TTarget>(
        in ReadOnlyTensorSpan<TInput> input, in ReadOnlyTensorSpan<TTarget> target, bool logTarget, ReadOnlySpan<double> rowWeights, int axis, bool sums = false)
        where TInput : unmanaged, IFloatingPointIeee754<TInput>
        where TTarget : unmanaged, IFloatingPointIeee754<TTarget> =>
        new(Operand.Of(input, nameof(input)), Operand.Of(target, nameof(target)), logTarget, rowWeights, axis, sums);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static LossCall Call<TInput, TTarget>(
        Tensor<TInput> input, Tensor<TTarget> target, bool logTarget, ReadOnlySpan<double> rowWeights, int axis, bool sums = false)
        where TInput : unmanaged, IFloatingPointIeee754<TInput>
        where TTarget : unmanaged, IFloatingPointIeee754<TTarget> =>
        new(Operand.Of(input, nameof(input)), Operand.Of(target, nameof(target)), logTarget, rowWeights, axis, sums);
}
