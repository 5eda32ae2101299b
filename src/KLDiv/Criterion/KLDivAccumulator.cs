using System.Buffers.Binary;
using System.Numerics;
using System.Numerics.Tensors;
using System.Text.Json.Serialization;
using KLDiv.Criterion;
using KLDiv.Memory;

namespace KLDiv;

/// <summary>The loss of data that comes in batches, or in parts from several places: add batches, merge accumulators, read any reduction at any time.</summary>
/// <remarks>
/// <para>
/// With w the weight of a row and l the pointwise loss that <see cref="KLDivergence"/> documents, it holds Σ w l, in nats, and the counts to divide it by.
/// A batch is summed within its rows first; the sums of batches are added without any rounding. So batches may be added and accumulators merged in any order,
/// to the same bits; and however the rows are split over batches, the result is that of one pass, within one rounding of the double sum.
/// </para>
/// <para>
/// It is written and read back exactly: by <see cref="ToBytes"/> and <see cref="FromBytes"/>, or by System.Text.Json, as a string with these bytes in base 64.
/// Not safe for several threads at once: give each its own and merge.
/// </para>
/// </remarks>
[JsonConverter(typeof(StateConverter<KLDivAccumulator>))]
public sealed class KLDivAccumulator : IState<KLDivAccumulator>
{
    private const int Size = sizeof(long) + (2 * sizeof(long)) + LossTotals.Size;

    private LossTotals _totals = new();

    private static ReadOnlySpan<byte> Mark => "KLDivA1\0"u8;

    /// <summary>N: the lengths of the first dimension of all batches, summed.</summary>
    public long BatchSize { get; private set; }

    /// <summary>The number of elements.</summary>
    public long Numel { get; private set; }

    /// <summary>The number of rows, those of weight 0 included.</summary>
    public long Rows => _totals.Rows;

    /// <summary>The sum of the row weights; where none were given, the number of rows.</summary>
    public double TotalWeight => _totals.Weight;

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

    /// <summary>What <see cref="ToBytes"/> wrote.</summary>
    /// <exception cref="FormatException">The bytes are not what it writes.</exception>
    public static KLDivAccumulator FromBytes(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != Size || !bytes.StartsWith(Mark))
        {
            throw new FormatException($"There are {bytes.Length} bytes, which are no accumulator's: it writes {Size}, the first of them KLDivA1.");
        }

        ReadOnlySpan<byte> rest = bytes[Mark.Length..];
        long batchSize = BinaryPrimitives.ReadInt64LittleEndian(rest), numel = BinaryPrimitives.ReadInt64LittleEndian(rest[sizeof(long)..]);
        LossTotals? totals = LossTotals.Read(rest[(2 * sizeof(long))..]);
        return batchSize < 0 || numel < 0 || totals is null
            ? throw new FormatException($"The accumulator is of {batchSize} batches' rows and {numel} elements, with sums that none has.")
            : new() { BatchSize = batchSize, Numel = numel, _totals = totals };
    }

    /// <summary>Everything that it holds, to be read by <see cref="FromBytes"/>: the same bytes for the same data, however it was split and merged.</summary>
    public byte[] ToBytes()
    {
        byte[] bytes = new byte[Size];
        Mark.CopyTo(bytes);
        Span<byte> rest = bytes.AsSpan(Mark.Length);
        BinaryPrimitives.WriteInt64LittleEndian(rest, BatchSize);
        BinaryPrimitives.WriteInt64LittleEndian(rest[sizeof(long)..], Numel);
        _totals.Write(rest[(2 * sizeof(long))..]);
        return bytes;
    }

    /// <summary>Adds a batch in flat memory.</summary>
    /// <param name="input">Log-probabilities x.</param>
    /// <param name="target">Probabilities t, or log-probabilities with a log target; in the shape of the input.</param>
    /// <param name="logTarget">Whether the target holds log-probabilities.</param>
    /// <param name="rowWeights">One weight a row; <c>default</c>: all weigh 1.</param>
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
        where TTarget : unmanaged, IFloatingPointIeee754<TTarget> =>
        Add(new(Operand.Of(input, lengths, nameof(input)), Operand.Of(target, lengths, nameof(target)), logTarget, rowWeights));

    /// <summary>Adds a batch of tensors.</summary>
    /// <param name="input">Log-probabilities x.</param>
    /// <param name="target">Probabilities t, or log-probabilities with a log target; in the shape of the input.</param>
    /// <param name="logTarget">Whether the target holds log-probabilities.</param>
    /// <param name="rowWeights">One weight a row; <c>default</c>: all weigh 1.</param>
    /// <param name="axis">The axis along which rows lie.</param>
    /// <exception cref="ArgumentException">Shapes differ, or row weights are not one finite number &gt;= 0 a row; nothing is added.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The operands have no such axis.</exception>
    /// <exception cref="NotSupportedException">An element type is none of float, double and Half.</exception>
    public void Add<TInput, TTarget>(
        in ReadOnlyTensorSpan<TInput> input,
        in ReadOnlyTensorSpan<TTarget> target,
        bool logTarget = false,
        ReadOnlySpan<double> rowWeights = default,
        int axis = -1)
        where TInput : unmanaged, IFloatingPointIeee754<TInput>
        where TTarget : unmanaged, IFloatingPointIeee754<TTarget> =>
        Add(new(Operand.Of(input, nameof(input)), Operand.Of(target, nameof(target)), logTarget, rowWeights, axis));

    /// <inheritdoc cref="Add{TInput, TTarget}(in ReadOnlyTensorSpan{TInput}, in ReadOnlyTensorSpan{TTarget}, bool, ReadOnlySpan{double}, int)" />
    /// <exception cref="ArgumentNullException">An operand is null.</exception>
    public void Add<TInput, TTarget>(
        Tensor<TInput> input,
        Tensor<TTarget> target,
        bool logTarget = false,
        ReadOnlySpan<double> rowWeights = default,
        int axis = -1)
        where TInput : unmanaged, IFloatingPointIeee754<TInput>
        where TTarget : unmanaged, IFloatingPointIeee754<TTarget> =>
        Add(new(Operand.Of(input, nameof(input)), Operand.Of(target, nameof(target)), logTarget, rowWeights, axis));

    /// <summary>Adds what another accumulator holds; that one stays as it is.</summary>
    /// <exception cref="ArgumentNullException"><paramref name="other"/> is null.</exception>
    public void Merge(KLDivAccumulator other)
    {
        ArgumentNullException.ThrowIfNull(other);
        _totals.Add(other._totals);
        BatchSize += other.BatchSize;
        Numel += other.Numel;
    }

    /// <summary>The reduced loss of everything added so far, in nats.</summary>
    /// <exception cref="ArgumentException">The reduction is <see cref="Reduction.None"/>.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The reduction is undefined.</exception>
    public double Loss(Reduction reduction) => _totals.Loss / reduction.Divisor(Numel, BatchSize, TotalWeight, nameof(KLDivergence.Pointwise));

    private void Add(LossCall call)
    {
        call.Sums = true;
        call.Arguments.KeepsRows = true;
        ref readonly Arguments arguments = ref call.Arguments;
        _totals.Add(LossDriver.Run(call), arguments.Rows, arguments.RowWeights);
        BatchSize += arguments.First.Lengths[0];
        Numel += arguments.Numel;
    }
}
