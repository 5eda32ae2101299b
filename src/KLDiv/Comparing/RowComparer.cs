using System.Collections.Concurrent;
using System.Numerics;
using System.Numerics.Tensors;
using KLDiv.Comparing;
using KLDiv.Memory;

namespace KLDiv;

/// <summary>Compares rows of two distributions P and Q: the divergences both ways, the distances between them, and both top classes, for each row.</summary>
/// <remarks>
/// <para>
/// With p and q the probabilities of a row: those of softmax(x / T) where the numbers x are logits (<see cref="RowKind.Logits"/>, the logarithms of <see cref="RowKind.Counts"/>, or any kind at a temperature T other than 1); otherwise
/// those that are given, or whose logarithms are given, as they are. The figures are those of <see cref="RowComparison"/>.
/// </para>
/// <para>
/// Of logits, small divergences are exact: every term that is summed is &gt;= 0 and nothing cancels, so that a divergence is never negative, 0 where the rows are equal, and to 1e-6 of
/// itself that of the logits that are given, down to 1e-12 nats from float logits (<see cref="ComparisonOptions.IsFast"/> gives some of that up). Of log-probabilities and probabilities
/// the KL divergences are Σ p (ln p - ln q) of the numbers as they are: where these do not sum to 1, that shows, and may be less than 0.
/// </para>
/// <para>
/// A class that neither side has counts for nothing; one that one side alone has makes the divergence in which it is divided by infinite. A NaN, a logit of +inf, a row without a finite logit
/// or a probability or count above 0, a negative probability or count, and a log-probability above <see cref="MostLogProbability"/> are an <see cref="IncomparableRowException"/> that names row, class and value;
/// rows are counted in row-major order.
/// </para>
/// <para>
/// Operands are rows of <see cref="float"/>, <see cref="double"/> or <see cref="Half"/>, in any pair, of equal shapes: flat memory with <c>lengths</c> (without: one row), tensor spans, dense or strided, or tensors.
/// <c>rowWeights</c>, one a row from 0 to 1, are what a row's classes count in <see cref="Classes"/>; a row of weight 0 is not read. Results have the same bits on any number of threads.
/// A comparer keeps its memory between calls, and may be used by several threads at a time.
/// </para>
/// <para>
/// Sources: J. Lin, Divergence measures based on the Shannon entropy (1991), for the generalised Jensen-Shannon divergence; E. Hellinger (1909) for the distance of that name.
/// </para>
/// </remarks>
public sealed unsafe class RowComparer
{
    /// <summary>The largest number that passes for a log-probability: that of a class that is certain, and some rounding.</summary>
    public const double MostLogProbability = 0.01;

    private readonly ComparisonRequest _request;
    private readonly ConcurrentBag<RowWorkspace<float>> _narrow = [];
    private readonly ConcurrentBag<RowWorkspace<double>> _wide = [];

    /// <summary>Makes a comparer.</summary>
    /// <param name="options">What the rows are, and what is wanted.</param>
    /// <param name="classes">Where the classes of the rows are added up; null: nowhere.</param>
    /// <exception cref="ArgumentOutOfRangeException">The temperature is not positive, beta is not between 0 and 1, the degree of parallelism is below 1, or an enum's value is undefined.</exception>
    public RowComparer(in ComparisonOptions options = default, ClassTotals? classes = null)
    {
        _request = new ComparisonRequest(options);
        Options = options;
        Classes = classes;
    }

    /// <summary>What the rows are, and what is wanted.</summary>
    public ComparisonOptions Options { get; }

    /// <summary>Where the classes of the rows are added up; null: nowhere. After an exception of a call they hold some of its rows.</summary>
    public ClassTotals? Classes { get; }

    internal int Threads => Options.MaxDegreeOfParallelism ?? Workers.MaxDegreeOfParallelism;

    /// <summary>Compares two rows.</summary>
    /// <param name="p">The numbers of P.</param>
    /// <param name="q">Those of Q, as many.</param>
    /// <exception cref="IncomparableRowException">There is no comparison of the rows.</exception>
    /// <exception cref="ArgumentException">The lengths differ or are 0, or <see cref="Classes"/> has another number of classes.</exception>
    /// <exception cref="NotSupportedException">An element type is none of float, double and Half.</exception>
    public RowComparison Compare<TP, TQ>(ReadOnlySpan<TP> p, ReadOnlySpan<TQ> q)
        where TP : unmanaged, IFloatingPointIeee754<TP>
        where TQ : unmanaged, IFloatingPointIeee754<TQ>
    {
        RowComparison comparison = default;
        Compare(p, q, new Span<RowComparison>(ref comparison));
        return comparison;
    }

    /// <summary>Compares the rows of flat memory.</summary>
    /// <param name="p">The numbers of P.</param>
    /// <param name="q">Those of Q, as many.</param>
    /// <param name="destination">One comparison a row.</param>
    /// <param name="rowWeights">One weight a row; empty: all weigh 1.</param>
    /// <param name="lengths">The shape of the flat memory; empty: one row.</param>
    /// <param name="axis">The axis along which the classes lie; negative ones count from the last, which is -1.</param>
    /// <exception cref="IncomparableRowException">There is no comparison of a row.</exception>
    /// <exception cref="ArgumentException">
    /// The shapes differ, there is not one comparison or weight a row, a weight is not from 0 to 1, memory does not fit the lengths, rows have no classes or more than 2^30, or <see cref="Classes"/> has another number of classes.
    /// </exception>
    /// <exception cref="ArgumentOutOfRangeException">A length is negative, or there is no such axis.</exception>
    /// <exception cref="NotSupportedException">An element type is none of float, double and Half.</exception>
    public void Compare<TP, TQ>(
        ReadOnlySpan<TP> p,
        ReadOnlySpan<TQ> q,
        Span<RowComparison> destination,
        ReadOnlySpan<double> rowWeights = default,
        ReadOnlySpan<nint> lengths = default,
        int axis = -1)
        where TP : unmanaged, IFloatingPointIeee754<TP>
        where TQ : unmanaged, IFloatingPointIeee754<TQ>
    {
        Arguments arguments = new(Operand.Of(p, lengths, nameof(p)), Operand.Of(q, lengths, nameof(q)), rowWeights, axis) { KeepsRows = true };
        Compare(arguments, destination);
    }

    /// <summary>Compares the rows of tensors.</summary>
    /// <param name="p">The numbers of P.</param>
    /// <param name="q">Those of Q, in the same shape.</param>
    /// <param name="destination">One comparison a row, in row-major order.</param>
    /// <param name="rowWeights">One weight a row; empty: all weigh 1.</param>
    /// <param name="axis">The axis along which the classes lie; negative ones count from the last, which is -1.</param>
    /// <exception cref="IncomparableRowException">There is no comparison of a row.</exception>
    /// <exception cref="ArgumentException">
    /// The shapes differ, there is not one comparison or weight a row, a weight is not from 0 to 1, rows have no classes or more than 2^30, or <see cref="Classes"/> has another number of classes.
    /// </exception>
    /// <exception cref="ArgumentOutOfRangeException">There is no such axis.</exception>
    /// <exception cref="NotSupportedException">An element type is none of float, double and Half.</exception>
    public void Compare<TP, TQ>(
        in ReadOnlyTensorSpan<TP> p, in ReadOnlyTensorSpan<TQ> q, Span<RowComparison> destination, ReadOnlySpan<double> rowWeights = default, int axis = -1)
        where TP : unmanaged, IFloatingPointIeee754<TP>
        where TQ : unmanaged, IFloatingPointIeee754<TQ>
    {
        Arguments arguments = new(Operand.Of(p, nameof(p)), Operand.Of(q, nameof(q)), rowWeights, axis) { KeepsRows = true };
        Compare(arguments, destination);
    }

    /// <inheritdoc cref="Compare{TP, TQ}(in ReadOnlyTensorSpan{TP}, in ReadOnlyTensorSpan{TQ}, Span{RowComparison}, ReadOnlySpan{double}, int)" />
    /// <exception cref="ArgumentNullException">A tensor is null.</exception>
    public void Compare<TP, TQ>(Tensor<TP> p, Tensor<TQ> q, Span<RowComparison> destination, ReadOnlySpan<double> rowWeights = default, int axis = -1)
        where TP : unmanaged, IFloatingPointIeee754<TP>
        where TQ : unmanaged, IFloatingPointIeee754<TQ>
    {
        ArgumentNullException.ThrowIfNull(p);
        ArgumentNullException.ThrowIfNull(q);
        Compare(p.AsReadOnlyTensorSpan(), q.AsReadOnlyTensorSpan(), destination, rowWeights, axis);
    }

    internal RowWorkspace<T> Rent<T>()
        where T : unmanaged, IFloatingPointIeee754<T> =>
        Idle<T>().TryTake(out RowWorkspace<T>? workspace) ? workspace : new RowWorkspace<T>(_request);

    internal ClassSums? RentSums()
    {
        ClassSums? sums = Classes?.Rent();
        sums?.IsExchanged = _request.IsExchanged;
        return sums;
    }

    internal void Return<T>(RowWorkspace<T> workspace, ClassSums? sums)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Idle<T>().Add(workspace);
        if (sums is not null)
        {
            Classes!.Return(sums);
        }
    }

    /// <summary>Makes sure that there is room in sums for more rows.</summary>
    internal void MakeRoom(ClassSums? sums, int rows)
    {
        if (sums?.TryTake(rows) == false)
        {
            Classes!.Take(sums);
            sums.TryTake(rows);
        }
    }

    private ConcurrentBag<RowWorkspace<T>> Idle<T>()
        where T : unmanaged, IFloatingPointIeee754<T> =>
        (ConcurrentBag<RowWorkspace<T>>)(object)(typeof(T) == typeof(double) ? _wide : _narrow);

    private void Compare(in Arguments arguments, Span<RowComparison> destination)
    {
        arguments.MustBeOneARow(destination.Length, nameof(destination));
        CheckClasses(arguments.First.Lengths, arguments.First.Lengths[arguments.Axis]);
        CheckWeights(arguments.RowWeights);
        fixed (RowComparison* results = destination)
        {
            if (_request.IsDouble || arguments.First.Type == OperandType.Double || arguments.Second.Type == OperandType.Double)
            {
                ComparisonDriver<double>.Run(this, arguments, results);
            }
            else
            {
                ComparisonDriver<float>.Run(this, arguments, results);
            }
        }
    }

    private void CheckClasses(ReadOnlySpan<nint> p, nint classes)
    {
        if (classes is 0 or > 1 << 30)
        {
            throw new ArgumentException($"p of shape {Shapes.Text(p)} has rows of {classes} classes; from 1 to {1 << 30} can be compared.", nameof(p));
        }

        if (Classes is { } totals && totals.Count != classes)
        {
            throw new ArgumentException($"p has rows of {classes} classes, and the totals have {totals.Count}; they must be equal.", nameof(p));
        }
    }

    private static void CheckWeights(ReadOnlySpan<double> rowWeights)
    {
        int heavy = rowWeights.IndexOfAnyExceptInRange(0, 1);
        if (heavy >= 0)
        {
            throw new ArgumentException(
                $"rowWeights[{heavy}] is {rowWeights[heavy]}; it must be at most 1: divide all weights by the largest.", nameof(rowWeights));
        }
    }
}
