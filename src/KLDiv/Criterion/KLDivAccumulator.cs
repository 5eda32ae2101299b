using System.Numerics;
using System.Numerics.Tensors;
using KLDiv.Criterion;
using KLDiv.Distilling;
using KLDiv.Memory;
using KLDiv.Simd;

namespace KLDiv;

/// <summary>The loss of data that comes in batches, or in parts from several places: add batches, merge accumulators, read any reduction at any time.</summary>
/// <remarks>
/// With w the weight of a row and l the pointwise loss that <see cref="KLDivergence"/> documents, it holds Σ w l, in nats, and the counts to divide it by.
/// Sums are kept in twice the precision of double, within rows first: however the rows are split over batches and accumulators,
/// the result is that of one pass, within one rounding of the double sum. Not safe for several threads at once: give each its own and merge.
/// </remarks>
public sealed class KLDivAccumulator
{
    private ExactSum _sum;
    private ExactSum _weight;

    /// <summary>N: the lengths of the first dimension of all batches, summed.</summary>
    public long BatchSize { get; private set; }

    /// <summary>The number of elements.</summary>
    public long Numel { get; private set; }

    /// <summary>The number of rows, those of weight 0 included.</summary>
    public long Rows { get; private set; }

    /// <summary>The sum of the row weights; where none were given, the number of rows.</summary>
    /// <remarks>The loss averaged over weighted rows is <c>Loss(Reduction.Sum) / TotalWeight</c>.</remarks>
    public double TotalWeight => _weight.Value;

    /// <summary>The accumulator of both operands' data; the operands stay as they are.</summary>
    /// <exception cref="ArgumentNullException">An operand is null.</exception>
    public static KLDivAccumulator operator +(KLDivAccumulator left, KLDivAccumulator right) => Combine(left, right);

    /// <summary>The accumulator of both operands' data; the operands stay as they are.</summary>
    /// <exception cref="ArgumentNullException">An operand is null.</exception>
    public static KLDivAccumulator Combine(KLDivAccumulator left, KLDivAccumulator right)
    {
        var sum = new KLDivAccumulator();
        sum.Merge(left);
        sum.Merge(right);
        return sum;
    }

    /// <summary>Adds a batch in flat memory.</summary>
    /// <param name="input">Log-probabilities x.</param>
    /// <param name="target">Probabilities t, or log-probabilities with a log target; in the shape of the input.</param>
    /// <param name="logTarget">Whether the target holds log-probabilities.</param>
    /// <param name="rowWeights">One weight a row; empty: all weigh 1.</param>
    /// <param name="lengths">The shape of the flat memory; empty: one dimension.</param>
    /// <exception cref="ArgumentException">Shapes differ, row weights are not one finite number &gt;= 0 a row, or memory does not fit the lengths; nothing is added.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A length is negative.</exception>
    /// <exception cref="NotSupportedException">An element type is none of float, double and Half.</exception>
    public void Add<TInput, TTarget>(
        ReadOnlySpan<TInput> input,
        ReadOnlySpan<TTarget> target,
        bool logTarget = false,
        ReadOnlySpan<double> rowWeights = default,
        ReadOnlySpan<nint> lengths = default)
        where TInput : unmanaged, IFloatingPointIeee754<TInput>
        where TTarget : unmanaged, IFloatingPointIeee754<TTarget>
    {
        Add(new LossCall(Operand.Of(input, lengths, nameof(input)), Operand.Of(target, lengths, nameof(target)), logTarget, rowWeights, keepsRows: true) { Sums = true });
    }

    /// <summary>Adds a batch of tensors.</summary>
    /// <inheritdoc cref="Add{TInput, TTarget}(ReadOnlySpan{TInput}, ReadOnlySpan{TTarget}, bool, ReadOnlySpan{double}, ReadOnlySpan{nint})" />
    public void Add<TInput, TTarget>(
        in ReadOnlyTensorSpan<TInput> input,
        in ReadOnlyTensorSpan<TTarget> target,
        bool logTarget = false,
        ReadOnlySpan<double> rowWeights = default)
        where TInput : unmanaged, IFloatingPointIeee754<TInput>
        where TTarget : unmanaged, IFloatingPointIeee754<TTarget> =>
        Add(new LossCall(Operand.Of(input, nameof(input)), Operand.Of(target, nameof(target)), logTarget, rowWeights, keepsRows: true) { Sums = true });

    /// <inheritdoc cref="Add{TInput, TTarget}(in ReadOnlyTensorSpan{TInput}, in ReadOnlyTensorSpan{TTarget}, bool, ReadOnlySpan{double})" />
    /// <exception cref="ArgumentNullException">An operand is null.</exception>
    public void Add<TInput, TTarget>(
        Tensor<TInput> input,
        Tensor<TTarget> target,
        bool logTarget = false,
        ReadOnlySpan<double> rowWeights = default)
        where TInput : unmanaged, IFloatingPointIeee754<TInput>
        where TTarget : unmanaged, IFloatingPointIeee754<TTarget>
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(target);
        Add(input.AsReadOnlyTensorSpan(), target.AsReadOnlyTensorSpan(), logTarget, rowWeights);
    }

    /// <summary>Adds what another accumulator holds; that one stays as it is.</summary>
    /// <exception cref="ArgumentNullException"><paramref name="other"/> is null.</exception>
    public void Merge(KLDivAccumulator other)
    {
        ArgumentNullException.ThrowIfNull(other);
        _sum.Add(other._sum);
        _weight.Add(other._weight);
        BatchSize += other.BatchSize;
        Numel += other.Numel;
        Rows += other.Rows;
    }

    /// <summary>The reduced loss of everything added so far, in nats.</summary>
    /// <exception cref="ArgumentException">The reduction is <see cref="Reduction.None"/>.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The reduction is undefined.</exception>
    public double Loss(Reduction reduction) => _sum.Value / reduction.Divisor(Numel, BatchSize, nameof(KLDivergence.Pointwise));

    private void Add(LossCall call)
    {
        _sum.Add(LossDriver.Run(call));
        ref readonly Arguments arguments = ref call.Arguments;
        BatchSize += arguments.First.Lengths[0];
        Numel += arguments.Numel;
        nint rows = arguments.Rows;
        Rows += rows;
        if (arguments.RowWeights.IsEmpty)
        {
            _weight.Add(rows);
        }

        foreach (double weight in arguments.RowWeights)
        {
            _weight.Add(weight);
        }
    }
}
